"""A visit past, a visit to come with its days, and an application that pays for it."""

from datetime import date, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from schoollink.admin.actions.demo.schools import Stage
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.funding.actions import (
    Line,
    NewApplication,
    Source,
    Task,
    add_application,
    add_line,
    add_source,
    add_task,
    finish_task,
    move_application,
)
from schoollink.funding.models import ApplicationState, BudgetKind
from schoollink.visits.actions import (
    Cost,
    Item,
    NewVisit,
    Part,
    PastVisit,
    Preparation,
    add_cost,
    add_item,
    add_person,
    change_check,
    log_visit,
    plan_visit,
)
from schoollink.visits.models import (
    CheckKind,
    CheckState,
    CostKind,
    ExchangeForm,
    ItemKind,
    Payer,
    Side,
    Visit,
    VisitCheck,
    VisitRole,
)

DAYS = (
    (0, "10:40", "11:30", "Arrive and meet the class", ItemKind.MEETING, "Year 5 room"),
    (0, "12:10", "13:10", "Lunch with the pupils", ItemKind.MEAL, "School hall"),
    (0, "13:30", "14:30", "Lesson: what our water tastes like", ItemKind.LESSON, "Year 5 room"),
    (1, "09:30", "11:00", "Walk along the river", ItemKind.CULTURE, "Aire Valley path"),
    (1, "13:30", "14:30", "Plan next year together", ItemKind.MEETING, "Staff room"),
    (2, "09:15", "10:15", "Rain diary: measure and draw", ItemKind.LESSON, "Playground"),
    (2, "13:00", "15:00", "Rest and family time", ItemKind.REST, ""),
    (3, "09:30", "12:00", "Science workshop for teachers", ItemKind.WORKSHOP, "Library"),
    (4, "09:30", "10:30", "Look back, and say goodbye", ItemKind.MEETING, "School hall"),
)
DONE = (CheckKind.STAY, CheckKind.INTERPRETER)


def make(stage: Stage) -> None:
    """Write the past visit down, plan the next one, and ask for money for it."""
    leeds, kisumu = stage.schools["leeds"], stage.schools["kisumu"]
    present = today(leeds.zone)
    past = PastVisit(
        who="Meera Patel",
        direction=f"{leeds.id}.{kisumu.id}",
        first_day=present - timedelta(days=200),
        last_day=present - timedelta(days=194),
        exchanged="Saw science lessons in Grade 5, and showed how Year 5 keeps a rain diary.",
    )
    stage.others["past_visit"] = log_visit(stage.link, past, actor=stage.actor("meera"))
    stage.others["visit"] = visit = _plan(stage, _monday_after(present + timedelta(weeks=22)))
    _fill(stage, visit)
    _apply(stage, present + timedelta(weeks=9))


def _plan(stage: Stage, first: date) -> Visit:
    new = NewVisit(
        title="Lakeview teachers come to Leeds",
        form=ExchangeForm.TRAINING.value,
        direction=f"{stage.schools['kisumu'].id}.{stage.schools['leeds'].id}",
        first_day=first,
        last_day=first + timedelta(days=4),
        who="Daniel Ochieng and Rose Akinyi",
        has_pupils=False,
        purpose="See how Year 5 measures water, and plan next year's project together.",
        why_in_person="We want to teach a lesson side by side, which no call can give us.",
    )
    return plan_visit(stage.link, new, actor=stage.actor("daniel"))


def _fill(stage: Stage, visit: Visit) -> None:
    meera, daniel = stage.actor("meera"), stage.actor("daniel")
    for offset, starts, ends, what, kind, place in DAYS:
        item = Item(
            day=visit.first_day + timedelta(days=offset),
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends),
            what=what,
            kind=kind.value,
            place=place,
        )
        add_item(visit, item, actor=meera)
    for key, side, role, task in (
        ("daniel", Side.VISITING, VisitRole.LEADER, "Leads the visit"),
        ("rose", Side.VISITING, VisitRole.DEPUTY, "Teaches the lesson with Meera"),
        ("meera", Side.HOSTING, VisitRole.HOST_CONTACT, "Answers questions at any time"),
        ("tom", Side.HOSTING, VisitRole.DRIVER, "Fetches our guests from the station"),
    ):
        member = str(stage.people[key].id)
        add_person(visit, Part(member, "", "", side.value, role.value, task), actor=meera)
    for check in db.session.scalars(select(VisitCheck).where(VisitCheck.visit_id == visit.id)):
        if check.kind in DONE:
            done = Preparation(CheckState.DONE.value, None, "Tom Hurst", "", check.version)
            change_check(check, done, actor=meera)
    for cost, spent_on, amount, payer in (
        (CostKind.TRAVEL, "Two flights and trains", "1640", Payer.GRANT),
        (CostKind.STAY, "Rooms with two families of the school", "0", Payer.HOST),
        (CostKind.FOOD, "Meals for five days", "210", Payer.HOST),
        (CostKind.INSURANCE, "Health and travel insurance, visas", "310", Payer.GRANT),
    ):
        add_cost(
            visit, Cost(cost.value, spent_on, Decimal(amount), "GBP", payer.value), actor=daniel
        )


def _apply(stage: Stage, deadline: date) -> None:
    meera, leeds = stage.actor("meera"), stage.schools["leeds"]
    new = NewApplication(
        funder="Rivers Fund for Schools",
        programme="Teachers who learn together",
        deadline_day=deadline,
        deadline_time=time(17, 0),
        deadline_zone=leeds.zone,
        amount=Decimal("2400"),
        currency="GBP",
        notes="Both head teachers agree. The fund asks for a page by each school.",
    )
    stage.others["application"] = application = add_application(stage.link, new, actor=meera)
    move_application(application, ApplicationState.DRAFTING, actor=meera)
    for key, school, what, weeks, done in (
        ("meera", "leeds", "Write why we want to meet", 3, True),
        ("daniel", "kisumu", "Write what our pupils will gain", 4, False),
        ("tom", "leeds", "Ask for the price of trains", 2, False),
    ):
        who = f"{stage.schools[school].id}.{stage.people[key].id}"
        task = add_task(
            application, Task(what, who, deadline - timedelta(weeks=weeks)), actor=meera
        )
        if done:
            finish_task(task, actor=meera)
    for line in (
        Line(
            BudgetKind.TRAVEL.value,
            "Two flights and trains",
            Decimal("1640"),
            "GBP",
            _id(stage, "kisumu"),
        ),
        Line(
            BudgetKind.HOSTING.value, "Meals and rooms", Decimal("420"), "GBP", _id(stage, "leeds")
        ),
        Line(
            BudgetKind.MATERIALS.value,
            "Rain gauges for both classes",
            Decimal("90"),
            "GBP",
            _id(stage, "leeds"),
        ),
        Line(
            BudgetKind.TIME.value,
            "Cover for two teachers",
            Decimal("600"),
            "GBP",
            _id(stage, "leeds"),
        ),
    ):
        add_line(application, line, actor=meera)
    for source in (
        Source(
            "Aireside Primary, hosting and cover",
            Decimal("500"),
            "GBP",
            _id(stage, "leeds"),
            True,
            True,
        ),
        Source(
            "Lakeview Primary, travel to the airport",
            Decimal("120"),
            "GBP",
            _id(stage, "kisumu"),
            True,
            False,
        ),
    ):
        add_source(application, source, actor=meera)


def _id(stage: Stage, key: str) -> str:
    return str(stage.schools[key].id)


def _monday_after(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)
