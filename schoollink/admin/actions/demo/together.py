"""What two of the schools do together: their link, a project with its page, and more."""

from schoollink.admin.actions.demo import library, travel
from schoollink.admin.actions.demo.pictures import Taken
from schoollink.admin.actions.demo.schools import Stage
from schoollink.core.clock import clock
from schoollink.files.models import Recognisable
from schoollink.links.actions import accept_link, propose_link
from schoollink.messages.actions import room_of_project
from schoollink.projects.actions import (
    NewProject,
    NewStep,
    NewVersion,
    add_section,
    add_step,
    approve,
    bring_classes,
    join_project,
    start_project,
    tick_step,
)
from schoollink.projects.models import SectionKind


def make(stage: Stage, drawn: Taken) -> None:
    """Propose and accept the link, then fill it."""
    clock.forward(days=6)
    stage.others["link"] = propose_link(
        stage.schools["leeds"],
        stage.schools["kisumu"],
        "Our pupils compare the water they drink, measure and draw.",
        actor=stage.actor("meera"),
    )
    clock.forward(days=4)
    accept_link(stage.link, actor=stage.actor("daniel"))
    _start_project(stage)
    _write_page(stage, drawn)
    library.make(stage, drawn)
    travel.make(stage)
    clock.restart()


def _start_project(stage: Stage) -> None:
    clock.forward(days=7)
    words = NewProject(
        title="Water in our world",
        goal="We find out where our water comes from, and what it is like where you live.",
        icon="droplets",
        classes=[str(stage.classes["leeds"].id)],
    )
    project = start_project(stage.link, words, actor=stage.actor("meera"))
    stage.others["project"] = project
    join_project(project, actor=stage.actor("daniel"))
    bring_classes(project, [stage.classes["kisumu"].id], actor=stage.actor("daniel"))
    join_project(project, actor=stage.actor("tom"))
    join_project(project, actor=stage.actor("rose"))
    stage.others["room"] = room_of_project(project)
    steps = [
        add_step(project, NewStep("Say hello in the room"), actor=stage.actor("meera")),
        add_step(
            project,
            NewStep("Measure the rain for two weeks", str(stage.schools["leeds"].id)),
            actor=stage.actor("meera"),
        ),
        add_step(
            project,
            NewStep("Draw the walk to the lake", str(stage.schools["kisumu"].id)),
            actor=stage.actor("daniel"),
        ),
        add_step(project, NewStep("Write down what surprised us"), actor=stage.actor("daniel")),
    ]
    tick_step(steps[0], actor=stage.actor("meera"))
    tick_step(steps[2], actor=stage.actor("daniel"))


PAGE = (
    ("meera", SectionKind.TEXT, "Two classes, one question: where does our water come from?", ""),
    ("Achieng", SectionKind.PICTURE, "A boat on the lake in the morning.", "lake"),
    ("Ava", SectionKind.TEXT, "Our water comes through a pipe from a lake in the hills.", ""),
    ("Noah", SectionKind.PICTURE, "Rain on the way to school. I drew my umbrella.", "rain"),
    ("Otieno", SectionKind.TEXT, "I carry ten litres. It takes eleven minutes to walk back.", ""),
    ("Isla", SectionKind.PICTURE, "My bean after nine days, with its roots.", "bean"),
)


def _write_page(stage: Stage, drawn: Taken) -> None:
    clock.forward(days=2)
    for who, kind, words, picture in PAGE:
        section = add_section(
            stage.project, kind, _version(words, drawn, picture), actor=stage.actor(who)
        )
        teacher = "meera" if section.school_id == stage.schools["leeds"].id else "daniel"
        if who in stage.pupils:
            approve(section, 1, actor=stage.actor(teacher))
    clock.forward(days=2)
    add_section(
        stage.project,
        SectionKind.PICTURE,
        _version("What we wrote by hand about our river.", drawn, "letter"),
        actor=stage.actor("meera"),
        class_id=stage.classes["leeds"].id,
    )
    add_section(
        stage.project,
        SectionKind.TEXT,
        _version("At night the fishing boats carry lamps. It looks like stars.", drawn, ""),
        actor=stage.actor("Juma"),
    )


def _version(words: str, drawn: Taken, picture: str) -> NewVersion:
    if not picture:
        return NewVersion(words, language="en")
    return NewVersion(words, language="en", picture=drawn[picture], recognisable=Recognisable.NO)
