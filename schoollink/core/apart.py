"""What strangers send is opened apart: by a script of ours, in a process that knows no secret."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from schoollink.core.errors import Busy

LONGEST_WAIT = 15
"""Seconds until a script is stopped; its own limits of processor time are much lower."""
AT_A_TIME = threading.BoundedSemaphore(2)


def run_apart(script: Path, *order: str, given: IO[bytes], made: IO[bytes]) -> int | None:
    """Run a script on what was sent (`given`), its answer goes to `made`. Gives its exit code,
    negative when a limit stopped it, None when it took too long; raises Busy when two others are
    at work and neither ends."""
    if not AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        ended = subprocess.run(  # noqa: S603 - callers name scripts of ours; what was sent reaches them as a file only
            [sys.executable, "-I", "-B", str(script), *order],
            stdin=given,
            stdout=made,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            close_fds=True,
            start_new_session=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        AT_A_TIME.release()
    return ended.returncode
