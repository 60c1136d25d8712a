"""What is known of links: partners, contacts, what is owed, who can be found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, lazyload

from schoollink.accounts.models import Invitation
from schoollink.calendars.queries import dates_of
from schoollink.calendars.rules.days import counts_as_school_day
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.links import rules
from schoollink.links.models import Link, LinkInvitation, LinkSide, LinkState
from schoollink.links.policies import LEADS, schools_found_by, visible_links
from schoollink.links.rules import LIVE, Staffing
from schoollink.schools.models import Acquaintance, Membership, Role, School, StaffInvitation

MOST_FOUND = 20
FEWEST_LETTERS = 3


# staff


@dataclass(frozen=True)
class Contacts:
    """Those of one school's staff who hold a role, and open invitations to one."""

    members: tuple[Membership, ...]
    invited: tuple[StaffInvitation, ...]

    def with_role(self, role: Role) -> list[Membership]:
        """The members who hold a role."""
        return [one for one in self.members if role in one.roles]

    @property
    def staffing(self) -> Staffing:
        """Whether those are there whom a link needs; an invited second is enough (R14)."""
        return Staffing(
            lead=bool(self.with_role(Role.LEAD)),
            second=bool(self.with_role(Role.SECOND))
            or any(Role.SECOND.value in one.roles for one in self.invited),
            safety=bool(self.with_role(Role.SAFETY)),
        )


def contacts_of(school_ids: Iterable[UUID]) -> Mapping[UUID, Contacts]:
    """The contacts of several schools, in two queries."""
    keys = list(school_ids)
    members = db.session.scalars(
        select(Membership)
        .where(
            Membership.school_id.in_(keys),
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
            Membership.held.any(),
        )
        .options(lazyload(Membership.school))
        .order_by(Membership.created_at, Membership.id)
    ).all()
    invited = db.session.scalars(
        select(StaffInvitation)
        .join(Invitation, Invitation.id == StaffInvitation.invitation_id)
        .where(StaffInvitation.school_id.in_(keys), _is_open())
        .order_by(Invitation.created_at)
    ).all()
    return {
        key: Contacts(
            tuple(one for one in members if one.school_id == key),
            tuple(one for one in invited if one.school_id == key),
        )
        for key in keys
    }


def _is_open() -> ColumnElement[bool]:
    """An invitation that can be accepted now."""
    return (
        Invitation.accepted_at.is_(None)
        & Invitation.withdrawn_at.is_(None)
        & (Invitation.expires_at > now())
    )


def leads_of(school_id: UUID) -> list[Membership]:
    """The link teachers of a school, first and second."""
    contacts = contacts_of([school_id])[school_id]
    return [one for one in contacts.members if not one.roles.isdisjoint(LEADS)]


def school_days_of(school: School) -> rules.SchoolDays:
    """Which days the school teaches on, as far as it is known."""
    dates = dates_of(school)
    return lambda day: counts_as_school_day(day, dates)


# links


def live_links(actor: Actor) -> list[Link]:
    """The links of an actor's schools that are under way or asked for, newest first."""
    return list(
        db.session.scalars(
            visible_links(actor)
            .where(Link.state.in_(LIVE))
            .order_by(Link.proposed_at.desc(), Link.id)
            .limit(20)
        )
    )


def live_link_between(ours: UUID, theirs: UUID) -> Link | None:
    """The link of two schools that stands in the way of a second one."""
    return db.session.scalar(_live_with(ours, [theirs]).limit(1))


def has_kept_link(school_ids: frozenset[UUID]) -> bool:
    """Whether these schools have, or had, a link of which something is still kept."""
    query = select(Link.id).where(Link.forgotten_at.is_(None))
    for key in school_ids:
        query = query.where(Link.id.in_(select(LinkSide.link_id).where(LinkSide.school_id == key)))
    return db.session.scalar(query.limit(1)) is not None


def live_links_with(ours: Iterable[UUID], theirs: Iterable[UUID]) -> Mapping[UUID, Link]:
    """Partner's school id -> link, for those of `theirs` that have a live link with one of ours."""
    keys = set(theirs)
    found: dict[UUID, Link] = {}
    for our_id in ours:
        for link in db.session.scalars(_live_with(our_id, keys)):
            found |= dict.fromkeys(link.school_ids & keys, link)
    return found


def _live_with(ours: UUID, theirs: Iterable[UUID]) -> Select[Link]:
    mine = select(LinkSide.link_id).where(LinkSide.school_id == ours)
    with_them = select(LinkSide.link_id).where(LinkSide.school_id.in_(list(theirs)))
    return select(Link).where(Link.id.in_(mine), Link.id.in_(with_them), Link.state.in_(LIVE))


def open_invitations(school_ids: Iterable[UUID]) -> list[LinkInvitation]:
    """Proposals of these schools to schools that are not here yet, newest first."""
    return list(
        db.session.scalars(
            select(LinkInvitation)
            .join(Invitation, Invitation.id == LinkInvitation.invitation_id)
            .where(
                LinkInvitation.school_id.in_(list(school_ids)),
                LinkInvitation.link_id.is_(None),
                Invitation.withdrawn_at.is_(None),
            )
            .order_by(Invitation.created_at.desc())
            .limit(20)
        )
    )


def invitation_behind(key: UUID) -> LinkInvitation | None:
    """What an invitation with the purpose of a link asks."""
    return db.session.get(LinkInvitation, key)


def is_still_asked(invitation: LinkInvitation) -> bool:
    """Whether whoever sent it still speaks for the school that asks."""
    leads = {one.person_id for one in leads_of(invitation.school_id)}
    return invitation.invitation.invited_by_id in leads


# finding a school


def schools_found(name: str, actor: Actor) -> list[School]:
    """Verified schools whose name holds these letters; none for fewer than three."""
    if len(name) < FEWEST_LETTERS:
        return []
    return list(
        db.session.scalars(
            schools_found_by(actor)
            .where(School.name.icontains(name, autoescape=True))
            .order_by(School.name, School.id)
            .limit(MOST_FOUND)
        )
    )


def schools_led(actor: Actor) -> list[School]:
    """The schools for which an actor may ask others."""
    keys = [key for key in actor.place_ids if actor.holds(key, *LEADS)]
    return list(db.session.scalars(select(School).where(School.id.in_(keys)).order_by(School.name)))


# what jobs owe


def links_to_end() -> list[UUID]:
    """Links that have rested for a year; with nobody's word they would be kept without an end."""
    before = now() - rules.RESTS_FOR
    heard_of = select(LinkSide.link_id).where(LinkSide.wants_renewal_at >= before)
    query = select(Link.id).where(
        Link.state == LinkState.PAUSED,
        Link.trying_until < before.date(),
        func.coalesce(Link.last_activity_at, Link.proposed_at) < before,
        Link.id.not_in(heard_of),
    )
    return list(db.session.scalars(query))


def checks_to_forget() -> list[UUID]:
    """Schools that made sure of another a year ago, without anything of a link being kept."""
    ours, theirs = aliased(LinkSide), aliased(LinkSide)
    kept = (
        select(Link.id)
        .join(ours, ours.link_id == Link.id)
        .join(theirs, theirs.link_id == Link.id)
        .where(
            ours.school_id == Acquaintance.school_id,
            theirs.school_id == Acquaintance.other_id,
            Link.forgotten_at.is_(None),
        )
    )
    query = select(Acquaintance.school_id).where(
        Acquaintance.checked_at < now() - rules.KEPT_AFTER_END, ~kept.exists()
    )
    return list(db.session.scalars(query.distinct()))


def links_to_forget() -> list[UUID]:
    """Links that were over a year ago and about which no report is kept."""
    over_at = func.coalesce(Link.ended_at, Link.answered_at)
    query = select(Link.id).where(
        Link.state.in_(rules.OVER),
        over_at < now() - rules.KEPT_AFTER_END,
        Link.held_at.is_(None),
        Link.forgotten_at.is_(None),
    )
    return list(db.session.scalars(query))


def _asked_zones(link: Link) -> list[str]:
    return [side.school.zone for side in link.sides if side.position > 0]


def proposals_to_remind() -> list[UUID]:
    """Proposals whose tenth school day has come, and nobody was reminded yet."""
    links = _proposals_with(Link.reminds_on <= _tomorrow(), Link.reminded_at.is_(None))
    return [
        link.id
        for link in links
        if link.reminds_on and all(today(zone) >= link.reminds_on for zone in _asked_zones(link))
    ]


def proposals_to_lapse() -> list[UUID]:
    """Proposals whose last day to answer is over everywhere they were asked."""
    links = _proposals_with(Link.lapses_on <= _tomorrow())
    return [
        link.id
        for link in links
        if link.lapses_on and all(today(zone) > link.lapses_on for zone in _asked_zones(link))
    ]


def _proposals_with(*where: ColumnElement[bool]) -> list[Link]:
    return list(db.session.scalars(select(Link).where(Link.state == LinkState.PROPOSED, *where)))


def _tomorrow() -> date:
    """No zone is further than a day ahead of UTC."""
    return today("UTC") + timedelta(days=1)


def trials_to_rest() -> list[UUID]:
    """Links whose time to try out is over in every one of their zones."""
    links = db.session.scalars(
        select(Link).where(Link.state == LinkState.TRYING, Link.trying_until <= _tomorrow())
    )
    return [
        link.id
        for link in links
        if link.trying_until
        and all(today(school.zone) > link.trying_until for school in link.schools)
    ]
