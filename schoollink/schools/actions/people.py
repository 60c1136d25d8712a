"""The staff of a school: who comes, who holds which role, whose check is in date, who goes."""

from collections.abc import Iterable
from datetime import date

from schoollink.accounts.actions import (
    accept,
    end_all,
    forget_resets,
    invite,
    keep,
    let_go,
    withdraw,
)
from schoollink.accounts.models import Invitation, Person
from schoollink.audit.actions import record
from schoollink.core.clock import now, today
from schoollink.core.database import db, locked
from schoollink.core.errors import Forbidden, RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.schools.models import (
    ClassTeacher,
    HeldRole,
    Membership,
    Role,
    School,
    SchoolClass,
    StaffInvitation,
)
from schoollink.schools.queries import (
    active_count,
    is_tied,
    membership_of,
    open_invitations,
    open_school_invitations,
    past_membership,
    staff_of,
)
from schoollink.schools.rules.roles import (
    Gift,
    check_gift,
    check_still_held,
    check_vetting,
    may_note_vetting,
)
from schoollink.schools.signals import membership_ended

PURPOSE = "schools.staff"


def invite_staff(
    school: School,
    name: str,
    *,
    actor: Actor,
    roles: Iterable[Role] = (),
    address: str | None = None,
) -> StaffInvitation:
    """Invite one adult to the staff. Roles beside that of a teacher only a link teacher gives."""
    wanted = frozenset(roles) - {Role.TEACHER}
    if wanted and not actor.holds(school.id, Role.LEAD.value):
        raise Forbidden(_l("Roles are given by a link teacher."))
    check_gift(Gift(frozenset(), wanted, is_own=False, staff_count=active_count(school) + 1))
    invitation = invite(PURPOSE, actor=actor, for_name=name, address=address)
    made = StaffInvitation(
        invitation_id=invitation.id,
        school_id=school.id,
        roles=sorted(role.value for role in wanted),
        invitation=invitation,
        school=school,
    )
    db.session.add(made)
    record(actor, "staff.invited", invitation, place_id=school.id, roles=",".join(sorted(wanted)))
    return made


def withdraw_invitation(invited: StaffInvitation, *, actor: Actor) -> None:
    """Take an invitation back."""
    withdraw(invited.invitation, actor=actor)
    record(actor, "staff.invitation_withdrawn", invited.invitation, place_id=invited.school_id)


def join_staff(invitation: Invitation, person: Person, *, actor: Actor) -> Membership:
    """The invited person takes their place. Roles that clash by now are left out (RP-3)."""
    invited = db.session.get(StaffInvitation, invitation.id)
    if invited is None or person.is_pupil:
        raise RuleBroken(_l("This invitation opens nothing any more."))
    locked(School, invited.school_id)
    held = locked(Person, person.id)
    if held is None or held.erased_at is not None:
        raise RuleBroken(_l("This invitation opens nothing any more."))
    accept(invitation, person, actor=actor)
    roles = _still_fitting(invited)
    member = membership_of(person.id, invited.school_id) or _new_member(invited, person)
    present = {one.role for one in member.held}
    member.held += [HeldRole(role=role) for role in roles if role not in present]
    db.session.add(member)
    keep(person.id)
    db.session.flush()
    record(actor, "staff.joined", member, place_id=invited.school_id)
    return member


def _still_fitting(invited: StaffInvitation) -> frozenset[Role]:
    roles = frozenset(Role(value) for value in invited.roles)
    count = active_count(invited.school) + 1
    try:
        check_gift(Gift(frozenset(), roles, is_own=False, staff_count=count))
    except RuleBroken:
        return roles - {Role.SAFETY}
    return roles


def _new_member(invited: StaffInvitation, person: Person) -> Membership:
    """A place on the staff; whoever left before begins anew, without what they held then."""
    earlier = past_membership(person.id, invited.school_id)
    if earlier is not None:
        forget_membership(earlier)
    return Membership.of(
        school_id=invited.school_id,
        person_id=person.id,
        languages=[],
        vetted_by="",
        created_at=now(),
    )


def give_roles(member: Membership, roles: Iterable[Role], *, actor: Actor) -> None:
    """Let somebody hold exactly these roles beside that of a teacher (RP-2, RP-3, RP-4)."""
    locked(School, member.school_id)
    if not member.is_active:
        raise RuleBroken(_l("This person is not at work here now."))
    gift = Gift(
        before=member.roles - {Role.TEACHER},
        after=frozenset(roles) - {Role.TEACHER},
        is_own=member.person_id == actor.person_id,
        staff_count=active_count(member.school),
    )
    check_gift(gift)
    check_still_held(gift.lost, _held_by_others(member))
    member.held = [one for one in member.held if one.role in gift.after]
    member.held += [HeldRole(role=role) for role in sorted(gift.gained)]
    record(
        actor,
        "staff.roles_given",
        member,
        place_id=member.school_id,
        gained=",".join(sorted(gift.gained)),
        lost=",".join(sorted(gift.lost)),
    )


def note_vetting(
    member: Membership, seen_by: str, seen_on: date, until: date, *, actor: Actor
) -> None:
    """Write down who saw the certificate and how long it holds; never what it says (SG-07)."""
    is_alone = active_count(member.school) <= 1
    if not may_note_vetting(member.person_id, actor.person_id, is_alone=is_alone):
        raise Forbidden(_l("Nobody notes their own check. Ask a colleague."))
    check_vetting(seen_on, until, present=today(member.school.zone))
    member.vetted_by, member.vetted_on, member.vetted_until = seen_by, seen_on, until
    record(actor, "staff.vetted", member, place_id=member.school_id, until=until)


def suspend(member: Membership, *, actor: Actor) -> None:
    """Keep somebody out at once: sign-ins end, sockets close, nothing here is theirs (RP-7).

    What they invited to is taken back too, or they came in again by their own link.
    """
    if not member.is_active:
        raise RuleBroken(_l("This person is not at work here now."))
    member.barred_at = now()
    _take_invitations_back(member, actor)
    end_all(member.person_id, actor=actor)
    forget_resets(member.person_id)
    record(actor, "staff.suspended", member, place_id=member.school_id)
    membership_ended.send(member)


def lift_suspension(member: Membership, *, actor: Actor) -> None:
    """Let a suspended person come back to what they were."""
    if member.barred_at is None or member.ended_at is not None:
        raise RuleBroken(_l("This person is not suspended."))
    member.barred_at = None
    record(actor, "staff.suspension_lifted", member, place_id=member.school_id)


def end_membership(member: Membership, *, actor: Actor) -> None:
    """Somebody leaves the staff; refused for the last holder of a needed role (RP-4)."""
    locked(School, member.school_id)
    if member.ended_at is not None:
        return
    check_still_held(member.roles, _held_by_others(member))
    member.ended_at = now()
    _stop_teaching(member)
    _take_invitations_back(member, actor)
    end_all(member.person_id, actor=actor)
    forget_resets(member.person_id)
    record(actor, "staff.left", member, place_id=member.school_id)
    if not is_tied(member.person):
        let_go(member.person)
    membership_ended.send(member)


def forget_membership(member: Membership) -> None:
    """Delete a place on the staff that has ended, with its roles and its check."""
    db.session.delete(member)
    db.session.flush()


def _take_invitations_back(member: Membership, actor: Actor) -> None:
    for one in open_invitations(member.school):
        if one.invitation.invited_by_id == member.person_id:
            withdraw_invitation(one, actor=actor)
    for sent in open_school_invitations(member.school_id, member.person_id):
        withdraw(sent.invitation, actor=actor)


def _stop_teaching(member: Membership) -> None:
    taught = (
        db.session.query(ClassTeacher)
        .join(SchoolClass, SchoolClass.id == ClassTeacher.class_id)
        .filter(
            SchoolClass.school_id == member.school_id,
            ClassTeacher.person_id == member.person_id,
        )
    )
    for row in taught:
        db.session.delete(row)


def _held_by_others(member: Membership) -> frozenset[Role]:
    others = [one for one in staff_of(member.school) if one.is_active and one.id != member.id]
    return frozenset[Role]().union(*(one.roles for one in others))
