"""The features in the order of their dependencies, and how they are loaded.

Only this module and create_app stand above all features. Parts are found by their file name.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Flask

from schoollink.accounts.actions import note_activity
from schoollink.accounts.queries import alive_sign_ins, live_sign_ins, sign_in_for
from schoollink.core import pages, policy, realtime, security
from schoollink.core.realtime.server import answer_messages
from schoollink.notifications.views import bell
from schoollink.schools.queries import actor_for
from schoollink.supervision.queries import why_refused

FEATURES = (
    "audit",
    "files",
    "accounts",
    "notifications",
    "schools",
    "calendars",
    "links",
    "supervision",
    "meetings",
    "resources",
    "projects",
    "visits",
    "messages",
    "funding",
    "safeguarding",
    "home",
    "admin",
)

PARTS = ("models", "policies", "signals", "listeners", "jobs", "sockets", "views", "cli")


def load(app: Flask) -> None:
    """Import the parts of every feature, part by part, and bind what they offer to the app."""
    for part in PARTS:
        for feature in FEATURES:
            module = _part(feature, part)
            if module is None:
                continue
            if part == "views":
                app.register_blueprint(module.bp)
            elif part == "cli":
                for command in module.commands:
                    app.cli.add_command(command)
    security.use(sign_in_for=sign_in_for, actor_for=actor_for, seen=note_activity)
    realtime.use(live_sign_ins=live_sign_ins)
    pages.use(bell=bell)
    policy.use(why_refused=why_refused)
    app.extensions["alive_sign_ins"] = alive_sign_ins
    answer_messages(app)


def _part(feature: str, part: str) -> ModuleType | None:
    name = f"schoollink.{feature}"
    if find_spec(name) is None or find_spec(f"{name}.{part}") is None:
        return None
    return import_module(f"{name}.{part}")
