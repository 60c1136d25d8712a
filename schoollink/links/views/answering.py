"""The asked school says yes or no."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import say
from schoollink.core.security import current_actor
from schoollink.links.actions import accept_link, decline_link
from schoollink.links.forms import DeclineForm
from schoollink.links.models import DeclineWords, Link, LinkState
from schoollink.links.policies import LinkPermission
from schoollink.links.views.blueprint import bp
from schoollink.links.views.overview import overview_page


@bp.post("/links/<uuid:link_id>/accept")
@access(LinkPermission.ANSWER, link=Link)
def accept(link: Link) -> ResponseReturnValue:
    """Say yes."""
    accept_link(link, actor=current_actor())
    if link.state is LinkState.TRYING:
        say(_l("You said yes to each other. Now you have 90 days to try it out."))
    return redirect(url_for("links.show", link_id=link.id))


@bp.post("/links/<uuid:link_id>/decline")
@access(LinkPermission.ANSWER, link=Link, form=DeclineForm)
def decline(link: Link, form: DeclineForm) -> ResponseReturnValue:
    """Say no, kindly, with one press."""
    if form.value is None:
        return overview_page(link, form.status, decline_form=form)
    words = DeclineWords(form.value.words) if form.value.words else None
    decline_link(link, words, actor=current_actor())
    say(_l("You said no. They read it and may ask other schools."))
    return redirect(url_for("links.show", link_id=link.id))
