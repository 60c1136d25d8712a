"""Which lessons a class can use with a partner."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars.actions import choose_lessons
from schoollink.calendars.forms.hours import ClassLessonsForm, values_of_hours
from schoollink.calendars.queries import class_hours_of
from schoollink.calendars.views.blueprint import bp
from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.schools.models import SchoolClass
from schoollink.schools.policies import SchoolPermission


@bp.route("/classes/<uuid:school_class_id>/lessons", methods=["GET", "POST"])
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass, form=ClassLessonsForm)
def class_lessons(school_class: SchoolClass, form: ClassLessonsForm) -> ResponseReturnValue:
    """Tick the lessons that a class can use."""
    more: dict[str, Any] = {
        "form": form,
        "school_class": school_class,
        "school": school_class.school,
    }
    if form.value is None:
        return page("calendars/class_lessons.html", form.status, **more)
    value = form.value
    try:
        choose_lessons(school_class, value.chosen, version=value.version, actor=current_actor())
    except Stale:
        hours = class_hours_of(school_class)
        now = values_of_hours(hours)
        version = hours.version if hours else 0
        return stale_page("calendars/class_lessons.html", now=now, version=version, **more)
    say(_l("The lessons of this class are saved."))
    return redirect(url_for("calendars.lesson_times", school_id=school_class.school_id))
