"""`flask audit verify` names the first entry that was changed or is missing."""

from typing import Any

import click
from flask.cli import AppGroup

from schoollink.audit.queries import first_fault
from schoollink.core.database import unit_of_work

audit = AppGroup("audit", help="Who did what.")


@audit.command("verify")
def verify() -> None:
    """Walk the chain of seals."""
    with unit_of_work(writes=False):
        fault = first_fault()
    if fault:
        raise click.ClickException(f"The audit trail does not hold: {fault}.")
    click.echo("The audit trail holds.")


commands: list[Any] = [audit]
