"""Short honest pages: help, accessibility, privacy, what is kept, and what is there without the
internet."""

from typing import Any
from urllib.parse import urlsplit

from flask import g
from flask.typing import ResponseReturnValue

from schoollink.core.clock import today
from schoollink.core.gate import access, public
from schoollink.core.i18n import country_name
from schoollink.core.pages import page
from schoollink.core.settings import current_settings
from schoollink.home.presenters import kept
from schoollink.home.queries import note_facts
from schoollink.home.views.blueprint import bp
from schoollink.schools.models import School
from schoollink.schools.policies import SchoolPermission


@bp.get("/help", endpoint="help")
@public
def help_page() -> ResponseReturnValue:
    """Answers to the first questions."""
    g.section = "help"
    return page("home/help.html")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What works for whom, and what does not yet."""
    g.section = "about"
    return page("home/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept about whom, and until when."""
    g.section = "about"
    return page("home/privacy.html")


@bp.get("/families")
@public
def families() -> ResponseReturnValue:
    """For families: what the other school sees, what is kept, and how to have it taken away."""
    g.section = "about"
    return page(
        "home/families.html",
        seen=kept.seen_by_partners(of_pupils_only=True),
        rows=kept.kept_of_pupils(),
        **_where_it_rests(),
    )


@bp.get("/schools/<uuid:school_id>/data-note")
@access(SchoolPermission.WORK, school=School)
def data_note(school: School) -> ResponseReturnValue:
    """For the head teacher of a school: the same with every field, for everybody (SG-55)."""
    g.section = "about"
    return page(
        "home/data_note.html",
        school=school,
        facts=note_facts(school),
        day=today(school.zone),
        seen=kept.seen_by_partners(),
        never=kept.never_seen(),
        pupils=kept.kept_of_pupils(),
        staff=kept.kept_of_staff(),
        **_where_it_rests(),
    )


def _where_it_rests() -> dict[str, Any]:
    settings = current_settings()
    country = settings.data_country
    return {
        "host": urlsplit(settings.public_url).hostname,
        "country": country_name(country) if country else "",
        "ages": kept.ages_read_first(),
        "watching": kept.watching_roles(),
    }


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What a browser shows when there is no internet."""
    g.section = "about"
    return page("home/offline.html")
