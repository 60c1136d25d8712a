"""Commands about accounts."""

from typing import Any

import click
from flask.cli import AppGroup

from schoollink.accounts.actions import drop_factor, erase_person, make_reset, setup_link
from schoollink.accounts.models import Account
from schoollink.accounts.queries import accounts_named, reset_token
from schoollink.core.clock import now
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
        found = _only_one(name)
        drop_factor(found, actor=SYSTEM)
        who = found.person.name
    click.echo(f"{who} signs in with the password alone now.")


@accounts.command("reset-link")
@click.argument("name")
def print_reset_link(name: str) -> None:
    """Print a link that sets a new password: 60 minutes, once. Make sure first who asks for it."""
    with unit_of_work():
        path = f"/reset/{reset_token(make_reset(_only_one(name), actor=SYSTEM))}"
    click.echo(public_url(path))


@accounts.command("erase")
@click.argument("name")
def erase(name: str) -> None:
    """Erase one adult who left their school and asks for it, without the 30 days of waiting."""
    with unit_of_work():
        person = _only_one(name).person
        has_left = person.kept_until is not None
        if has_left:
            person.kept_until = now()
            has_left = erase_person(person.id)
    if not has_left:
        raise click.ClickException(
            f"{name} still belongs to a school or runs this server, or a report is kept about them."
        )
    click.echo("Erased. What this person wrote stays, without the name.")


def _only_one(name: str) -> Account:
    found = accounts_named(name)
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} people sign in with {name}. Give a sign-in name.")
    return found[0]


commands: list[Any] = [accounts]
