"""The rooms of a link, and the rooms of a person."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.errors import NotFound
from schoollink.core.gate import access, signed_in
from schoollink.core.pages import page
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.messages import actions, queries
from schoollink.messages.policies import RoomPermission
from schoollink.messages.views.blueprint import bp
from schoollink.projects.models import Project
from schoollink.projects.policies import ProjectPermission


@bp.get("/links/<uuid:link_id>/messages")
@access(LinkPermission.VIEW, link=Link)
def index(link: Link) -> ResponseReturnValue:
    """The rooms of a link: read those one is in, join those one may join."""
    actor = current_actor()
    rooms = [one for one in queries.rooms_of_link(link) if can(actor, RoomPermission.KNOW, one)]
    read = [one for one in rooms if can(actor, RoomPermission.VIEW, one)]
    return page(
        "messages/index.html",
        link=link,
        tab="messages",
        rooms=rooms,
        readable={one.id for one in read},
        unread=queries.unread_counts(read, actor),
        missing=queries.is_room_missing(link),
    )


@bp.post("/links/<uuid:link_id>/rooms")
@access(LinkPermission.VIEW, link=Link)
def open_rooms(link: Link) -> ResponseReturnValue:
    """Make the rooms of a link and its projects that are not there yet."""
    actions.open_rooms(link)
    return redirect(url_for("messages.index", link_id=link.id))


@bp.get("/projects/<uuid:project_id>/talk")
@access(ProjectPermission.VIEW, project=Project)
def of_project(project: Project) -> ResponseReturnValue:
    """To the room of a project, or to what comes before it."""
    room, actor = queries.room_of_project(project.id), current_actor()
    if room is None or not can(actor, RoomPermission.KNOW, room):
        raise NotFound
    is_reader = can(actor, RoomPermission.VIEW, room)
    if not is_reader and can(actor, RoomPermission.JOIN, room):
        return redirect(url_for("messages.join", room_id=room.id))
    return redirect(url_for("messages.show", room_id=room.id, _anchor="end"))


@bp.get("/talk")
@signed_in
def mine() -> ResponseReturnValue:
    """The rooms of a person."""
    actor = current_actor()
    rooms = queries.rooms_for(actor)
    return page("messages/mine.html", rooms=rooms, unread=queries.unread_counts(rooms, actor))
