"""Two new schools, who walks for them, and how everything is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from playwright.sync_api import Browser

from tests.journeys.walking import KEY, Tally, Walker
from tests.live import Server, Theme, context_of

PURPOSE = "Our pupils compare the water they drink."
PASSWORD = "three quiet green rivers"
SCHOOL = rf"/schools/({KEY})"


@dataclass(frozen=True)
class Look:
    """How a whole journey is looked at."""

    language: str
    theme: Theme
    width: int
    javascript: bool

    def __str__(self) -> str:
        script = "scripts" if self.javascript else "plain"
        return f"{self.language}-{self.theme}-{self.width}-{script}"


@dataclass(frozen=True)
class NewSchool:
    """What a person knows of their school."""

    teacher: str
    second: str
    name: str
    place: str
    country: str
    grade: str
    pupils: tuple[str, ...]


LEEDS = NewSchool(
    "Meera", "Tom", "Aireside Primary", "Leeds", "GB", "Year 5", ("Ava", "Noah", "Isla")
)
KISUMU = NewSchool(
    "Daniel", "Grace", "Nyalenda Primary", "Kisumu", "KE", "Grade 5", ("Achieng", "Otieno", "Amara")
)


@dataclass
class Side:
    """A school on its way: who walks, what it cost, the keys met on the way."""

    school: NewSchool
    walker: Walker
    tally: Tally
    school_id: str = ""
    class_id: str = ""
    cards: dict[str, list[str]] = field(default_factory=dict)


class Journey:
    """Both schools and their pupils, all looking in the same way."""

    def __init__(self, server: Server, browser: Browser, look: Look) -> None:
        self.server, self.browser, self.look = server, browser, look
        self.walkers: list[Walker] = []

    def walker(self, name: str, tally: Tally | None = None) -> Walker:
        """Somebody at a fresh browser, in the language of the journey."""
        context = context_of(
            self.browser,
            self.server,
            language=self.look.language,
            theme=self.look.theme,
            width=self.look.width,
            javascript=self.look.javascript,
        )
        context.set_extra_http_headers({"Accept-Language": self.look.language})
        made = Walker(
            context,
            self.server.url,
            f"{self.look}-{name}",
            tally,
            scripts=self.look.javascript,
        )
        self.walkers.append(made)
        return made

    def side(self, school: NewSchool) -> Side:
        """A school whose link teacher has not come yet."""
        tally = Tally()
        return Side(school, self.walker(school.teacher.lower(), tally), tally)

    def turn(self) -> None:
        """All go on at the other width and in the other light."""
        width = 375 if self.look.width > 600 else 1280
        theme: Theme = "dark" if self.look.theme == "light" else "light"
        self.look = replace(self.look, width=width, theme=theme)
        for walker in self.walkers:
            walker.turn(width, theme)
            walker.name = f"{self.look}-{walker.name.rsplit('-', 1)[1]}"

    def check(self) -> None:
        """Nobody met a page that broke."""
        assert not [fault for walker in self.walkers for fault in walker.faults]

    def pupil(self, side: Side, name: str) -> Walker:
        """A pupil comes in with the card through the class door that the teacher opens."""
        teacher = side.walker
        teacher.open("/home")
        teacher.follow(rf"/projects/{KEY}")
        teacher.follow(rf"/classes/{KEY}/door")
        if teacher.has_form(rf"/classes/{KEY}/door/open"):
            teacher.press(rf"/classes/{KEY}/door/open")
        code = "".join(filter(str.isdigit, teacher.page.locator(".board .code").inner_text()))
        walker = self.walker(name.lower())
        walker.open("/class-door")
        walker.send("/class-door", {"code": code})
        with walker.page.expect_navigation():
            walker.page.locator(".faces a").filter(has_text=name).click()
        self._tap(walker, side.cards[name])
        return walker

    def _tap(self, walker: Walker, pictures: Iterable[str]) -> None:
        walker.look("pictures")
        for picture in pictures:
            button = walker.page.locator(f"button[name=pictures][value='{picture}']")
            button.wait_for()
            button.click()
        walker.page.wait_for_url("**/my*")
        walker.look()
