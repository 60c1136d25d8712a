"""Classes and their cards to sign in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import key_of, page, say
from schoollink.core.security import current_actor
from schoollink.schools.actions import add_pupils, edit_class, end_class, give_secrets, make_class
from schoollink.schools.forms import CardsForm, ClassForm, PupilsForm
from schoollink.schools.models import Pupil, School, SchoolClass, SecretKind
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.queries import active_pupils, classes_of, door_of, teachable_staff
from schoollink.schools.rules.names import may_have_surname
from schoollink.schools.rules.secrets import picture_words
from schoollink.schools.rules.years import pupils_leave_on
from schoollink.schools.views.blueprint import bp


@bp.get("/schools/<uuid:school_id>/classes")
@access(SchoolPermission.WORK, school=School)
def classes(school: School) -> ResponseReturnValue:
    """The classes that one may see."""
    return page("schools/classes.html", school=school, classes=classes_of(school, current_actor()))


@bp.route("/schools/<uuid:school_id>/classes/new", methods=["GET", "POST"])
@access(SchoolPermission.MAKE_CLASS, school=School, form=ClassForm)
def create_class(school: School, form: ClassForm) -> ResponseReturnValue:
    """A new class; its pupils come next."""
    if form.value is None:
        return page("schools/class_form.html", form.status, form=form, school=school)
    made = make_class(
        school, form.value.name, form.value.band, form.value.teacher_ids, actor=current_actor()
    )
    return redirect(url_for("schools.add_names", school_class_id=made.id))


@bp.get("/classes/<uuid:school_class_id>")
@access(SchoolPermission.VIEW_CLASS, school_class=SchoolClass)
def show_class(school_class: SchoolClass) -> ResponseReturnValue:
    """A class: its pupils, its teachers, its door."""
    teachers = {one.person_id for one in school_class.teaching}
    return page(
        "schools/class.html",
        school_class=school_class,
        pupils=active_pupils(school_class),
        teachers=[
            one.person.name
            for one in teachable_staff(school_class.school)
            if one.person_id in teachers
        ],
        door=door_of(school_class),
        leaves_on=pupils_leave_on(school_class.ends_on, school_class.asked_on),
    )


@bp.route("/classes/<uuid:school_class_id>/edit", methods=["GET", "POST"])
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass, form=ClassForm)
def change_class(school_class: SchoolClass, form: ClassForm) -> ResponseReturnValue:
    """Name, ages and teachers."""
    if form.value is None:
        return page(
            "schools/class_form.html",
            form.status,
            form=form,
            school=school_class.school,
            school_class=school_class,
        )
    values = form.value
    edit_class(
        school_class,
        values.name,
        values.band,
        values.teacher_ids,
        year_ends=values.year_ends,
        actor=current_actor(),
    )
    say(_l("Saved."))
    return redirect(url_for("schools.show_class", school_class_id=school_class.id))


@bp.post("/classes/<uuid:school_class_id>/end")
@access(SchoolPermission.END_CLASS, school_class=SchoolClass)
def finish_class(school_class: SchoolClass) -> ResponseReturnValue:
    """The class is over."""
    end_class(school_class, actor=current_actor())
    say(_l("The class has ended. Its pupils can't sign in any more."))
    return redirect(url_for("schools.classes", school_id=school_class.school_id))


@bp.route("/classes/<uuid:school_class_id>/pupils/new", methods=["GET", "POST"])
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass, form=PupilsForm)
def add_names(school_class: SchoolClass, form: PupilsForm) -> ResponseReturnValue:
    """Paste first names, look at them, then add them; their cards come once, right away."""
    value = form.value
    if value is None or not value.is_confirmed:
        listed = value.listed if value else ()
        return page(
            "schools/pupils_new.html",
            form.status,
            form=form,
            school_class=school_class,
            listed=listed,
            there=value.there if value else 0,
            doubtful=[name for name in listed if may_have_surname(name)],
        )
    pupils = add_pupils(
        school_class,
        value.listed,
        value.hashes,
        actor=current_actor(),
        kind=SecretKind(value.kind),
    )
    shown = {one.person_id: value.secrets[one.person.name] for one in pupils}
    return _sheet(school_class, pupils, shown)


@bp.route("/classes/<uuid:school_class_id>/cards", methods=["GET", "POST"])
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass, form=CardsForm)
def cards(school_class: SchoolClass, form: CardsForm) -> ResponseReturnValue:
    """New cards to sign in; the old ones end."""
    if form.value is None:
        one = key_of(request.args.get("pupil", ""))
        if one is not None and not form.sent:
            form.show(kind=form.kind.data, pupils=[str(one)])
        return page("schools/cards_new.html", form.status, form=form, school_class=school_class)
    value = form.value
    pupils = give_secrets(
        school_class, value.hashes, seen=value.seen.split(), actor=current_actor()
    )
    return _sheet(school_class, pupils, value.secrets)


def _sheet(
    school_class: SchoolClass, pupils: Sequence[Pupil], secrets: Mapping[UUID, list[str]]
) -> ResponseReturnValue:
    """The cards, shown this one time."""
    return page(
        "schools/cards.html",
        school_class=school_class,
        cards=[_card(pupil, secrets[pupil.person_id]) for pupil in pupils],
    )


def _card(pupil: Pupil, secret: list[str]) -> dict[str, Any]:
    is_words = pupil.secret_kind is SecretKind.WORDS
    return {
        "name": pupil.person.name,
        "avatar": pupil.avatar,
        "words": secret if is_words else [],
        "pictures": [] if is_words else picture_words(secret),
    }
