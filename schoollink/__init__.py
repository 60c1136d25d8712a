"""SchoolLink: the portal through which schools in different countries become partners."""

import os

from flask import Flask

from schoollink import features
from schoollink.core import (
    database,
    errors,
    gate,
    i18n,
    jobs,
    logs,
    mail,
    pages,
    realtime,
    security,
)
from schoollink.core.settings import ROOT, Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; raises SettingsError that names every wrong setting at once."""
    settings = settings or Settings.from_environ(os.environ)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(settings.for_flask())
    app.extensions["settings"] = settings
    for core in (logs, database, i18n, security, gate, errors, pages, mail, jobs, realtime):
        core.init_app(app)
    features.load(app)
    gate.every_route_is_gated(app)
    return app
