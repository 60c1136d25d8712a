"""The steps of a school from a link to the first message that a pupil of the other school reads."""

from __future__ import annotations

from datetime import timedelta

from schoollink.core.clock import today
from tests.journeys.schools import PASSWORD, PURPOSE, SCHOOL, Side
from tests.journeys.walking import KEY, Walker


def account(walker: Walker, action: str, name: str) -> None:
    """An account from a link: three fields."""
    values = {"name": name, "sign_in": f"{name.lower()}@example.org", "password": PASSWORD}
    walker.send(action, values)


def register(side: Side) -> None:
    """The school, and the check of its link teacher in the same form."""
    one = side.school
    side.walker.send(
        "/schools/register",
        {
            "name": one.name,
            "place": one.place,
            "country": one.country,
            "youngest": 5,
            "oldest": 11,
            "vetted_until": today("UTC") + timedelta(days=400),
            "vetted_by": "Ms Head",
        },
    )


def confirm_guesses(side: Side) -> None:
    """Clock and weekend were guessed; one press says that they are right."""
    side.walker.open("/home")
    side.walker.follow(SCHOOL)
    side.school_id = side.walker.key(SCHOOL)
    side.walker.press(rf"{SCHOOL}/guesses")


def invite_second(side: Side) -> str:
    """A named second contact; gives the link to hand on."""
    walker = side.walker
    walker.open("/home")
    walker.follow(rf"{SCHOOL}/people/invite")
    walker.send(rf"{SCHOOL}/people/invite", {"name": side.school.second})
    return handed_on(walker)


def handed_on(walker: Walker) -> str:
    """The link in the text to copy."""
    text = walker.page.locator("[data-module=copy] .lines").first.inner_text()
    return text.split()[-1]


def make_class(side: Side) -> None:
    """A class with pupils by pasted list; their cards are read while they are shown."""
    walker = side.walker
    walker.open("/home")
    walker.follow(rf"{SCHOOL}/classes")
    walker.follow(rf"{SCHOOL}/classes/new")
    walker.send(rf"{SCHOOL}/classes/new", {"name": side.school.grade, "ages": "10-12"})
    path = rf"/classes/({KEY})/pupils/new"
    side.class_id = walker.key(path)
    walker.send(path, {"names": "\n".join(side.school.pupils)}, counts=False)
    walker.send(path, {}, counts=False)
    for card in walker.page.locator("li.cut").all():
        uses = card.locator(".secret use").all()
        side.cards[card.locator("strong").inner_text()] = [
            (one.get_attribute("href") or "").removeprefix("#i-") for one in uses
        ]
    walker.follow(rf"/classes/{KEY}")


def propose(side: Side) -> str:
    """One sentence to a school that is not here; gives the link to send."""
    walker = side.walker
    walker.open("/home")
    walker.follow("/find")
    walker.follow(rf"{SCHOOL}/invite")
    walker.send(rf"{SCHOOL}/invite", {"purpose": PURPOSE})
    return handed_on(walker)


def accept(side: Side) -> None:
    """Say yes with one press."""
    side.walker.open("/home")
    side.walker.press(rf"/links/{KEY}/accept")


def start_project(side: Side) -> str:
    """A project with one's own class; gives its path."""
    walker = side.walker
    walker.open("/home")
    walker.follow(rf"/links/{KEY}/projects/new")
    walker.send(
        rf"/links/{KEY}/projects/new",
        {
            "title": "Water where we live",
            "goal": "Where does our water come from?",
            "classes": side.class_id,
        },
    )
    return walker.path


def bring_class(side: Side) -> None:
    """The other school brings its class."""
    walker = side.walker
    walker.open("/home")
    walker.follow(rf"/projects/{KEY}/classes")
    walker.send(rf"/projects/{KEY}/classes", {"classes": side.class_id})


def steps_left(side: Side) -> list[str]:
    """The first steps that Home still lists, in their order, each with who must do it."""
    walker = side.walker
    walker.open("/home")
    card = walker.page.locator("section.card[aria-labelledby^=first-]")
    rows = card.locator("ul.list").first.locator("> li[data-step]").all() if card.count() else []
    for row in rows:
        assert "·" in row.locator("span.muted").inner_text()
    return [row.get_attribute("data-step") or "" for row in rows]


# talk


def go_to_talk(pupil: Walker) -> None:
    """From "My projects" into the room."""
    pupil.follow(rf"/projects/{KEY}")
    pupil.follow(rf"/projects/{KEY}/talk")


def say(walker: Walker, text: str) -> None:
    """Write a message and send it, live or by form, and wait until the server has it."""
    form = walker.form(rf"/rooms/{KEY}/messages")
    form.locator("[name=body]").fill(text)
    walker.look("written")
    form.locator("button[type=submit]").click()
    walker.page.locator("main li[data-seq]").filter(has_text=text).first.wait_for()
    walker.look("sent")


def read(walker: Walker, text: str) -> None:
    """Wait for a message, or press "Check for new"."""
    if not walker.scripts:
        with walker.page.expect_navigation():
            walker.page.locator("a[data-check]").click()
    walker.see(text)


def release(teacher: Walker) -> None:
    """From Home to what waits, and let it go."""
    teacher.open("/home")
    teacher.follow("/check")
    teacher.press(rf"/rooms/{KEY}/release")
