"""Adds teachers to a project and prints their sign-in names and passwords, for a measurement."""

import sys
from datetime import timedelta
from uuid import UUID

from schoollink import create_app
from schoollink.accounts.actions import NewAdult, add_adult
from schoollink.core.clock import now, today
from schoollink.core.database import db, unit_of_work
from schoollink.core.hashing import hash_secret
from schoollink.core.policy import SYSTEM
from schoollink.projects.models import Project, ProjectTeacher
from schoollink.schools.models import Membership

PASSWORD = "sixty-people-in-one-room"


def main(project_id: str, count: int) -> None:
    """Write the people and print them."""
    app = create_app()
    with app.app_context():
        hashed = hash_secret(PASSWORD)
        with unit_of_work():
            project = db.session.get(Project, UUID(project_id))
            assert project is not None
            for number in range(count):
                _add(project, f"bench{number}", hashed)
    for number in range(count):
        print(f"bench{number} {PASSWORD}")


def _add(project: Project, name: str, hashed: str) -> None:
    school = project.link.schools[0]
    person = add_adult(NewAdult(name, name, password_hash=hashed), actor=SYSTEM)
    db.session.add(
        Membership.of(
            school_id=school.id, person_id=person.id, languages=["en"], vetted_by="Bench",
            vetted_on=today("UTC"), vetted_until=today("UTC") + timedelta(days=90),
            created_at=now(), held=[],
        )
    )  # fmt: skip
    project.teachers.append(
        ProjectTeacher(person_id=person.id, school_id=school.id, joined_at=now())
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
