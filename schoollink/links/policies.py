"""Who may see a link and what they may do in it."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from schoollink.core.policy import Actor, allow, is_at_work
from schoollink.links.models import Link, LinkInvitation, LinkSide, LinkState
from schoollink.links.rules import MET
from schoollink.schools.models import (
    Acquaintance,
    HeldRole,
    Membership,
    Role,
    School,
    SchoolState,
)
from schoollink.schools.policies import is_known_to

OPEN = frozenset({LinkState.TRYING, LinkState.ACTIVE})
LEADS = (Role.LEAD.value, Role.SECOND.value)


class LinkPermission(StrEnum):
    """What one may do with links."""

    LIST = "links:list"
    VIEW = "links:view"
    FIND = "links:find"
    INVITE = "links:invite"
    SEE_INVITATION = "links:see-invitation"
    WITHDRAW = "links:withdraw"
    PROPOSE = "links:propose"
    ANSWER = "links:answer"
    WORK = "links:work"
    LEAD = "links:lead"
    RENEW = "links:renew"
    END = "links:end"
    FREEZE = "links:freeze"


# about a person


def on_staff_of_link(actor: Actor, link: Link) -> bool:
    """An adult on the staff of one of the link's schools."""
    return not actor.is_pupil and not actor.place_ids.isdisjoint(link.school_ids)


def leads_in_link(actor: Actor, link: Link) -> bool:
    """A link teacher or second link teacher of one of the link's schools."""
    return any(actor.holds(key, *LEADS) for key in link.school_ids)


def keeps_children_safe_in_link(actor: Actor, link: Link) -> bool:
    """A child-safety lead of one of the link's schools."""
    return any(actor.holds(key, Role.SAFETY.value) for key in link.school_ids)


def leads_somewhere(actor: Actor, subject: object) -> bool:
    """A link teacher or second link teacher of any school."""
    return actor.holds_anywhere(*LEADS)


def leads_school(actor: Actor, school: School) -> bool:
    """A link teacher or second link teacher of the school."""
    return actor.holds(school.id, *LEADS)


def leads_another_school(actor: Actor, school: School) -> bool:
    """A link teacher or second link teacher, but not of this school."""
    return leads_somewhere(actor, None) and school.id not in actor.place_ids


def invited_them(actor: Actor, invitation: LinkInvitation) -> bool:
    """A link teacher or second link teacher of the school that invites."""
    return actor.holds(invitation.school_id, *LEADS)


# about a link or a school


def is_asked(actor: Actor, link: Link) -> bool:
    """A link teacher of a school that was asked, while the question is open."""
    return link.state is LinkState.PROPOSED and any(
        actor.holds(side.school_id, *LEADS) and side.accepted_at is None
        for side in link.sides
        if side.position > 0
    )


def link_is_open(actor: Actor, link: Link) -> bool:
    """The schools work together now."""
    return link.state in OPEN


def link_has_met(actor: Actor, link: Link) -> bool:
    """Both schools have said yes, and neither has said goodbye."""
    return link.state in MET


def can_go_on_trying(actor: Actor, link: Link) -> bool:
    """Trying out, or just after it, and not renewed before."""
    return (
        link.state in {LinkState.TRYING, LinkState.PAUSED}
        and link.active_on is None
        and link.renewed_at is None
    )


def is_found(actor: Actor, school: School) -> bool:
    """Others may find the school: a network verified it (SG-45)."""
    return school.state is SchoolState.VERIFIED and school.ended_at is None


def is_acquainted(actor: Actor, school: School) -> bool:
    """A school of the actor invited this one, or was invited by it (SG-45)."""
    return school.ended_at is None and is_known_to(actor, school)


P = LinkPermission
allow(P.LIST, [is_at_work])
allow(P.VIEW, [on_staff_of_link])
allow(P.FIND, [leads_somewhere])
allow(P.INVITE, [leads_school])
allow(P.SEE_INVITATION, [invited_them])
allow(P.WITHDRAW, [invited_them], seen_through=P.SEE_INVITATION)
allow(P.PROPOSE, [leads_another_school, is_found], [leads_another_school, is_acquainted])
allow(P.ANSWER, [is_asked], seen_through=P.VIEW)
allow(P.WORK, [on_staff_of_link, link_is_open], seen_through=P.VIEW)
allow(P.LEAD, [leads_in_link], seen_through=P.VIEW)
allow(P.RENEW, [leads_in_link, can_go_on_trying], seen_through=P.VIEW)
allow(P.END, [leads_in_link, link_has_met], seen_through=P.VIEW)
allow(
    P.FREEZE,
    [leads_in_link, link_has_met],
    [keeps_children_safe_in_link, link_has_met],
    seen_through=P.VIEW,
)


# the same as SQL and as people


def visible_links(actor: Actor) -> Select[Link]:
    """The links that an actor may view, as SQL."""
    if actor.is_pupil or not actor.place_ids:
        return select(Link).where(false())
    mine = select(LinkSide.link_id).where(LinkSide.school_id.in_(actor.place_ids))
    return select(Link).where(Link.id.in_(mine))


def readers_of(link: Link) -> Select[UUID]:
    """The people who may view a link."""
    return _active().where(Membership.school_id.in_(link.school_ids))


def people_with_role(link: Link, *roles: Role) -> Select[UUID]:
    """The people who hold one of the roles at a school of the link."""
    return (
        readers_of(link)
        .join(HeldRole, HeldRole.membership_id == Membership.id)
        .where(HeldRole.role.in_(roles))
    )


def schools_found_by(actor: Actor) -> Select[School]:
    """The schools that a search may show an actor, as SQL (SG-45)."""
    return schools_to_ask(actor).where(School.state == SchoolState.VERIFIED)


def schools_to_ask(actor: Actor) -> Select[School]:
    """The schools that an actor may ask, as SQL."""
    if not leads_somewhere(actor, None):
        return select(School).where(false())
    known = select(Acquaintance.other_id).where(Acquaintance.school_id.in_(actor.place_ids))
    return select(School).where(
        or_(School.state == SchoolState.VERIFIED, School.id.in_(known)),
        School.ended_at.is_(None),
        School.id.not_in(actor.place_ids),
    )


def askers_of(school: School) -> Select[UUID]:
    """The people who may ask a school."""
    if school.ended_at is not None:
        return select(Membership.person_id).where(false())
    own = _active().where(Membership.school_id == school.id)
    leads = (
        _active()
        .join(HeldRole, HeldRole.membership_id == Membership.id)
        .where(
            HeldRole.role.in_([Role.LEAD, Role.SECOND]),
            Membership.person_id.not_in(own),
        )
    )
    if school.state is SchoolState.VERIFIED:
        return leads
    knowing = select(Acquaintance.school_id).where(Acquaintance.other_id == school.id)
    acquainted = _active().where(Membership.school_id.in_(knowing))
    return leads.where(Membership.person_id.in_(acquainted))


def _active() -> Select[UUID]:
    return select(Membership.person_id).where(
        Membership.ended_at.is_(None), Membership.barred_at.is_(None)
    )
