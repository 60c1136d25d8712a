"""What people at a partner school may see of a school (SG-55), field by field.

Every model stands here: in SEEN with each of its columns shown or hidden, or in NEVER. A test
compares this with the models and with what is sent, so that neither changes alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schoollink.accounts.models import (
    Account,
    Invitation,
    OldAddress,
    OneTimeCode,
    PasswordReset,
    Person,
    SignIn,
)
from schoollink.audit.models import AuditAnchor, AuditEntry, AuditSeal
from schoollink.calendars.models import (
    ClassHours,
    Closure,
    DayType,
    ExtraDay,
    LessonTime,
    OpenHoliday,
    SchoolYear,
    Term,
    WeekCycle,
)
from schoollink.core.database import Base
from schoollink.core.i18n import Text, _l
from schoollink.files.models import PictureSize, StoredFile
from schoollink.funding.models import (
    Application,
    ApplicationDocument,
    ApplicationTask,
    BudgetLine,
    FundingSource,
)
from schoollink.links.models import Link, LinkInvitation, LinkSide
from schoollink.messages.models import Message, Room, RoomAdult, RoomLog, RoomRead
from schoollink.notifications.models import Notice, Snooze
from schoollink.projects.models import (
    Project,
    ProjectClass,
    ProjectStep,
    ProjectTeacher,
    Revision,
    Section,
)
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.safeguarding.models import Report
from schoollink.schools.models import (
    Acquaintance,
    ClassTeacher,
    Door,
    DoorKnock,
    HeldRole,
    Membership,
    Network,
    NetworkAdviser,
    Pupil,
    School,
    SchoolClass,
    SchoolInvitation,
    StaffInvitation,
)
from schoollink.visits.models import ItineraryItem, Visit, VisitCheck, VisitCost, VisitPerson

STAFF = _l("All staff")
LEADS = _l("Link teachers")
TOGETHER = _l("Those who work on it, pupils too")
SAFETY = _l("Child-safety leads")


@dataclass(frozen=True)
class Shown:
    """Some columns, parted by spaces, and what they are called."""

    columns: str
    label: Text


@dataclass(frozen=True)
class Seen:
    """What a partner school sees of a model, who there does, and the columns that nobody does."""

    model: type[Base]
    title: Text
    whom: Text
    shown: Sequence[Shown]
    hidden: str = ""
    of_pupils: bool = False


SEEN: Sequence[Seen] = (
    Seen(
        School,
        _l("The school"),
        STAFF,
        (
            Shown("name crest", _l("name and crest")),
            Shown("place country zone", _l("place, country and clock")),
            Shown("weekend", _l("weekend")),
            Shown("languages youngest oldest", _l("languages and ages")),
            Shown("welcome", _l("welcome sentence")),
            Shown("state", _l("whether a network verified it")),
        ),
        "weekend_confirmed_at network_id head_contact created_at ended_at version",
    ),
    Seen(
        Person,
        _l("People"),
        TOGETHER,
        (
            Shown("name", _l("name, of pupils only the first name")),
            Shown("kind", _l("whether pupil or adult")),
        ),
        "language theme text_size saves_data created_at suspended_at ended_at kept_until held_at "
        "erased_at",
        of_pupils=True,
    ),
    Seen(
        Pupil,
        _l("Pupils in a project"),
        TOGETHER,
        (Shown("person_id class_id", _l("class")), Shown("avatar", _l("drawn picture"))),
        "school_only secret_kind secret_hash secret_tries secret_paused_until paused_until",
        of_pupils=True,
    ),
    Seen(
        SchoolClass,
        _l("Classes in a project"),
        TOGETHER,
        (Shown("school_id name", _l("name")),),
        "ages created_at year_ends year_told_at ended_at",
        of_pupils=True,
    ),
    Seen(
        Membership,
        _l("Staff of a link"),
        STAFF,
        (Shown("school_id person_id languages", _l("school and languages")),),
        "vetted_by vetted_on vetted_until created_at barred_at ended_at",
    ),
    Seen(HeldRole, _l("Roles"), STAFF, (Shown("membership_id role", _l("role")),)),
    Seen(
        Invitation,
        _l("An invited second link teacher"),
        STAFF,
        (Shown("for_name", _l("name")),),
        "purpose address invited_by_id created_at expires_at generation renewed_at accepted_at "
        "accepted_by_id withdrawn_at emptied_at",
    ),
    Seen(
        StaffInvitation,
        _l("What somebody is invited as"),
        STAFF,
        (Shown("invitation_id school_id roles", _l("role")),),
    ),
    Seen(
        Term,
        _l("Terms"),
        STAFF,
        (
            Shown("school_id name", _l("name")),
            Shown("first_day last_day", _l("days")),
            Shown("is_sample", _l("whether it is a sample")),
        ),
        "version changed_at",
    ),
    Seen(
        Closure,
        _l("Days without lessons"),
        STAFF,
        (
            Shown("school_id name kind", _l("name and reason")),
            Shown("first_day last_day", _l("days")),
            Shown("is_sample", _l("whether it is a sample")),
        ),
        "version changed_at",
    ),
    Seen(
        SchoolYear,
        _l("School years"),
        STAFF,
        (
            Shown("school_id name", _l("name")),
            Shown("first_day last_day", _l("days")),
            Shown("is_sample", _l("whether it is a sample")),
        ),
        "version changed_at",
    ),
    Seen(
        DayType,
        _l("Lesson times"),
        STAFF,
        (
            Shown("school_id name is_usual is_beyond", _l("name and kind")),
            Shown("weekdays first_day last_day turn", _l("on which days")),
            Shown("guesses", _l("what is a guess")),
        ),
        "version changed_at",
    ),
    Seen(
        LessonTime,
        _l("Lessons"),
        STAFF,
        (Shown("day_type_id position label starts ends", _l("name, beginning and end")),),
    ),
    Seen(
        ExtraDay,
        _l("Extra days with school"),
        STAFF,
        (Shown("school_id name day day_type_id", _l("name, day and lesson times")),),
        "version changed_at",
    ),
    Seen(
        OpenHoliday,
        _l("Public holidays with school"),
        STAFF,
        (Shown("school_id day", _l("day")),),
    ),
    Seen(
        WeekCycle,
        _l("A and B weeks"),
        STAFF,
        (Shown("school_id labels anchor mode", _l("how weeks take turns")),),
        "version changed_at",
    ),
    Seen(
        ClassHours,
        _l("Lessons that a class can use"),
        STAFF,
        (Shown("class_id slots", _l("lessons")),),
        "version changed_at",
    ),
    Seen(
        LinkInvitation,
        _l("What a school asks of one that is not here yet"),
        LEADS,
        (Shown("invitation_id school_id link_id purpose", _l("school and purpose")),),
    ),
    Seen(
        Link,
        _l("The link"),
        STAFF,
        (
            Shown("purpose state", _l("purpose and state")),
            Shown(
                "proposed_at answered_at reminds_on lapses_on reminded_at trying_until renewed_at "
                "active_on last_activity_at forgotten_at",
                _l("its dates"),
            ),
            Shown("frozen_at frozen_from_id", _l("whether pupils' writing is stopped")),
            Shown(
                "decline_words end_words ended_at ended_from_id", _l("how it was declined or ended")
            ),
        ),
        "held_at",
    ),
    Seen(
        LinkSide,
        _l("Each school in the link"),
        STAFF,
        (
            Shown("link_id school_id position contact_id", _l("link teacher")),
            Shown("accepted_at wants_renewal_at", _l("when it said yes")),
            Shown("restart_asked_at restart_asked_by_id", _l("whether pupils may write again")),
            Shown("seen_at", _l("when it last looked")),
        ),
    ),
    Seen(
        Project,
        _l("Projects"),
        STAFF,
        (
            Shown("link_id title goal icon", _l("title, goal and picture")),
            Shown("state created_at closed_at", _l("state and dates")),
        ),
        "version",
    ),
    Seen(
        ProjectClass,
        _l("Classes that take part"),
        STAFF,
        (Shown("project_id class_id", _l("class")),),
    ),
    Seen(
        ProjectTeacher,
        _l("Teachers who take part"),
        STAFF,
        (
            Shown("project_id person_id school_id", _l("name and school")),
            Shown("joined_at", _l("since when")),
        ),
    ),
    Seen(
        ProjectStep,
        _l("Steps of a project"),
        STAFF,
        (
            Shown("project_id what school_id", _l("what, and whose turn it is")),
            Shown("added_at done_at", _l("when it was done")),
        ),
    ),
    Seen(
        Section,
        _l("Parts of a project's page"),
        TOGETHER,
        (
            Shown("project_id school_id author_id class_id", _l("who wrote it")),
            Shown("kind position", _l("its place on the page")),
            Shown("withdrawn_at", _l("that it was taken away")),
        ),
        "version approved_number made_at",
        of_pupils=True,
    ),
    Seen(
        Revision,
        _l("What stands there, once a teacher has approved it"),
        TOGETHER,
        (
            Shown("section_id words language picture_id", _l("words and picture")),
            Shown("author_id made_at", _l("who wrote it, and when")),
        ),
        "number state advice decided_by_id decided_at",
        of_pupils=True,
    ),
    Seen(
        Message,
        _l("Messages, once a teacher has let them out"),
        TOGETHER,
        (
            Shown("room_id key seq changed_seq body kind", _l("words")),
            Shown("author_id school_id class_id", _l("who wrote it")),
            Shown("posted_at shown_at", _l("when")),
            Shown("state", _l("that it was removed or hidden")),
        ),
        "reason decided_by_id decided_at",
        of_pupils=True,
    ),
    Seen(
        RoomAdult,
        _l("Teachers who help out in a room"),
        TOGETHER,
        (
            Shown("room_id person_id school_id", _l("name and school")),
            Shown("joined_at", _l("since when")),
        ),
    ),
    Seen(
        StoredFile,
        _l("Pictures and files"),
        TOGETHER,
        (
            Shown("kind media_type name size sha256", _l("the file, its name and size")),
            Shown("state", _l("that it is lost")),
        ),
        "place_id uploaded_by_id recognisable created_at checked_at sealed_at",
        of_pupils=True,
    ),
    Seen(
        Resource,
        _l("What staff share"),
        STAFF,
        (
            Shown("link_id title description subject kind", _l("title, words and subject")),
            Shown("youngest oldest language licence", _l("ages, language and licence")),
            Shown("school_id added_by_id added_at changed_at", _l("who shared it, and when")),
        ),
        "version removed_at removed_by_id",
    ),
    Seen(
        ResourceVersion,
        _l("Its versions"),
        STAFF,
        (
            Shown("resource_id number stored_file_id address note", _l("file or address")),
            Shown("added_by_id added_at", _l("who added it, and when")),
        ),
    ),
    Seen(
        Visit,
        _l("Visits"),
        STAFF,
        (
            Shown("link_id title form sending_school_id host_school_id", _l("who visits whom")),
            Shown("first_day last_day", _l("days")),
            Shown("who has_pupils", _l("who travels, in words; pupils are never named")),
            Shown("purpose why_in_person exchanged follow_up", _l("what for, and what came of it")),
            Shown("state cancel_words is_logged_past", _l("state")),
        ),
        "version created_at changed_at",
    ),
    Seen(
        VisitPerson,
        _l("Adults in a visit"),
        STAFF,
        (
            Shown("visit_id person_id name organisation", _l("name and organisation")),
            Shown("side role task", _l("role")),
        ),
        "created_at",
    ),
    Seen(
        ItineraryItem,
        _l("Days of a visit"),
        STAFF,
        (
            Shown("visit_id day starts ends", _l("times")),
            Shown("what kind place", _l("what, and where")),
        ),
        "version created_at",
    ),
    Seen(
        VisitCheck,
        _l("Preparations of a visit"),
        STAFF,
        (
            Shown("visit_id kind state note", _l("what, and how far it is")),
            Shown("who due_on", _l("who sees to it, and by when")),
        ),
        "version",
    ),
    Seen(
        VisitCost,
        _l("Costs of a visit"),
        STAFF,
        (
            Shown("visit_id kind what", _l("what for")),
            Shown("amount currency payer", _l("how much, and who pays")),
        ),
        "created_at",
    ),
    Seen(
        Application,
        _l("Applications"),
        LEADS,
        (
            Shown("link_id funder programme state notes", _l("funder, programme and notes")),
            Shown(
                "deadline_day deadline_time deadline_zone deadline_at submitted_at decided_at",
                _l("dates"),
            ),
            Shown("amount currency", _l("amount")),
        ),
        "zone_release version created_at changed_at",
    ),
    Seen(
        ApplicationTask,
        _l("Tasks of an application"),
        LEADS,
        (
            Shown("application_id school_id person_id", _l("who")),
            Shown("what by_day done_at", _l("what, and by when")),
        ),
        "created_at",
    ),
    Seen(
        BudgetLine,
        _l("Costs in a budget"),
        LEADS,
        (
            Shown("application_id kind what", _l("what for")),
            Shown("amount currency spending_school_id", _l("how much, and who spends it")),
        ),
        "created_at",
    ),
    Seen(
        FundingSource,
        _l("Where money comes from"),
        LEADS,
        (
            Shown("application_id name school_id", _l("who gives")),
            Shown("amount currency is_in_kind is_confirmed", _l("how much")),
        ),
        "created_at",
    ),
    Seen(
        ApplicationDocument,
        _l("Documents of an application"),
        LEADS,
        (Shown("application_id file_id title", _l("title and file")),),
        "created_at",
    ),
    Seen(
        Report,
        _l("What a pupil told a grown-up"),
        SAFETY,
        (
            Shown("school_id link_id", _l("the pupil's school, not the pupil")),
            Shown("why words message_id revision_id named_id", _l("what was told, and about whom")),
            Shown("state created_at", _l("when, and how far it is")),
        ),
        "reporter_id seen_at seen_by_id closed_at closed_by_id",
        of_pupils=True,
    ),
)

NEVER: frozenset[type[Base]] = frozenset(
    {
        Account, OldAddress, OneTimeCode, PasswordReset, SignIn,
        AuditAnchor, AuditEntry, AuditSeal,
        PictureSize, Room, RoomLog, RoomRead,
        Notice, Snooze,
        Acquaintance, ClassTeacher, Door, DoorKnock, Network, NetworkAdviser, SchoolInvitation,
    }
)  # fmt: skip
"""Of these nobody at a partner school sees anything: rows of our own, or about one person only."""
