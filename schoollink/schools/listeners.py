"""What ties somebody to schools goes when they are erased."""

from sqlalchemy import delete, select

from schoollink.accounts.models import Person
from schoollink.accounts.signals import on_person_erased
from schoollink.core.database import db
from schoollink.schools.models import (
    ClassTeacher,
    DoorKnock,
    HeldRole,
    Membership,
    NetworkAdviser,
    Pupil,
)
from schoollink.schools.rules.places import NOBODYS_AVATAR


@on_person_erased
def forget_place(person: Person) -> None:
    """Of an adult nothing stays; of a pupil, without a name, the class and whether what they wrote
    stays in school (SG-59): that must hold as long as the words are there.
    """
    held = select(Membership.id).where(Membership.person_id == person.id)
    db.session.execute(delete(HeldRole).where(HeldRole.membership_id.in_(held)))
    for model in (Membership, ClassTeacher, NetworkAdviser):
        db.session.execute(delete(model).where(model.person_id == person.id))
    db.session.execute(delete(DoorKnock).where(DoorKnock.pupil_id == person.id))
    pupil = db.session.get(Pupil, person.id)
    if pupil is not None:
        pupil.avatar, pupil.secret_hash = NOBODYS_AVATAR, None
        pupil.secret_tries, pupil.secret_paused_until, pupil.paused_until = 0, None, None
