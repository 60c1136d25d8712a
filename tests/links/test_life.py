"""The life of a link through its actions: asked, answered, tried out, stopped, ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schoollink.audit.models import AuditEntry
from schoollink.core.clock import Clock, today
from schoollink.core.errors import RuleBroken, Stale
from schoollink.links import signals
from schoollink.links.actions import (
    accept_link,
    decline_link,
    end_link,
    name_contact,
    note_activity,
    propose_by_invitation,
    propose_link,
    renew_trying,
    restart_pupil_writing,
    stop_pupil_writing,
)
from schoollink.links.models import DeclineWords, EndWords, Link, LinkState
from schoollink.notifications.models import Notice
from schoollink.schools.actions import NewSchool, register_school, suspend
from schoollink.schools.models import Membership, Role, SchoolState
from tests.links.places import IDEA, asked, changed, in_state, unverified, without_role
from tests.world import World


def told(world: World, kind: str) -> set[str]:
    return {world.name_of(one.person_id) for one in world.all(Notice, kind=f"links.{kind}")}


class Heard:
    """Remembers how often a signal was sent, and whether that was inside the act."""

    def __init__(self, signal: Any) -> None:
        self.links: list[Any] = []
        signal.connect(self._hear, weak=False)
        self._off = lambda: signal.disconnect(self._hear)

    def _hear(self, link: Link, **_: Any) -> None:
        self.links.append(link.id)

    def __enter__(self) -> "Heard":
        return self

    def __exit__(self, *_: object) -> None:
        self._off()


# asking


def test_C1_a_proposal_is_one_sentence_and_tells_the_asked_link_teachers(world: World) -> None:
    with Heard(signals.link_proposed) as heard:
        link = asked(world)
    assert link.state is LinkState.PROPOSED
    assert [side.school_id for side in link.sides] == [world.abu_dis.id, world.leeds.id]
    assert link.sides[0].contact_id == world.layla.id
    assert heard.links == [link.id]
    assert told(world, "proposed") == {"meera", "tom"}
    assert [one.actor_id for one in world.all(AuditEntry, action="link.proposed")] == [
        world.layla.id
    ]


def test_C2_a_proposal_knows_its_days_in_the_asked_school_s_zone(
    world: World, clock: Clock
) -> None:
    clock.stop(datetime(2026, 9, 7, 10, tzinfo=UTC))
    link = asked(world)
    assert (str(link.reminds_on), str(link.lapses_on)) == ("2026-09-21", "2026-10-05")


@pytest.mark.parametrize("by", ["layla", "meera"])
def test_two_schools_have_one_question_at_a_time(world: World, by: str) -> None:
    asked(world)
    pair = (world.abu_dis, world.leeds) if by == "layla" else (world.leeds, world.abu_dis)
    with pytest.raises(RuleBroken):
        world.do(propose_link, *pair, IDEA, by=by)


def test_after_a_no_the_school_may_be_asked_again(world: World) -> None:
    world.do(decline_link, asked(world), by="meera")
    assert asked(world).state is LinkState.PROPOSED


def test_SG45_an_unverified_school_asks_nobody_by_itself(world: World) -> None:
    unverified(world, world.abu_dis)
    with pytest.raises(RuleBroken):
        asked(world)


def test_SG45_a_school_links_with_the_school_that_invited_it(world: World) -> None:
    unverified(world, world.abu_dis, world.leeds)
    assert asked(world).state is LinkState.PROPOSED


def test_AT139_a_school_that_was_invited_is_asked_by_nobody_else(world: World) -> None:
    unverified(world, world.abu_dis, world.kisumu)
    with pytest.raises(RuleBroken):
        world.do(propose_link, world.leeds, world.abu_dis, IDEA, by="meera")


# inviting


def test_SG45_whoever_opens_an_invitation_registers_and_finds_the_proposal(world: World) -> None:
    made = world.do(propose_by_invitation, world.leeds, IDEA, "Ms Silva", by="meera")
    changed(
        world,
        made.invitation,
        accepted_at=made.invitation.created_at,
        accepted_by_id=world.ines.id,
    )
    school, url = world.do(
        register_school,
        NewSchool(name="Escola Nova", place="Porto", country="PT", youngest=6, oldest=12),
        by="ines",
    )
    link = world.fresh(made).link_id
    assert url is not None
    assert url.endswith(f"/links/{link}")
    assert world.fresh(school).state is SchoolState.INVITED
    proposal = world.all(Link, id=link)[0]
    assert proposal.purpose == IDEA
    assert [one.school_id for one in proposal.sides] == [world.leeds.id, school.id]
    assert proposal.sides[0].contact_id == world.meera.id


def test_RP7_nobody_brings_a_partner_to_a_school_where_they_speak_no_more(world: World) -> None:
    """Not by an account that they made before, and not by a link that is still in their hands."""
    made = world.do(propose_by_invitation, world.leeds, IDEA, "Ms Silva", by="tom")
    changed(
        world,
        made.invitation,
        accepted_at=made.invitation.created_at,
        accepted_by_id=world.ines.id,
    )
    open_one = world.do(propose_by_invitation, world.leeds, IDEA, "Mr Silva", by="tom")
    world.do(suspend, world.all(Membership, person_id=world.tom.id)[0], by="meera")
    assert world.fresh(open_one).invitation.withdrawn_at is not None
    before = len(world.all(Link))
    _, url = world.do(
        register_school,
        NewSchool(name="Escola Nova", place="Porto", country="PT", youngest=6, oldest=12),
        by="ines",
    )
    assert (url, len(world.all(Link))) == (None, before)


# answering


def test_a_yes_begins_90_days_of_trying_out(world: World) -> None:
    link = asked(world)
    with Heard(signals.link_accepted) as heard:
        world.do(accept_link, link, by="tom")
    link = world.fresh(link)
    assert link.state is LinkState.TRYING
    assert link.trying_until == today("UTC") + timedelta(days=89)
    assert link.side(world.leeds.id).contact_id == world.tom.id
    assert heard.links == [link.id]
    assert told(world, "accepted") == {"layla", "huda"}


@pytest.mark.parametrize(
    ("who", "role", "words"),
    [
        ("tom", Role.SECOND, "Aireside Primary still needs a second link teacher"),
        ("sarah", Role.SAFETY, "Aireside Primary still needs a child-safety lead"),
        ("samira", Role.SAFETY, "Wadi Girls still needs a child-safety lead"),
    ],
)
def test_R14_a_yes_says_who_is_missing_and_who_can_do_it(
    world: World, who: str, role: Role, words: str
) -> None:
    link = asked(world)
    without_role(world, who, role)
    with pytest.raises(RuleBroken) as refused:
        world.do(accept_link, link, by="meera")
    assert words in str(refused.value.text)
    lead = "Layla Nasser" if who == "samira" else "Meera Patel"
    assert f"{lead} can do this." in str(refused.value.text)
    assert world.fresh(link).state is LinkState.PROPOSED


def test_a_no_takes_one_press_and_kind_words_are_ready(world: World) -> None:
    link = asked(world)
    world.do(decline_link, link, DeclineWords.LATER, by="meera")
    link = world.fresh(link)
    assert (link.state, link.decline_words) == (LinkState.DECLINED, DeclineWords.LATER)
    assert told(world, "declined") == {"layla", "huda"}


def test_a_question_is_answered_once(world: World) -> None:
    link = asked(world)
    world.do(decline_link, link, by="meera")
    with pytest.raises(Stale):
        world.do(accept_link, link, by="meera")


# trying out


def test_going_on_needs_both_and_happens_once(world: World) -> None:
    before = world.link.trying_until
    assert before is not None
    assert world.do(renew_trying, world.link, by="meera") is False
    assert world.do(renew_trying, world.link, by="tom") is False
    assert world.fresh(world.link).trying_until == before
    assert world.do(renew_trying, world.link, by="daniel") is True
    assert world.fresh(world.link).trying_until == before + timedelta(days=90)
    with pytest.raises(RuleBroken):
        world.do(renew_trying, world.link, by="meera")


def test_a_link_that_rested_goes_on_from_today(world: World, clock: Clock) -> None:
    in_state(world, LinkState.PAUSED)
    clock.forward(days=100)
    world.do(renew_trying, world.link, by="meera")
    world.do(renew_trying, world.link, by="daniel")
    link = world.fresh(world.link)
    assert link.state is LinkState.TRYING
    latest = max(today(one.zone) for one in (world.leeds, world.kisumu))
    assert link.trying_until == latest + timedelta(days=89), "from today where it is latest"


# the stop button


@pytest.mark.parametrize("by", ["meera", "tom", "sarah", "daniel", "rose", "grace"])
def test_SG12_any_link_teacher_or_safety_lead_stops_at_once(world: World, by: str) -> None:
    with Heard(signals.link_frozen) as heard:
        world.do(stop_pupil_writing, world.link, by=by)
    assert world.fresh(world.link).frozen_at is not None
    assert heard.links == [world.link.id]


def test_SG12_going_on_takes_one_person_of_each_school(world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    assert world.do(restart_pupil_writing, world.link, by="sarah") is False
    for again in ("sarah", "meera"):
        with pytest.raises(RuleBroken):
            world.do(restart_pupil_writing, world.link, by=again)
    assert world.fresh(world.link).frozen_at is not None
    with Heard(signals.link_unfrozen) as heard:
        assert world.do(restart_pupil_writing, world.link, by="daniel") is True
    assert world.fresh(world.link).frozen_at is None
    assert heard.links == [world.link.id]


def test_SG12_a_second_stop_takes_back_every_yes(world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    world.do(restart_pupil_writing, world.link, by="sarah")
    world.do(stop_pupil_writing, world.link, by="grace")
    assert world.do(restart_pupil_writing, world.link, by="daniel") is False
    assert world.fresh(world.link).frozen_at is not None


def test_SG12_the_yes_of_somebody_suspended_since_counts_no_more(world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    world.do(restart_pupil_writing, world.link, by="sarah")
    world.do(suspend, world.all(Membership, person_id=world.sarah.id)[0], by="meera")
    assert world.do(restart_pupil_writing, world.link, by="daniel") is False
    assert world.fresh(world.link).frozen_at is not None
    assert world.do(restart_pupil_writing, world.link, by="meera") is True


# goodbye, contacts


def test_either_school_ends_a_link_and_tells_everybody(world: World) -> None:
    with Heard(signals.link_ended) as heard:
        world.do(end_link, world.link, EndWords.DONE, by="rose")
    link = world.fresh(world.link)
    assert (link.state, link.end_words) == (LinkState.ENDED, EndWords.DONE)
    assert link.ended_from_id == world.kisumu.id
    assert heard.links == [link.id]
    assert told(world, "ended") == {
        "meera", "tom", "sarah", "ben", "daniel", "grace", "peter"
    }  # fmt: skip


def test_R13_a_school_names_who_leads(world: World) -> None:
    world.do(name_contact, world.link, world.leeds, world.tom, by="meera")
    assert world.fresh(world.link).side(world.leeds.id).contact_id == world.tom.id
    with pytest.raises(RuleBroken):
        world.do(name_contact, world.link, world.leeds, world.ben, by="meera")


def test_activity_is_noted_at_most_once_an_hour(world: World, clock: Clock) -> None:
    clock.stop(datetime(2026, 10, 1, 9, tzinfo=UTC))

    def noted() -> Any:
        world.do(lambda key, actor: note_activity(key), world.link.id, by="meera")
        return world.fresh(world.link).last_activity_at

    first = noted()
    clock.forward(minutes=59)
    assert noted() == first
    clock.forward(minutes=2)
    assert noted() > first
