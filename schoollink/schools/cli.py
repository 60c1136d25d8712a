"""What whoever runs the server does for networks of schools."""

from collections.abc import Callable

import click
from flask.cli import AppGroup
from sqlalchemy import select

from schoollink.accounts.queries import accounts_named
from schoollink.core.database import db, unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.core.policy import SYSTEM
from schoollink.schools.actions import end_adviser, make_adviser, make_network
from schoollink.schools.models import Network

group = AppGroup("schools", help="Networks of schools and their advisers.")


@group.command("make-network")
@click.argument("name")
def network(name: str) -> None:
    """Add a network of schools."""
    with unit_of_work():
        if db.session.scalar(select(Network).where(Network.name == name)):
            raise click.ClickException(f"There is a network called {name} already.")
        make_network(name.strip(), actor=SYSTEM)
    click.echo(f"The network {name} is here.")


@group.command("make-adviser")
@click.argument("network_name")
@click.argument("sign_in")
def adviser(network_name: str, sign_in: str) -> None:
    """Let the person who signs in as SIGN_IN advise the network."""
    click.echo(f"{_with(make_adviser, network_name, sign_in)} advises {network_name}.")


@group.command("end-adviser")
@click.argument("network_name")
@click.argument("sign_in")
def former_adviser(network_name: str, sign_in: str) -> None:
    """Let the person who signs in as SIGN_IN advise the network no more."""
    click.echo(f"{_with(end_adviser, network_name, sign_in)} advises {network_name} no more.")


def _with(act: Callable[..., None], network_name: str, sign_in: str) -> str:
    """Do something with a network and a person; gives the person's name."""
    with unit_of_work():
        found = db.session.scalar(select(Network).where(Network.name == network_name))
        if found is None:
            raise click.ClickException(f"There is no network called {network_name}.")
        people = accounts_named(sign_in)
        if len(people) != 1:
            raise click.ClickException(f"{len(people)} people sign in as {sign_in}.")
        try:
            act(found, people[0].person, actor=SYSTEM)
        except RuleBroken as broken:
            raise click.ClickException(str(broken.text)) from None
        return people[0].person.name


commands = (group,)
