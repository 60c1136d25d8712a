"""Pages of a link's library."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.errors import NotFound, wants_json
from schoollink.core.gate import Limit, access
from schoollink.core.i18n import _l
from schoollink.core.pages import by_key, page, say, send_blob
from schoollink.core.security import current_actor
from schoollink.files.models import Recognisable
from schoollink.files.queries import blob_of
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.links.presenters import our_side
from schoollink.resources import presenters, queries
from schoollink.resources.actions import (
    add_resource,
    add_version,
    answer_again,
    change_words,
    remove_resource,
)
from schoollink.resources.forms import (
    AnswerForm,
    NarrowingForm,
    NewAddressForm,
    NewFileForm,
    VersionForm,
    WordsForm,
)
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.resources.policies import ResourcePermission
from schoollink.resources.queries import Narrowing
from schoollink.resources.rules import host_of

bp = Blueprint("resources", __name__)
UPLOADS = Limit("60/hour")


@bp.get("/resources")
@access(ResourcePermission.LIST, form=NarrowingForm)
def index(form: NarrowingForm) -> ResponseReturnValue:
    """Everything in the libraries of all links of one's school."""
    return page("resources/index.html", **_found(queries.my_library(current_actor()), form))


@bp.get("/links/<uuid:link_id>/resources")
@access(LinkPermission.VIEW, link=Link, form=NarrowingForm)
def library(link: Link, form: NarrowingForm) -> ResponseReturnValue:
    """The library of one link."""
    found = _found(queries.library_of(link, current_actor()), form)
    return page("resources/library.html", link=link, **found)


def _found(library: Any, form: NarrowingForm) -> dict[str, Any]:
    """A library narrowed to what the address asks for, one page of it."""
    asked = Narrowing(**{name: request.args.get(name, "").strip() for name in vars(Narrowing())})
    form.look_for(asked, queries.languages_in(library))
    actor = current_actor()
    listing = by_key(queries.narrowed(library, asked), Resource.changed_at, Resource.id)
    return {
        "form": form,
        "asks": asked.asks,
        "listing": listing,
        "rows": [presenters.row(one, actor) for one in listing.items],
    }


@bp.route("/links/<uuid:link_id>/resources/new", methods=["GET", "POST"])
@access(ResourcePermission.ADD, link=Link, form=NewFileForm, limit=UPLOADS, uploads=True)
def create(link: Link, form: NewFileForm) -> ResponseReturnValue:
    """Add a file."""
    if form.value is None:
        return page("resources/create.html", form.status, form=form, link=link)
    return _add(link, form.value)


@bp.route("/links/<uuid:link_id>/resources/new-address", methods=["GET", "POST"])
@access(ResourcePermission.ADD, link=Link, form=NewAddressForm, limit=UPLOADS)
def create_address(link: Link, form: NewAddressForm) -> ResponseReturnValue:
    """Add an address on the web."""
    if form.value is None:
        return page("resources/create.html", form.status, form=form, link=link)
    return _add(link, form.value)


def _add(link: Link, new: Any) -> ResponseReturnValue:
    actor = current_actor()
    school = our_side(link, actor).school
    resource = add_resource(link, school.id, new.words, new.content, actor=actor)
    say(_l("It is in your library now."))
    return _go_to(resource)


def _go_to(resource: Resource) -> ResponseReturnValue:
    """To the page of a resource; the script that shows progress is told where that is."""
    url = url_for("resources.show", resource_id=resource.id)
    return jsonify({"ok": True, "url": url}) if wants_json() else redirect(url)


@bp.get("/resources/<uuid:resource_id>")
@access(ResourcePermission.VIEW, resource=Resource)
def show(resource: Resource) -> ResponseReturnValue:
    """One resource, its latest version and the older ones."""
    actor = current_actor()
    seen = [presenters.version(one) for one in queries.openable(resource, actor)]
    return page(
        "resources/show.html",
        resource=resource,
        link=resource.link,
        look=presenters.row(resource, actor),
        latest=next(iter(seen), None),
        older=seen[1:],
    )


@bp.route("/resources/<uuid:resource_id>/edit", methods=["GET", "POST"])
@access(ResourcePermission.CHANGE, resource=Resource, form=WordsForm)
def edit(resource: Resource, form: WordsForm) -> ResponseReturnValue:
    """Change what is said of it. A stale save shows both texts."""
    if form.value is None:
        return page(
            "resources/edit.html",
            form.status,
            form=form,
            resource=resource,
            link=resource.link,
            look=presenters.row(resource, current_actor()),
        )
    change_words(resource, form.value.words, form.value.seen, actor=current_actor())
    say(_l("Saved."))
    return _go_to(resource)


@bp.route("/resources/<uuid:resource_id>/versions/new", methods=["GET", "POST"])
@access(ResourcePermission.CHANGE, resource=Resource, form=VersionForm, limit=UPLOADS, uploads=True)
def renew(resource: Resource, form: VersionForm) -> ResponseReturnValue:
    """Add a newer version."""
    if form.value is None:
        return page(
            "resources/renew.html", form.status, form=form, resource=resource, link=resource.link
        )
    add_version(resource, form.value.content, actor=current_actor())
    say(_l("The new version is here. Older ones stay below it."))
    return _go_to(resource)


@bp.get("/resources/<uuid:resource_id>/remove")
@access(ResourcePermission.REMOVE, resource=Resource)
def removing(resource: Resource) -> ResponseReturnValue:
    """Ask once more."""
    return page("resources/remove.html", resource=resource, link=resource.link)


@bp.post("/resources/<uuid:resource_id>/remove")
@access(ResourcePermission.REMOVE, resource=Resource)
def remove(resource: Resource) -> ResponseReturnValue:
    """Take it away."""
    remove_resource(resource, actor=current_actor())
    say(_l("It is gone from the library."))
    return redirect(url_for("resources.library", link_id=resource.link_id))


@bp.get("/resources/<uuid:resource_id>/leave")
@access(ResourcePermission.VIEW, resource=Resource)
def leave(resource: Resource) -> ResponseReturnValue:
    """The whole address, before one leaves (SG-37)."""
    latest = next(iter(queries.openable(resource, current_actor())), None)
    if latest is None or not latest.address:
        raise NotFound
    return page(
        "resources/leave.html",
        resource=resource,
        link=resource.link,
        address=latest.address,
        host=host_of(latest.address),
    )


@bp.route("/resource-versions/<uuid:version_id>/recognisable", methods=["GET", "POST"])
@access(ResourcePermission.ANSWER, version=ResourceVersion, form=AnswerForm)
def answer(version: ResourceVersion, form: AnswerForm) -> ResponseReturnValue:
    """Say again whether a pupil can be recognised on a picture."""
    resource = version.resource
    if form.value is None:
        return page(
            "resources/answer.html",
            form.status,
            form=form,
            resource=resource,
            link=resource.link,
            version=version,
        )
    answer_again(version, Recognisable(form.value.recognisable), actor=current_actor())
    say(_l("Saved. It holds from now on."))
    return _go_to(resource)


@bp.get("/resource-versions/<uuid:version_id>/file")
@access(ResourcePermission.OPEN, version=ResourceVersion)
def file(version: ResourceVersion) -> ResponseReturnValue:
    """A version's file: a picture to look at, everything else to take away."""
    return _send(version, "large")


@bp.get("/resource-versions/<uuid:version_id>/<any(small, medium):size>")
@access(ResourcePermission.OPEN, version=ResourceVersion)
def picture(version: ResourceVersion, size: str) -> ResponseReturnValue:
    """A smaller size of a version's picture."""
    if version.file is None or not version.file.is_picture:
        raise NotFound
    return _send(version, size)


def _send(version: ResourceVersion, size: str) -> ResponseReturnValue:
    if version.file is None:
        raise NotFound
    return send_blob(**vars(blob_of(version.file, edge=presenters.edge_of(size))))
