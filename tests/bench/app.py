"""The product, with one more view behind the same gate that returns `ok`: the baseline."""

import os

from flask import Flask

from schoollink import create_app
from schoollink.core.gate import signed_in
from schoollink.core.realtime.serving import Serving
from schoollink.core.settings import Settings


def make() -> Flask:
    """The app with `/bench/ok`."""
    app = create_app()
    app.add_url_rule("/bench/ok", "bench.ok", signed_in(lambda: "ok"))
    return app


if __name__ == "__main__":
    settings = Settings.from_environ(os.environ)
    Serving(make, settings, [f"127.0.0.1:{os.environ['PORT']}"]).run()
