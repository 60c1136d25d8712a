"""Commands about accounts."""

from typing import Any

import click
from flask.cli import AppGroup

from schoollink.accounts.actions import drop_factor, setup_link
from schoollink.accounts.queries import accounts_named
from schoollink.core.database import unit_of_work
from schoollink.core.pages import public_url
from schoollink.core.policy import SYSTEM

accounts = AppGroup("accounts", help="People and how they sign in.")


@accounts.command("setup-link")
def print_setup_link() -> None:
    """Print a link that makes a person who runs this server: 15 minutes, once."""
    with unit_of_work():
        path = setup_link()
    click.echo(public_url(path))


@accounts.command("turn-off-second-step")
@click.argument("name")
def turn_off_second_step(name: str) -> None:
    """Turn the second step of one person off. Make sure first that it is this person who asks."""
    with unit_of_work():
        found = accounts_named(name)
        if len(found) == 1:
            drop_factor(found[0], actor=SYSTEM)
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} people sign in with {name}. Give a sign-in name.")
    click.echo(f"{found[0].person.name} signs in with the password alone now.")


commands: list[Any] = [accounts]
