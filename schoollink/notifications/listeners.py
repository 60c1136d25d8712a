"""What is owed to somebody who is erased goes with them."""

from sqlalchemy import delete

from schoollink.accounts.models import Person
from schoollink.accounts.signals import on_person_erased
from schoollink.core.database import db
from schoollink.notifications.models import Notice, Snooze


@on_person_erased
def forget_notices(person: Person) -> None:
    """Nobody is told any more."""
    for model in (Notice, Snooze):
        db.session.execute(delete(model).where(model.person_id == person.id))
