"""Commands of the person who runs the server: start it, bring its database up to date."""

import json
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from tarfile import TarError
from typing import Any

import click
import segno
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from schoollink import create_app
from schoollink.accounts.actions import setup_link
from schoollink.accounts.queries import has_site_admin
from schoollink.admin import actions, queries
from schoollink.admin.actions.demo import Guide, OtherDataError, cast, load_demo
from schoollink.core.database import migrating, unit_of_work
from schoollink.core.database.backup import NotEmptyError, OtherRevisionError
from schoollink.core.realtime.serving import Serving, is_port_taken, local_network_address
from schoollink.core.settings import Settings

EVERYWHERE = {str(IPv4Address(0)), str(IPv6Address(0))}
"""What a person types as HOST to serve the local network."""


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the revision of this code."""
    click.echo("The database is up to date." if not migrating.upgrade() else "Done.")


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", help="0.0.0.0 for the local network.")
@click.option("--port", envvar="PORT", default=5000, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load the demo at the first start.")
@with_appcontext
def serve(host: str, port: int, *, demo: bool) -> None:
    """Bring the database up to date and serve until told to stop."""
    if is_port_taken(host, port):
        raise click.ClickException(
            f"Port {port} is taken. Stop what uses it, or choose another: PORT={port + 1} make run"
        )
    if not migrating.is_current():
        click.echo("Bringing the database up to date…")
        migrating.upgrade()
    settings = _addressed(current_app.extensions["settings"], host, port)
    _announce(settings, host)
    _greet(settings, demo=demo)
    Serving(_maker(settings), settings, [f"{host}:{port}"]).run()


def _greet(settings: Settings, *, demo: bool) -> None:
    """Load the demo at the first start; else, while nobody runs this, print the set-up link."""
    with unit_of_work(writes=False):
        is_new, has_demo = not queries.has_people(), queries.demo_entry() is not None
        is_run = has_site_admin()
    if demo and is_new:
        click.echo("Loading the demo (first time only, a few seconds)…")
    if demo and (is_new or has_demo):
        _show_guide(load_demo())
    elif not is_run:
        with unit_of_work():
            path = setup_link()
        click.echo(f"Nobody runs it yet. Begin here within 15 minutes: {settings.public_url}{path}")


def _show_guide(guide: Guide) -> None:
    click.echo("Sign in as one of these, all with the password «" + cast.PASSWORD + "»:")
    for one in guide.sign_ins:
        click.echo(f"  {one['name']:8} {one['who']}, {one['role']} at {one['school']}")
    click.echo("Pupils come in through the class door: cat, sun, fish, star.")


def _maker(settings: Settings) -> Callable[[], Flask]:
    return lambda: create_app(settings)


def _addressed(settings: Settings, host: str, port: int) -> Settings:
    """The settings with the address that people will type, unless one was given."""
    if settings.public_url != Settings.public_url:
        return settings
    network = local_network_address() if host in EVERYWHERE else None
    shown = network or ("127.0.0.1" if host in EVERYWHERE else host)
    return replace(settings, public_url=f"http://{shown}:{port}", hosts=(*settings.hosts, shown))


def _announce(settings: Settings, host: str) -> None:
    click.echo(f"SchoolLink is at {settings.public_url}  (Ctrl-C stops it)")
    if host in EVERYWHERE:
        segno.make(settings.public_url).terminal(compact=True)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def back_up(target: Path) -> None:
    """Write every row and every upload to one new file (.tar.gz). Keep the key file elsewhere."""
    if target.exists():
        raise click.ClickException(f"{target} is there already; choose another name.")
    settings: Settings = current_app.extensions["settings"]
    count = actions.back_up(target, settings.uploads)
    click.echo(f"{count} rows and the uploads are in {target}.")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(source: Path) -> None:
    """Put a backup into an empty database; everybody has to sign in again."""
    settings: Settings = current_app.extensions["settings"]
    try:
        count = actions.restore(source, settings.uploads)
    except NotEmptyError:
        raise click.ClickException(
            "The database has rows already. Restore into an empty one."
        ) from None
    except OtherRevisionError as other:
        raise click.ClickException(
            f"This backup was made by another version (revision {other}). Restore it with that one."
        ) from None
    except (TarError, KeyError, ValueError, OSError, EOFError):
        raise click.ClickException(
            f"{source} is not a whole backup; nothing was changed."
        ) from None
    click.echo(f"{count} rows and the uploads are back.")


demo = AppGroup("demo", help="Three schools to try SchoolLink with.")


@demo.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print one object with sign-ins and ids.")
def load(*, as_json: bool) -> None:
    """Load the demo into an empty database; a second call says the same again."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_https:
        raise click.ClickException("The demo has known passwords; it is not for a public address.")
    migrating.upgrade()
    try:
        guide = load_demo()
    except OtherDataError:
        raise click.ClickException(
            "This database has other data. Load the demo elsewhere."
        ) from None
    if as_json:
        click.echo(json.dumps(guide.as_json()))
    else:
        _show_guide(guide)


commands: list[Any] = [migrate, serve, back_up, restore, demo]
