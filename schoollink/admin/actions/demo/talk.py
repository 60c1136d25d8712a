"""A week of talk: teachers in the staff room, both classes in the room of the project."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from schoollink.admin.actions.demo.schools import Stage
from schoollink.core.clock import clock, now
from schoollink.messages.actions import (
    NewMessage,
    post_message,
    release_all,
    room_of_link,
)
from schoollink.messages.models import Room
from schoollink.messages.queries import waiting_in


@dataclass(frozen=True)
class Line:
    """Somebody says something so many days ago, at this UTC time."""

    days_ago: int
    at: str
    who: str
    says: str
    of_class: str = ""


STAFF_TALK = (
    Line(41, "07:40", "meera", "Good morning, Daniel. Our class can't wait to hear from you."),
    Line(41, "09:05", "daniel", "Habari, Meera. We are ready. Shall we begin with water?"),
    Line(40, "07:30", "meera", "Yes. It rains nearly every day here, so we have much to measure."),
    Line(12, "10:10", "rose", "I can take the class on Thursdays when Daniel is away."),
    Line(6, "08:15", "tom", "The bean seeds are in the post. They left on Monday."),
    Line(
        2, "09:20", "daniel", "The rain gauge sheet is in Resources. Please tell me if it prints."
    ),
    Line(1, "08:05", "meera", "It prints well. We measure at nine each morning."),
)
PUPIL_TALK = (
    Line(7, "08:30", "meera", "Welcome, Grade 5 and Year 5. This is our room. Say hello."),
    Line(7, "08:41", "Achieng", "Hello Leeds. I am Achieng. We walk to the lake to get water."),
    Line(7, "08:43", "Ava", "Wow. Our tap is 12 steps from my bed. What does the lake look like?"),
    Line(7, "08:46", "Otieno", "Ziwa ni kubwa kama bahari! The lake is as big as the sea."),
    Line(6, "09:10", "Noah", "Do you see boats every day?"),
    Line(6, "09:14", "Akinyi", "Yes, fishing boats. They go out at night with lamps."),
    Line(5, "08:50", "daniel", "We counted: one bucket is 20 litres.", of_class="kisumu"),
    Line(5, "09:02", "Leo", "Our bath is 80 litres. That is four buckets."),
    Line(4, "08:35", "Juma", "It did not rain this week. The sky is blue."),
    Line(4, "08:40", "Zara", "It rains nearly every day here. We made 14 mm yesterday."),
    Line(1, "09:06", "Isla", "My bean has two leaves now."),
    Line(1, "09:08", "Wanjiku", "Mine has roots. I drew them."),
)
WAITING = (
    Line(0, "", "Oscar", "Can you send a photo of the lake please?"),
    Line(0, "", "Ava", "What do you eat for lunch at school?"),
)


def make(stage: Stage) -> None:
    """Let everybody say their lines; what waits for a teacher is released, but for the last."""
    present = now()
    staff_room = room_of_link(stage.link)
    stage.others["staff_room"] = staff_room
    for line in STAFF_TALK:
        _say(stage, staff_room, line, _moment(present, line))
    for line in PUPIL_TALK:
        _say(stage, stage.room, line, _moment(present, line))
        for teacher in ("meera", "daniel"):
            reader = stage.actor(teacher)
            release_all(stage.room, {m.id for m in waiting_in(stage.room, reader)}, actor=reader)
    for number, line in enumerate(WAITING):
        _say(stage, stage.room, line, present - timedelta(minutes=20 - 5 * number))
    clock.restart()


def _moment(present: datetime, line: Line) -> datetime:
    hour, minute = map(int, line.at.split(":"))
    day = present - timedelta(days=line.days_ago)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _say(stage: Stage, room: Room, line: Line, at: datetime) -> None:
    clock.stop(at)
    class_id = stage.classes[line.of_class].id if line.of_class else None
    key = uuid5(NAMESPACE_URL, f"schoollink-demo/{line.who}/{line.says}")
    post_message(room, NewMessage(key, line.says, class_id), actor=stage.actor(line.who))
