"""Going on, the stop button, who leads, and goodbye."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.models import Person
from schoollink.core.database import db
from schoollink.core.errors import NotFound
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.links import presenters
from schoollink.links.actions import (
    end_link,
    name_contact,
    renew_trying,
    restart_pupil_writing,
    stop_pupil_writing,
)
from schoollink.links.forms import ContactForm, EndForm, led_side
from schoollink.links.models import EndWords, Link
from schoollink.links.policies import LinkPermission
from schoollink.links.views.blueprint import bp


@bp.post("/links/<uuid:link_id>/renew")
@access(LinkPermission.RENEW, link=Link)
def renew(link: Link) -> ResponseReturnValue:
    """Say that the own school wants to go on trying out."""
    if renew_trying(link, actor=current_actor()):
        say(_l("You both want to go on. You have 90 more days."))
    else:
        say(_l("You said that you want to go on. Now it is their turn."))
    return redirect(url_for("links.show", link_id=link.id))


@bp.get("/links/<uuid:link_id>/stop")
@access(LinkPermission.VIEW, link=Link)
def stopping(link: Link) -> ResponseReturnValue:
    """Whether pupils may write, for all staff, and the button for those who may press it."""
    actor = current_actor()
    sides = presenters.own_first(link, actor)
    stopped_from = next((s.school for s in sides if s.school_id == link.frozen_from_id), None)
    return page(
        "links/stop.html",
        link=link,
        tab="more",
        sides=sides,
        ours=sides[0],
        stopped_from=stopped_from,
    )


@bp.post("/links/<uuid:link_id>/stop")
@access(LinkPermission.FREEZE, link=Link)
def stop(link: Link) -> ResponseReturnValue:
    """Stop pupils' writing at once."""
    stop_pupil_writing(link, actor=current_actor())
    say(_l("Pupils' writing is stopped in this link."))
    return redirect(url_for("links.stopping", link_id=link.id))


@bp.post("/links/<uuid:link_id>/restart")
@access(LinkPermission.FREEZE, link=Link)
def restart(link: Link) -> ResponseReturnValue:
    """Say for the own school that pupils may write again."""
    if restart_pupil_writing(link, actor=current_actor()):
        say(_l("Both schools said yes. Pupils may write again."))
    else:
        say(_l("You said yes. Now somebody of the partner school must say it."))
    return redirect(url_for("links.stopping", link_id=link.id))


@bp.route("/links/<uuid:link_id>/contact", methods=["GET", "POST"])
@access(LinkPermission.LEAD, link=Link, form=ContactForm)
def contact(link: Link, form: ContactForm) -> ResponseReturnValue:
    """Choose who leads for the own school."""
    if form.value is None:
        return page("links/contact.html", form.status, form=form, link=link, tab="more")
    person = db.session.get(Person, UUID(form.value.person))
    if person is None:
        raise NotFound
    side = led_side(link, current_actor())
    name_contact(link, side.school, person, actor=current_actor())
    say(_l("The contact is named."))
    return redirect(url_for("links.show", link_id=link.id))


@bp.route("/links/<uuid:link_id>/end", methods=["GET", "POST"])
@access(LinkPermission.END, link=Link, form=EndForm)
def end(link: Link, form: EndForm) -> ResponseReturnValue:
    """Say goodbye with a kind sentence."""
    if form.value is None:
        return page("links/end.html", form.status, form=form, link=link, tab="more")
    end_link(link, EndWords(form.value.words), actor=current_actor())
    say(_l("This link has ended. Its pages stay readable for both schools for a year."), "info")
    return redirect(url_for("links.show", link_id=link.id))
