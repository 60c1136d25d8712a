"""Who may see a school, its people and classes, and what they may do there."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, or_, select, true, union

from schoollink.accounts.models import Account
from schoollink.core.policy import Actor, allow, is_at_work, is_site_admin
from schoollink.schools.models import (
    ADVISER_ROLE,
    Acquaintance,
    ClassTeacher,
    DoorKnock,
    HeldRole,
    Membership,
    NetworkAdviser,
    Pupil,
    Role,
    School,
    SchoolClass,
    SchoolState,
    StaffInvitation,
)

LEADS = (Role.LEAD.value, Role.SECOND.value)


class SchoolPermission(StrEnum):
    """What one may do with schools, their people and classes."""

    VIEW = "schools:view"
    WORK = "schools:work"
    EDIT = "schools:edit"
    REGISTER = "schools:register"
    VERIFY = "schools:verify"
    CHECK = "schools:check"
    ADVISE = "schools:advise"
    INVITE = "schools:invite"
    VIEW_INVITATION = "schools:view-invitation"
    WITHDRAW = "schools:withdraw"
    VIEW_MEMBER = "schools:view-member"
    GIVE_ROLES = "schools:give-roles"
    VET = "schools:vet"
    SUSPEND = "schools:suspend"
    HELP_SIGN_IN = "schools:help-sign-in"
    END_MEMBERSHIP = "schools:end-membership"
    MAKE_CLASS = "schools:make-class"
    KNOW_CLASS = "schools:know-class"
    VIEW_CLASS = "schools:view-class"
    TEACH_CLASS = "schools:teach-class"
    END_CLASS = "schools:end-class"
    VIEW_PUPIL = "schools:view-pupil"
    TEACH_PUPIL = "schools:teach-pupil"
    SUSPEND_PUPIL = "schools:suspend-pupil"
    VIEW_KNOCK = "schools:view-knock"
    ANSWER_KNOCK = "schools:answer-knock"


# Facts about a school


def works_at(actor: Actor, school: School) -> bool:
    """An adult on the staff of the school."""
    return not actor.is_pupil and school.id in actor.place_ids


def leads(actor: Actor, school: School) -> bool:
    """A link teacher or second link teacher of the school."""
    return actor.holds(school.id, *LEADS)


def keeps_children_safe(actor: Actor, school: School) -> bool:
    """A child-safety lead of the school."""
    return actor.holds(school.id, Role.SAFETY.value)


def works_at_any(actor: Actor, school: School) -> bool:
    """An adult on the staff of any school, or who advises a network."""
    return not actor.is_pupil and bool(actor.place_ids)


def is_listed(actor: Actor, school: School) -> bool:
    """The school is verified, so the directory shows it."""
    return school.state is SchoolState.VERIFIED and school.ended_at is None


def is_known_to(actor: Actor, school: School) -> bool:
    """One of the schools where somebody works invited this school, or was invited by it."""
    return not actor.is_pupil and any(
        known.school_id in actor.place_ids for known in school.known_by
    )


def advises(actor: Actor, school: School) -> bool:
    """An adviser of the school's network; of any network while the school has none."""
    if school.network_id is None:
        return actor.holds_anywhere(ADVISER_ROLE)
    return actor.holds(school.network_id, ADVISER_ROLE)


def advises_any(actor: Actor, subject: object) -> bool:
    """An adviser of any network."""
    return actor.holds_anywhere(ADVISER_ROLE)


def is_elsewhere(actor: Actor, school: School) -> bool:
    """Somebody who does not work at the school they speak about."""
    return school.id not in actor.place_ids


def has_no_school(actor: Actor, subject: object) -> bool:
    """An adult without a school, such as one who was just invited to register one."""
    return is_at_work(actor, subject) and not actor.place_ids


# Facts about a person on the staff, an invitation, a class, a pupil


def works_with(actor: Actor, member: Membership | StaffInvitation) -> bool:
    """On the staff of the same school."""
    return works_at(actor, member.school)


def leads_there(actor: Actor, thing: Membership | StaffInvitation | SchoolClass) -> bool:
    """A link teacher or second link teacher of that school."""
    return actor.holds(thing.school_id, *LEADS)


def is_link_teacher_there(actor: Actor, thing: Membership | SchoolClass) -> bool:
    """A link teacher of that school."""
    return actor.holds(thing.school_id, Role.LEAD.value)


def keeps_safe_there(actor: Actor, thing: Membership | SchoolClass) -> bool:
    """A child-safety lead of that school."""
    return actor.holds(thing.school_id, Role.SAFETY.value)


def is_somebody_else(actor: Actor, member: Membership) -> bool:
    """Not about oneself."""
    return member.person_id != actor.person_id


def works_at_its_school(actor: Actor, school_class: SchoolClass) -> bool:
    """On the staff of the class's school."""
    return works_at(actor, school_class.school)


def teaches(actor: Actor, school_class: SchoolClass) -> bool:
    """A teacher of the class, who still works at its school."""
    return (
        not actor.is_pupil
        and school_class.id in actor.class_ids
        and school_class.school_id in actor.place_ids
    )


def has_not_ended(actor: Actor, school_class: SchoolClass) -> bool:
    """Nobody joins a class that is over: its pupils have left."""
    return school_class.ended_at is None


def works_at_pupils_school(actor: Actor, pupil: Pupil) -> bool:
    """On the staff of the pupil's school."""
    return works_at(actor, pupil.school_class.school)


def is_still_here(actor: Actor, pupil: Pupil) -> bool:
    """Who has left is nobody's pupil any more: what is left of them must not get a name again."""
    return pupil.person.ended_at is None


def teaches_pupil(actor: Actor, pupil: Pupil) -> bool:
    """A teacher of the pupil's class."""
    return teaches(actor, pupil.school_class)


def leads_pupils_school(actor: Actor, pupil: Pupil) -> bool:
    """A link teacher or second link teacher of the pupil's school."""
    return leads_there(actor, pupil.school_class)


def keeps_pupil_safe(actor: Actor, pupil: Pupil) -> bool:
    """A child-safety lead of the pupil's school."""
    return keeps_safe_there(actor, pupil.school_class)


def works_at_knocking_pupils_school(actor: Actor, knock: DoorKnock) -> bool:
    """On the staff of the school of the pupil who knocks."""
    return works_at_pupils_school(actor, knock.pupil)


def teaches_knocking_pupil(actor: Actor, knock: DoorKnock) -> bool:
    """A teacher of the class whose door it is."""
    return teaches_pupil(actor, knock.pupil)


def leads_knocking_pupils_school(actor: Actor, knock: DoorKnock) -> bool:
    """A link teacher or second link teacher of the school."""
    return leads_pupils_school(actor, knock.pupil)


def is_unverified(actor: Actor, school: School) -> bool:
    """No network has said that the school is what it says."""
    return school.state is SchoolState.INVITED


def leads_any(actor: Actor, subject: object) -> bool:
    """A link teacher or second link teacher of any school."""
    return actor.holds_anywhere(*LEADS)


P = SchoolPermission

allow(P.VIEW, [works_at], [works_at_any, is_listed], [is_known_to], [advises], [is_site_admin])
allow(P.WORK, [works_at], seen_through=P.VIEW)
allow(P.EDIT, [leads], seen_through=P.VIEW)
allow(P.REGISTER, [has_no_school], [is_at_work, is_site_admin])
allow(P.VERIFY, [advises, is_elsewhere], [is_site_admin, is_elsewhere], seen_through=P.VIEW)
allow(P.CHECK, [is_known_to, is_elsewhere, is_unverified, leads_any], seen_through=P.VIEW)
allow(P.ADVISE, [advises_any], [is_site_admin])
allow(P.INVITE, [leads], seen_through=P.VIEW)
allow(P.MAKE_CLASS, [works_at], seen_through=P.VIEW)

allow(P.VIEW_INVITATION, [leads_there])
allow(P.WITHDRAW, [leads_there], seen_through=P.VIEW_INVITATION)

allow(P.VIEW_MEMBER, [works_with])
allow(P.GIVE_ROLES, [is_link_teacher_there], seen_through=P.VIEW_MEMBER)
allow(P.VET, [leads_there], [keeps_safe_there], seen_through=P.VIEW_MEMBER)
allow(
    P.SUSPEND,
    [is_link_teacher_there, is_somebody_else],
    [keeps_safe_there, is_somebody_else],
    seen_through=P.VIEW_MEMBER,
)
allow(
    P.HELP_SIGN_IN,
    [leads_there, is_somebody_else],
    [keeps_safe_there, is_somebody_else],
    seen_through=P.VIEW_MEMBER,
)
allow(P.END_MEMBERSHIP, [is_link_teacher_there], seen_through=P.VIEW_MEMBER)

allow(P.KNOW_CLASS, [works_at_its_school])
allow(P.VIEW_CLASS, [teaches], [leads_there], [keeps_safe_there], seen_through=P.KNOW_CLASS)
allow(
    P.TEACH_CLASS,
    [teaches, has_not_ended],
    [leads_there, has_not_ended],
    seen_through=P.KNOW_CLASS,
)
allow(P.END_CLASS, [leads_there, has_not_ended], seen_through=P.KNOW_CLASS)
allow(P.VIEW_PUPIL, [works_at_pupils_school, is_still_here])
allow(
    P.TEACH_PUPIL,
    [teaches_pupil, is_still_here],
    [leads_pupils_school, is_still_here],
    [keeps_pupil_safe, is_still_here],
    seen_through=P.VIEW_PUPIL,
)
allow(
    P.SUSPEND_PUPIL,
    [leads_pupils_school, is_still_here],
    [keeps_pupil_safe, is_still_here],
    seen_through=P.VIEW_PUPIL,
)

allow(P.VIEW_KNOCK, [works_at_knocking_pupils_school])
allow(
    P.ANSWER_KNOCK,
    [teaches_knocking_pupil],
    [leads_knocking_pupils_school],
    seen_through=P.VIEW_KNOCK,
)


# The same as SQL, for lists


def visible_schools(actor: Actor) -> Select[School]:
    """The schools that an actor may view."""
    if not actor.signed_in or actor.is_pupil:
        return select(School).where(false())
    if actor.is_site_admin:
        return select(School)
    if not actor.place_ids:
        return select(School).where(false())
    known = select(Acquaintance.other_id).where(Acquaintance.school_id.in_(actor.place_ids))
    networks = [place for place in actor.place_ids if actor.holds(place, ADVISER_ROLE)]
    return select(School).where(
        or_(
            School.id.in_(actor.place_ids),
            (School.state == SchoolState.VERIFIED) & School.ended_at.is_(None),
            School.id.in_(known),
            School.network_id.in_(networks),
            School.network_id.is_(None) & (true() if networks else false()),
        )
    )


def visible_classes(actor: Actor) -> Select[SchoolClass]:
    """The classes that an actor may view."""
    if actor.is_pupil or not actor.place_ids:
        return select(SchoolClass).where(false())
    whole = [place for place in actor.place_ids if actor.holds(place, *LEADS, Role.SAFETY.value)]
    return select(SchoolClass).where(
        SchoolClass.school_id.in_(whole)
        | (SchoolClass.id.in_(actor.class_ids) & SchoolClass.school_id.in_(actor.place_ids))
    )


# The same as people, for sockets and mail


def staff_ids(*school_ids: UUID) -> Select[UUID]:
    """The active adults on the staff of schools."""
    return select(Membership.person_id).where(
        Membership.school_id.in_(school_ids),
        Membership.ended_at.is_(None),
        Membership.barred_at.is_(None),
    )


def role_ids(school_id: UUID, *roles: Role) -> Select[UUID]:
    """The active adults of a school who hold one of the roles."""
    return (
        staff_ids(school_id)
        .join(HeldRole, HeldRole.membership_id == Membership.id)
        .where(HeldRole.role.in_(roles))
    )


def readers_of(school: School) -> Select[UUID]:
    """The people who may view a school."""
    active = (Membership.ended_at.is_(None), Membership.barred_at.is_(None))
    parts = [
        staff_ids(school.id),
        select(Account.person_id).where(Account.is_site_admin.is_(True)),
        select(Membership.person_id)
        .join(Acquaintance, Acquaintance.school_id == Membership.school_id)
        .where(Acquaintance.other_id == school.id, *active),
    ]
    if school.state is SchoolState.VERIFIED and school.ended_at is None:
        parts += [
            select(Membership.person_id).where(*active),
            select(NetworkAdviser.person_id),
        ]
    elif school.network_id is None:
        parts.append(select(NetworkAdviser.person_id))
    else:
        parts.append(
            select(NetworkAdviser.person_id).where(NetworkAdviser.network_id == school.network_id)
        )
    everybody = union(*parts).subquery()
    return select(everybody.c.person_id)


def readers_of_class(school_class: SchoolClass) -> Select[UUID]:
    """The people who may view a class."""
    teaching = (
        staff_ids(school_class.school_id)
        .join(ClassTeacher, ClassTeacher.person_id == Membership.person_id)
        .where(ClassTeacher.class_id == school_class.id)
    )
    whole = role_ids(school_class.school_id, Role.LEAD, Role.SECOND, Role.SAFETY)
    everybody = union(teaching, whole).subquery()
    return select(everybody.c.person_id)
