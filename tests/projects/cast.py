"""A project of the cast: Year 5 and Grade 5, with Meera and Ben, Daniel and Peter."""

import hashlib
import io
from pathlib import Path
from typing import Any

from PIL import Image

from schoollink.core.clock import now
from schoollink.files.actions import TakenFile, take
from schoollink.files.models import FileKind, PictureSize, Recognisable, StoredFile
from schoollink.files.rules import blob_path
from schoollink.projects.actions import NewVersion, add_section, save_section
from schoollink.projects.models import (
    Project,
    ProjectClass,
    ProjectStep,
    ProjectTeacher,
    Revision,
    RevisionState,
    Section,
    SectionKind,
)
from tests.world import World

TEACHERS = {"meera": "leeds", "ben": "leeds", "daniel": "kisumu", "peter": "kisumu"}


def make_project(world: World, **more: Any) -> Project:
    """The project, as rows."""
    values = {"title": "Water in our world", "goal": "We find out where our water comes from."}
    project: Project = world.put(
        Project.of(link_id=world.link.id, icon="droplets", created_at=now(), **values | more)
    )
    world.put(
        *(
            ProjectTeacher(
                project_id=project.id,
                person_id=world.people[key].id,
                school_id=getattr(world, school).id,
                joined_at=now(),
            )
            for key, school in TEACHERS.items()
        ),
        ProjectClass(project_id=project.id, class_id=world.year5.id),
        ProjectClass(project_id=project.id, class_id=world.grade5.id),
    )
    return project


def the_project(world: World) -> Project:
    """The project of the stage, made when it is asked for first, with all that pages show."""
    found = world.all(Project, title="Water in our world")
    if found:
        return found[0]
    project = make_project(world)
    world.put(ProjectStep.of(project_id=project.id, what="Draw your tap", added_at=now()))
    made = write(world, project, "Our tap is 12 steps from my bed.", by="ava")
    world.do(save_section, made, NewVersion("Our tap is 13 steps away."), based_on=1, by="ava")
    put_picture(world, project, by="ava")
    return project


def the_step(world: World) -> ProjectStep:
    """A step of the stage."""
    step: ProjectStep = world.all(ProjectStep, project_id=the_project(world).id)[0]
    return step


def the_section(world: World, kind: SectionKind) -> Section:
    """A section of the stage."""
    section: Section = world.all(Section, project_id=the_project(world).id, kind=kind)[0]
    return section


def write(world: World, project: Project, words: str, *, by: str, **more: Any) -> Section:
    """A section of words by somebody, as it is then."""
    new = NewVersion(words, "en", send=more.pop("send", True))
    section: Section = world.do(add_section, project, SectionKind.TEXT, new, by=by, **more)
    return section


def put_picture(world: World, project: Project, *, by: str) -> Section:
    """A waiting picture by a pupil of Leeds, without the work of the pipeline."""
    out = io.BytesIO()
    Image.new("RGB", (16, 8), "teal").save(out, "WEBP")
    sha256, size = hashlib.sha256(out.getvalue()).hexdigest(), len(out.getvalue())
    path: Path = world.app.extensions["settings"].uploads / blob_path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    stored = world.put(
        StoredFile.of(
            kind=FileKind.PICTURE,
            media_type="image/webp",
            name="picture.webp",
            sha256=sha256,
            size=size,
            place_id=world.leeds.id,
            recognisable=Recognisable.NO,
            created_at=now(),
            checked_at=now(),
            sizes=[
                PictureSize.of(edge=edge, width=edge, height=edge // 2, size=size, sha256=sha256)
                for edge in (160, 1024, 2560)
            ],
        )
    )
    section: Section = world.put(
        Section.of(
            project_id=project.id,
            school_id=world.leeds.id,
            author_id=world.people[by].id,
            kind=SectionKind.PICTURE,
            position=9,
            made_at=now(),
        )
    )
    world.put(
        Revision.of(
            section_id=section.id,
            number=1,
            words="A boat on the lake",
            author_id=world.people[by].id,
            picture_id=stored.id,
            made_at=now(),
            state=RevisionState.WAITING,
        )
    )
    return section


def draw(
    world: World,
    project: Project,
    caption: str,
    *,
    by: str,
    recognisable: Recognisable = Recognisable.NO,
) -> Section:
    """A real picture by somebody."""
    new = NewVersion(caption, "en", picture=taken(world), recognisable=recognisable)
    section: Section = world.do(add_section, project, SectionKind.PICTURE, new, by=by)
    return section


def taken(world: World) -> TakenFile:
    """A picture, checked and stored."""
    with world.app.app_context():
        return take(Upload("ava-smith-lake.png"), field="picture", pictures_only=True)


class Upload:
    """An upload as it arrives, under a name that says too much."""

    def __init__(self, filename: str) -> None:
        self.filename: str | None = filename
        self.stream = png()


def png() -> io.BytesIO:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (320, 200), (116, 208, 208)).save(stream, "PNG")
    stream.seek(0)
    return stream
