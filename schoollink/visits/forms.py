"""What people send about visits."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from schoollink.core.clock import today
from schoollink.core.forms import (
    Amount,
    Choice,
    Day,
    Form,
    Long,
    Name,
    Radio,
    Text,
    Time,
    Version,
    Yes,
)
from schoollink.core.i18n import Text as Sentence
from schoollink.core.i18n import _l, gettext, label
from schoollink.core.money import currencies_for
from schoollink.links.models import Link
from schoollink.visits import queries, rules
from schoollink.visits.actions import (
    Account,
    Cancelling,
    ChangedVisit,
    Cost,
    Item,
    NewVisit,
    Part,
    PastVisit,
    Preparation,
)
from schoollink.visits.actions.visits import (
    check_not_cancelled,
    check_step,
    direction_of,
    sending_and_host,
)
from schoollink.visits.models import (
    CheckState,
    CostKind,
    ExchangeForm,
    ItemKind,
    ItineraryItem,
    Payer,
    Side,
    Visit,
    VisitCheck,
    VisitRole,
    VisitState,
)
from schoollink.visits.presenters import sentence_of


def _members(kind: Any) -> list[tuple[str, Any]]:
    return [(member.value, member.label) for member in kind]


def _directions(link: Link) -> list[tuple[str, str]]:
    return [
        (direction_of(sending.id, host.id), sentence_of(sending, host))
        for sending in link.schools
        for host in link.schools
        if sending.id != host.id
    ]


class DayFields:
    """The first and the last day of a visit, judged whatever else is wrong."""

    def say_more(self) -> None:
        """Days that don't follow each other."""
        form = cast("Form[Any]", self)
        if form.are_fine("first_day", "last_day"):
            problem = rules.days_problem(form["first_day"].data, form["last_day"].data)
            if problem is not None:
                form.blame_too("last_day", problem)

    def say_of_last_day(self, link: Link, judge: Callable[[date, date], Sentence | None]) -> None:
        """What a rule finds wrong with the last day, given the present day at the host."""
        form = cast("Form[Any]", self)
        if form.are_fine("direction", "last_day"):
            _, host = sending_and_host(link, form["direction"].data)
            problem = judge(form["last_day"].data, today(host.zone))
            if problem is not None:
                form.blame_too("last_day", problem)


class LogForm(DayFields, Form[PastVisit]):
    """A past visit, in five fields."""

    who = Text(
        _l("Who travelled?"),
        max_length=300,
        hint=_l("Adults by name. Pupils as a number, never by name."),
    )
    direction = Radio(_l("Who visited whom?"))
    first_day = Day(_l("First day"))
    last_day = Day(_l("Last day"))
    exchanged = Long(
        _l("What was exchanged?"),
        hint=_l("What did each school show, learn or bring home?"),
    )

    def offer(self, *, link: Link, **_: Any) -> None:
        """Both directions."""
        self.direction.options = _directions(link)

    def say_known(self, *_: Any, link: Link, **__: Any) -> None:
        """A visit that is still to come."""
        self.say_of_last_day(link, rules.logged_problem)


class PlanFields(DayFields):
    """What is asked about a plan."""

    title = Text(
        _l("What do you call it?"),
        required=False,
        max_length=120,
        hint=_l("Without a name it is called by the two schools."),
    )
    direction = Radio(_l("Who visits whom?"))
    form = Choice(_l("What kind of visit is it?"), options=_members(ExchangeForm))
    first_day = Day(_l("First day"), hint=_l("A day at the host school, with the journey there."))
    last_day = Day(_l("Last day"))
    who = Text(
        _l("Who travels?"),
        required=False,
        max_length=300,
        hint=_l("Adults by name. Pupils as a number, never by name."),
    )
    has_pupils = Yes(
        _l("Pupils travel too"),
        hint=_l("A visit with pupils can be planned here, but not confirmed yet."),
    )
    purpose = Long(
        _l("What is the visit for?"),
        max_length=2000,
        hint=_l("Which of your aims does it help, and what will you talk about?"),
    )
    why_in_person = Long(
        _l("Why is a visit the best way?"),
        max_length=2000,
        hint=_l("What would letters, calls or a shared lesson not do?"),
    )


class PlanForm(PlanFields, Form[NewVisit]):
    """A visit to plan."""

    def offer(self, *, link: Link, **_: Any) -> None:
        """Both directions."""
        self.direction.options = _directions(link)
        self.show(form=ExchangeForm.INFORMATION.value)

    def say_known(self, *_: Any, link: Link, **__: Any) -> None:
        """A visit that is over."""
        self.say_of_last_day(link, rules.planned_problem)


class EditForm(PlanFields, Form[ChangedVisit]):
    """The plan of a visit, changed."""

    version = Version()

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """The plan as it is; a past visit was written down without reasons."""
        check_not_cancelled(visit)
        if visit.is_logged_past:
            self.purpose.relax()
            self.why_in_person.relax()
        self.direction.options = _directions(visit.link)
        self.show(**plan_of(visit), version=visit.version)


class AccountForm(Form[Account]):
    """What came of a visit."""

    exchanged = Long(_l("What was exchanged?"))
    follow_up = Long(
        _l("What follows from it?"),
        required=False,
        max_length=2000,
        hint=_l("For example a visit back, a shared lesson, a letter of thanks."),
    )
    version = Version()

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """What was written until now."""
        check_not_cancelled(visit)
        self.show(exchanged=visit.exchanged, follow_up=visit.follow_up, version=visit.version)


class CancelForm(Form[Cancelling]):
    """Why a visit is called off."""

    words = Text(
        _l("Would you like to say why?"),
        required=False,
        max_length=300,
        hint=_l("Both schools can read this."),
    )

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """Nothing, while the visit can still be called off."""
        check_not_cancelled(visit)
        check_step(visit, VisitState.CANCELLED)


class ItemFields:
    """What is asked about something on one day."""

    day = Day(_l("Day"))
    starts = Time(_l("From"))
    ends = Time(_l("To"), required=False)
    what = Text(_l("What happens?"), max_length=160)
    kind = Choice(_l("Kind"), options=_members(ItemKind))
    place = Text(_l("Where?"), required=False, max_length=160)

    def check(self, value: Item) -> None:
        """The end comes after the start."""
        self.say_more()

    def say_more(self) -> None:
        """The same beside what else is wrong."""
        form = cast("Form[Item]", self)
        if form.are_fine("starts", "ends") and not rules.times_in_order(
            form["starts"].data, form["ends"].data
        ):
            form.blame_too("ends", rules.ENDS_FIRST)

    def say_known(
        self, *_: Any, visit: Visit | None = None, item: ItineraryItem | None = None, **__: Any
    ) -> None:
        """A day outside of the visit."""
        form, of = cast("Form[Item]", self), item.visit if item is not None else visit
        if of is not None and form.are_fine("day") and not of.has_day(form["day"].data):
            form.blame_too("day", rules.NOT_A_DAY)


class ItemForm(ItemFields, Form[Item]):
    """Something on one day."""

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """The first day, until another is picked."""
        check_not_cancelled(visit)
        self.show(day=visit.first_day, kind=ItemKind.MEETING.value)


class ItemEditForm(ItemFields, Form[Item]):
    """Something on one day, changed."""

    version = Version()

    def offer(self, *, item: ItineraryItem, **_: Any) -> None:
        """The item as it is."""
        check_not_cancelled(item.visit)
        self.show(**item_of(item), version=item.version)


class PersonForm(Form[Part]):
    """Somebody's part."""

    member = Choice(_l("Who?"), required=False)
    name = Name(
        _l("Or somebody else, by name"),
        required=False,
        max_length=80,
        hint=_l("An adult, such as an interpreter or a driver. Never a pupil."),
    )
    organisation = Text(_l("Where are they from?"), required=False, max_length=120)
    side = Radio(
        _l("On whose side?"),
        required=False,
        options=_members(Side),
        hint=_l("Only for somebody who is not on the list."),
    )
    role = Choice(_l("What are they in this visit?"), options=_members(VisitRole))
    task = Text(
        _l("What do they take care of?"),
        required=False,
        max_length=200,
        hint=_l("For example: talks with the partner school, gathers what others should know."),
    )

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """The staff of both schools."""
        check_not_cancelled(visit)
        names = [
            (
                str(one.person_id),
                gettext("%(name)s, %(school)s", name=one.person.name, school=one.school.name),
            )
            for one in queries.staff_of(visit.link)
        ]
        self.member.options = [("", gettext("Somebody who is not on this list")), *names]
        self.show(role=VisitRole.TEACHER.value)

    def check(self, value: Part) -> None:
        """There is somebody, and it is known on whose side."""
        self.say_more()

    def say_more(self) -> None:
        """The same beside what else is wrong."""
        if not self.member.data and not self.name.data:
            self.blame_too("name", _l("Choose somebody, or write a name."))
        if not self.member.data and not self.side.data:
            self.blame_too("side", _l("Please fill this in."))


class CheckForm(Form[Preparation]):
    """How far one check is."""

    state = Radio(_l("How far is it?"), options=_members(CheckState))
    due_on = Day(_l("By when?"), required=False)
    who = Name(_l("Who sees to it?"), required=False, max_length=80)
    note = Text(
        _l("What should others know?"),
        required=False,
        max_length=300,
        hint=_l("Such as: 3 of 4 have it. Nothing about anybody's health."),
    )
    version = Version()

    def offer(self, *, check: VisitCheck, **_: Any) -> None:
        """The check as it is."""
        check_not_cancelled(check.visit)
        self.show(**check_of(check), version=check.version)


class CostForm(Form[Cost]):
    """One cost."""

    kind = Choice(_l("What for?"), options=_members(CostKind))
    what = Text(_l("What exactly?"), required=False, max_length=120)
    amount = Amount(_l("How much?"))
    currency = Choice(_l("Currency"))
    payer = Choice(_l("Who pays?"))

    def offer(self, *, visit: Visit, **_: Any) -> None:
        """The currencies of both schools first, and the schools by name."""
        check_not_cancelled(visit)
        host, sending = visit.host_school, visit.sending_school
        self.currency.offer_names(currencies_for([host.country, sending.country]))
        self.payer.offer_names(
            [
                (Payer.SENDING.value, sending.name),
                (Payer.HOST.value, host.name),
                (Payer.GRANT.value, label(Payer.GRANT)),
                (Payer.OPEN.value, label(Payer.OPEN)),
            ]
        )


def plan_of(visit: Visit) -> dict[str, Any]:
    """The plan of a visit in the fields of its form."""
    return {
        "title": visit.title,
        "direction": direction_of(visit.sending_school_id, visit.host_school_id),
        "form": visit.form.value,
        "first_day": visit.first_day,
        "last_day": visit.last_day,
        "who": visit.who,
        "has_pupils": visit.has_pupils,
        "purpose": visit.purpose,
        "why_in_person": visit.why_in_person,
    }


def item_of(item: ItineraryItem) -> dict[str, Any]:
    """An item in the fields of its form."""
    return {
        "day": item.day,
        "starts": item.starts,
        "ends": item.ends,
        "what": item.what,
        "kind": item.kind.value,
        "place": item.place,
    }


def check_of(check: VisitCheck) -> dict[str, Any]:
    """A check in the fields of its form."""
    return {
        "state": check.state.value,
        "due_on": check.due_on,
        "who": check.who,
        "note": check.note,
    }
