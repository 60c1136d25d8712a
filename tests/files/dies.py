"""Stores one file and is killed at a step of the way: python dies.py FOLDER STEP.

Steps: written, synced, renamed, stored. The kill is a real one, at the system call.
"""

import io
import os
import signal
import sys
from pathlib import Path

from schoollink import create_app
from schoollink.core.settings import Settings
from schoollink.files import actions
from tests.files.hostile import Sent


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, step: str) -> None:
    app = create_app(Settings(instance=Path(folder), testing=True).complete())
    with app.app_context():
        (Path(folder) / "files" / "tmp").mkdir(parents=True, exist_ok=True)
        real_fsync, real_rename = os.fsync, os.rename
        if step == "written":
            os.fsync = die
        elif step == "synced":
            os.fsync = lambda handle: (real_fsync(handle), die())
        elif step == "renamed":
            Path.replace = lambda path, target: (real_rename(path, target), die())
        actions.take(Sent("words.txt", io.BytesIO(b"river " * 1000)))
        die()


if __name__ == "__main__":
    main(*sys.argv[1:])
