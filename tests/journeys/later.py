"""What two schools do once they have met: share, write a page, plan a visit, ask for money."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schoollink.core.clock import today
from tests.journeys.first import account, say
from tests.journeys.schools import Journey, Side
from tests.journeys.walking import KEY, Walker


def come_to_the_staff(journey: Journey, link: str) -> Walker:
    """The second contact takes the place that was kept, and reads at Home what is left."""
    second = journey.walker("second")
    second.open(link)
    account(second, "/join-staff", "Tom")
    second.open("/home")
    return second


def say_hello(walker: Walker) -> None:
    """The first words of a teacher to the other school's staff."""
    walker.open("/home")
    walker.follow(rf"/links/{KEY}/messages")
    walker.follow(rf"/rooms/{KEY}")
    say(walker, f"Hello from {walker.name}")


def share_a_picture(side: Side, file: Path) -> None:
    """A resource, found from Home."""
    walker = side.walker
    more(walker)
    walker.follow(rf"/links/{KEY}/resources")
    walker.follow(rf"/links/{KEY}/resources/new")
    walker.send(
        rf"/links/{KEY}/resources/new",
        {
            "file": file,
            "recognisable": "no",
            "title": "Our rain gauge",
            "subject": "science",
            "youngest": 8,
            "oldest": 11,
        },
        counts=False,
    )


def plan_a_visit(side: Side) -> None:
    """A visit in the next term."""
    walker, first = side.walker, today("UTC") + timedelta(days=120)
    more(walker)
    walker.follow(rf"/links/{KEY}/visits")
    walker.follow(rf"/links/{KEY}/visits/new")
    walker.send(
        rf"/links/{KEY}/visits/new",
        {
            "direction": True,
            "first_day": first,
            "last_day": first + timedelta(days=6),
            "purpose": "To see each other's water.",
            "why_in_person": "Teachers learn most beside each other.",
        },
        counts=False,
    )


def apply_for_money(side: Side) -> None:
    """An application with its deadline."""
    walker = side.walker
    more(walker)
    walker.follow(rf"/links/{KEY}/funding")
    walker.follow(rf"/links/{KEY}/funding/new")
    walker.send(
        rf"/links/{KEY}/funding/new",
        {
            "funder": "Schools Abroad",
            "programme": "First visits",
            "deadline_day": today("UTC") + timedelta(days=60),
            "deadline_time": "17:00",
        },
        counts=False,
    )


def more(walker: Walker) -> None:
    """The page behind the last tab of the one link."""
    walker.open("/home")
    walker.follow(rf"/links/{KEY}/more")


def add_picture(pupil: Walker, file: Path, words: str) -> None:
    """A photo for the page of the project."""
    pupil.open("/my")
    pupil.follow(rf"/projects/{KEY}")
    path = rf"/projects/{KEY}/.*picture.*"
    pupil.follow(path)
    values = {"picture": file, "words": words, "recognisable": "no"}
    pupil.send(path, values, counts=False, then="send")


def approve(teacher: Walker) -> None:
    """From Home to what pupils wrote, and say yes."""
    teacher.open("/home")
    teacher.follow(rf"/projects/{KEY}")
    teacher.follow(rf"/projects/{KEY}/waiting")
    teacher.press(rf"/sections/{KEY}/approve")


def on_the_page(pupil: Walker, words: str) -> None:
    """Read the page of the project and see the picture in it."""
    pupil.open("/my")
    pupil.follow(rf"/projects/{KEY}")
    pupil.see(words)
    shown = pupil.page.locator("main a.load[href*='/revisions/']")
    if pupil.scripts:
        shown.click()
        pupil.page.locator("main img[src*='/revisions/']").wait_for()
        pupil.look("photo")
    else:
        answer = pupil.page.request.get(pupil.url + (shown.get_attribute("href") or ""))
        assert answer.headers["content-type"] == "image/webp"
