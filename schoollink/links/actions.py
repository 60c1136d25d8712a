"""What happens to a link: proposed, answered, tried out, stopped, ended."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, update

from schoollink.accounts.actions import withdraw
from schoollink.accounts.models import Person
from schoollink.audit.actions import record
from schoollink.core.clock import now, today
from schoollink.core.database import db, locked, step
from schoollink.core.errors import NotFound, RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import SYSTEM, Actor
from schoollink.links import rules, signals
from schoollink.links.models import (
    DeclineWords,
    EndWords,
    Link,
    LinkInvitation,
    LinkSide,
    LinkState,
)
from schoollink.links.policies import LEADS, people_with_role, readers_of
from schoollink.links.presenters import needs_text, notices
from schoollink.links.queries import (
    contacts_of,
    has_kept_link,
    is_still_asked,
    live_link_between,
    school_days_of,
)
from schoollink.notifications.actions import announce, settle
from schoollink.schools.actions import invite_school
from schoollink.schools.models import Membership, Role, School, SchoolState
from schoollink.schools.queries import acquaintance, acquaintances_of

ACTIVITY_COUNTS_FOR = timedelta(hours=1)

# the proposal


def propose_link(ours: School, asked: School, purpose: str, *, actor: Actor) -> Link:
    """Ask a school that is here. Raises RuleBroken when a link stands in the way (SG-45)."""
    for key in sorted([ours.id, asked.id]):
        locked(School, key)
    both_verified = {ours.state, asked.state} == {SchoolState.VERIFIED}
    if not both_verified and acquaintance(ours.id, asked.id) is None:
        raise RuleBroken(
            _l("No network has verified your school yet. You can invite schools that you know.")
            if ours.state is SchoolState.INVITED
            else _l("This school can't be asked. You can invite schools that you know.")
        )
    return _propose(ours, asked, purpose, contact_id=actor.person_id, actor=actor)


def propose_by_invitation(
    ours: School, purpose: str, for_name: str = "", address: str | None = None, *, actor: Actor
) -> LinkInvitation:
    """Ask a school that is not here yet: whoever opens the link registers it and finds this."""
    made = invite_school(ours, for_name, actor=actor, address=address or None)
    asked = LinkInvitation(
        invitation_id=made.invitation_id,
        school_id=ours.id,
        purpose=purpose,
        invitation=made.invitation,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def withdraw_invitation(invitation: LinkInvitation, *, actor: Actor) -> None:
    """Take back what nobody has taken up yet."""
    withdraw(invitation.invitation, actor=actor)
    record(actor, "link.invitation_withdrawn", place_id=invitation.school_id)


def take_up_invitation(invitation: LinkInvitation, school: School, *, actor: Actor) -> Link | None:
    """The invited school has come: what was asked becomes a proposal that waits for it.

    None when whoever asked is no link teacher there any more: nobody speaks for that school then.
    """
    if not is_still_asked(invitation):
        return None
    inviter = invitation.invitation.invited_by_id
    link = _propose(invitation.school, school, invitation.purpose, contact_id=inviter, actor=actor)
    invitation.link_id = link.id
    return link


def _propose(
    ours: School, asked: School, purpose: str, *, contact_id: UUID | None, actor: Actor
) -> Link:
    """Write the proposal of one school to another and announce it."""
    if ours.id == asked.id:
        raise RuleBroken(_l("A school can't be its own partner."))
    if live_link_between(ours.id, asked.id) is not None:
        raise RuleBroken(_l("Your schools have a link already, or one of you waits for an answer."))
    reminds_on, lapses_on = rules.reminder_and_lapse(today(asked.zone), [school_days_of(asked)])
    link = Link.of(
        state=LinkState.PROPOSED,
        purpose=purpose,
        proposed_at=now(),
        reminds_on=reminds_on,
        lapses_on=lapses_on,
        sides=[
            LinkSide.of(school_id=ours.id, position=0, contact_id=contact_id, accepted_at=now()),
            LinkSide.of(school_id=asked.id, position=1),
        ],
    )
    db.session.add(link)
    db.session.flush()
    db.session.refresh(link)
    record(actor, "link.proposed", link, place_id=ours.id)
    announce(notices.PROPOSED, link, _leads_at(link, asked.id), actor=actor)
    signals.link_proposed.send(link, actor=actor)
    return link


def accept_link(link: Link, *, actor: Actor) -> None:
    """Say yes for the actor's school; when all have, trying out begins.

    Raises RuleBroken that says what a school lacks and who can do it, Stale when somebody was
    quicker.
    """
    link = _held(link, LinkState.TRYING)
    _check_staffing(link)
    for side in _led_sides(link, actor):
        if side.position > 0 and side.accepted_at is None:
            side.accepted_at = now()
            side.contact_id = actor.person_id
            record(actor, "link.accepted", link, place_id=side.school_id)
    if all(side.accepted_at for side in link.sides):
        until = max(rules.trying_until(today(school.zone)) for school in link.schools)
        step(link, "state", LinkState.TRYING, answered_at=now(), trying_until=until)
        settle(notices.PROPOSED, link.id)
        announce(notices.ACCEPTED, link, _leads_at(link, link.sides[0].school_id), actor=actor)
        signals.link_accepted.send(link, actor=actor)


def _check_staffing(link: Link) -> None:
    """Every school has a link teacher, a named second and a child-safety lead (R9, R14, SG-46)."""
    contacts = contacts_of(link.school_ids)
    lacking = [
        needs_text(school, needs, contacts[school.id].with_role(Role.LEAD))
        for school in link.schools
        if (needs := rules.missing(contacts[school.id].staffing))
    ]
    if lacking:
        raise RuleBroken(" ".join(map(str, lacking)), link=str(link.id))


def decline_link(link: Link, words: DeclineWords | None = None, *, actor: Actor) -> None:
    """Say no, with kind words or none."""
    link = _held(link, LinkState.DECLINED)
    step(link, "state", LinkState.DECLINED, answered_at=now(), decline_words=words)
    record(actor, "link.declined", link)
    settle(notices.PROPOSED, link.id)
    announce(notices.DECLINED, link, _leads_at(link, link.sides[0].school_id), actor=actor)
    signals.link_declined.send(link, actor=actor)


def remind(link: Link, *, actor: Actor = SYSTEM) -> None:
    """Tell the asked school once more; once, at its tenth school day."""
    link = _held(link)
    if link.state is LinkState.PROPOSED and link.reminded_at is None:
        link.reminded_at = now()
        for side in link.sides[1:]:
            announce(notices.PROPOSED, link, _leads_at(link, side.school_id), actor=actor)
        record(actor, "link.reminded", link)


def lapse(link: Link, *, actor: Actor = SYSTEM) -> None:
    """Close a proposal that was not answered in time."""
    link = _held(link, LinkState.LAPSED)
    step(link, "state", LinkState.LAPSED, answered_at=now())
    record(actor, "link.lapsed", link)
    settle(notices.PROPOSED, link.id)
    announce(notices.LAPSED, link, _leads_at(link, link.sides[0].school_id), actor=actor)
    signals.link_lapsed.send(link, actor=actor)


# trying out


def renew_trying(link: Link, *, actor: Actor) -> bool:
    """Say for the actor's school that it wants to go on; gives whether all have now.

    Once for a link, and only together: 90 more days from the present end, or from today if later.
    """
    link = _held(link, LinkState.TRYING)
    if link.renewed_at is not None:
        raise RuleBroken(_l("You have renewed once. The next step is an agreement."))
    for side in _led_sides(link, actor):
        side.wants_renewal_at = side.wants_renewal_at or now()
    record(actor, "link.renewal_asked", link)
    if not all(side.wants_renewal_at for side in link.sides):
        return False
    first = max(_day_after(link.trying_until), *(today(school.zone) for school in link.schools))
    until = rules.trying_until(first)
    step(link, "state", LinkState.TRYING, trying_until=until, renewed_at=now())
    record(actor, "link.renewed", link)
    settle(notices.PAUSED, link.id)
    return True


def _day_after(day: date | None) -> date:
    return (day or today("UTC")) + timedelta(days=1)


def rest(link: Link, *, actor: Actor = SYSTEM) -> None:
    """Pause a link whose time to try out is over; nothing is lost, nothing new begins."""
    link = _held(link, LinkState.PAUSED)
    step(link, "state", LinkState.PAUSED)
    record(actor, "link.paused", link)
    announce(notices.PAUSED, link, people_with_role(link, Role.LEAD, Role.SECOND), actor=actor)
    signals.link_paused.send(link, actor=actor)


def end_link(link: Link, words: EndWords, *, actor: Actor) -> None:
    """Say goodbye for the actor's school. What was made stays readable for both."""
    link = _held(link, LinkState.ENDED)
    side = _led_sides(link, actor)[0]
    step(
        link,
        "state",
        LinkState.ENDED,
        ended_at=now(),
        ended_from_id=side.school_id,
        end_words=words,
    )
    record(actor, "link.ended", link, place_id=side.school_id)
    for kind in (notices.PAUSED, notices.FROZEN):
        settle(kind, link.id)
    announce(notices.ENDED, link, readers_of(link), actor=actor)
    signals.link_ended.send(link, actor=actor)


def end_resting(link: Link) -> None:
    """End a link that rested for a year without a word from anybody."""
    link = _held(link, LinkState.ENDED)
    step(link, "state", LinkState.ENDED, ended_at=now())
    record(SYSTEM, "link.ended", link)
    for kind in (notices.PAUSED, notices.FROZEN):
        settle(kind, link.id)
    announce(notices.ENDED, link, readers_of(link), actor=SYSTEM)
    signals.link_ended.send(link, actor=SYSTEM)


# what is kept


def hold_link(link_id: UUID) -> None:
    """Delete nothing of a link while a report about what was said there is kept (RT-22)."""
    db.session.execute(update(Link).where(Link.id == link_id).values(held_at=now()))


def release_link(link_id: UUID) -> None:
    """No report about this link is kept any more."""
    db.session.execute(update(Link).where(Link.id == link_id).values(held_at=None))


def forget_link(link: Link) -> None:
    """Delete what people made in a link that was over a year ago, and who stood for the schools.

    That there was a link, and what it was for, stays.
    """
    signals.link_forgotten.send(link)
    for side in link.sides:
        side.contact_id = None
        side.restart_asked_at = side.restart_asked_by_id = None
    link.forgotten_at = now()
    record(SYSTEM, "link.forgotten", link)


def forget_checks_of(school_id: UUID) -> None:
    """Nobody needs to know any more how a school made sure of those with whom no link is kept."""
    before = now() - rules.KEPT_AFTER_END
    for one in acquaintances_of(school_id):
        is_old = one.checked_at is not None and one.checked_at < before
        if is_old and not has_kept_link(frozenset({one.school_id, one.other_id})):
            one.checked_by_id, one.checked_at, one.checked_how = None, None, ""


# the stop button


def stop_pupil_writing(link: Link, *, actor: Actor) -> None:
    """Stop all pupils' writing from this commit on (SG-12). Stopping twice is no fault."""
    link = _held(link)
    for side in link.sides:
        side.restart_asked_at = side.restart_asked_by_id = None
    if link.frozen_at is None:
        link.frozen_at = now()
        own = [key for key in link.school_ids if key in actor.place_ids]
        link.frozen_from_id = own[0] if own else None
    db.session.flush()
    record(actor, "link.frozen", link, place_id=link.frozen_from_id)
    announce(notices.FROZEN, link, readers_of(link), actor=actor)
    signals.link_frozen.send(link, actor=actor)


def restart_pupil_writing(link: Link, *, actor: Actor) -> bool:
    """Ask, for the actor's school, that pupils may write again; gives whether they may now.

    It takes one person from each school, and they must be different people. The yes of somebody
    who may not say it any more counts no more.
    """
    link = _held(link)
    if link.frozen_at is None:
        raise RuleBroken(_l("Pupils may write again already."))
    may_say = set(db.session.scalars(people_with_role(link, Role.LEAD, Role.SECOND, Role.SAFETY)))
    for side in link.sides:
        if side.restart_asked_by_id not in may_say:
            side.restart_asked_at = side.restart_asked_by_id = None
    if any(side.restart_asked_by_id == actor.person_id for side in link.sides):
        raise RuleBroken(_l("You have said yes. Now somebody of the partner school must say it."))
    ours = [side for side in link.sides if side.school_id in _own_places(actor)]
    waiting = [side for side in ours if side.restart_asked_at is None]
    if not waiting:
        raise RuleBroken(_l("Your school has said yes. Now the partner school must say it."))
    waiting[0].restart_asked_at = now()
    waiting[0].restart_asked_by_id = actor.person_id
    record(actor, "link.restart_asked", link, place_id=waiting[0].school_id)
    if not all(side.restart_asked_at for side in link.sides):
        return False
    link.frozen_at = link.frozen_from_id = None
    for side in link.sides:
        side.restart_asked_at = side.restart_asked_by_id = None
    db.session.flush()
    record(actor, "link.unfrozen", link)
    settle(notices.FROZEN, link.id)
    signals.link_unfrozen.send(link, actor=actor)
    return True


def _own_places(actor: Actor) -> set[UUID]:
    return {key for key in actor.place_ids if actor.holds(key, *LEADS, Role.SAFETY.value)}


# contacts


def name_contact(link: Link, school: School, person: Person, *, actor: Actor) -> None:
    """Say which link teacher of a school leads in this link (R13)."""
    link = _held(link)
    leads = {
        one.person_id
        for one in contacts_of([school.id])[school.id].members
        if not one.roles.isdisjoint(LEADS)
    }
    if person.id not in leads:
        raise RuleBroken(_l("Choose a link teacher of your school."), field="person")
    link.side(school.id).contact_id = person.id
    record(actor, "link.contact_named", link, place_id=school.id, person=person.id)


# small facts


def note_activity(link_id: UUID) -> None:
    """Remember that something happened in a link; at most once an hour, so that nobody waits."""
    moment = now()
    db.session.execute(
        update(Link)
        .where(
            Link.id == link_id,
            or_(
                Link.last_activity_at.is_(None),
                Link.last_activity_at < moment - ACTIVITY_COUNTS_FOR,
            ),
        )
        .values(last_activity_at=moment)
        .execution_options(synchronize_session=False)
    )


def note_seen(link_id: UUID, school_ids: frozenset[UUID]) -> None:
    """Remember that staff of these schools looked at the link; at most once an hour."""
    moment = now()
    db.session.execute(
        update(LinkSide)
        .where(
            LinkSide.link_id == link_id,
            LinkSide.school_id.in_(school_ids),
            or_(LinkSide.seen_at.is_(None), LinkSide.seen_at < moment - ACTIVITY_COUNTS_FOR),
        )
        .values(seen_at=moment)
        .execution_options(synchronize_session=False)
    )


# what all have in common


def _held(link: Link, new: LinkState | None = None) -> Link:
    """The link, held until the end of the unit; raises Stale when it can't step to `new` now."""
    held = locked(Link, link.id)
    if held is None:
        raise NotFound
    if new is not None and not rules.may_step(held.state, new):
        raise Stale(_l("Somebody else changed this a moment ago. Look at how it stands now."))
    return held


def _leads_at(link: Link, school_id: UUID) -> Select[UUID]:
    """The link teachers of one of the schools."""
    return people_with_role(link, Role.LEAD, Role.SECOND).where(Membership.school_id == school_id)


def _led_sides(link: Link, actor: Actor) -> list[LinkSide]:
    return [side for side in link.sides if actor.holds(side.school_id, *LEADS)]
