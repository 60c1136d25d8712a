"""The gate: every route passes it, in the steps look, prepare, do (HOUSE decision 3).

*Look*: a short read finds the sign-in and the subject and asks the policy. *Prepare*: with no
transaction open the body is read, Origin and CSRF are checked, the form is parsed, slow work is
done. *Do*: a unit of work begins, actor and subject are loaded anew, the policy is asked again,
the handler is called; below 400 it commits. Then the notes are written.
"""

from schoollink.core.gate.limits import Limit, hit
from schoollink.core.gate.marks import (
    Mark,
    access,
    every_route_is_gated,
    init_app,
    public,
    signed_in,
)
from schoollink.core.gate.notes import note

__all__ = [
    "Limit",
    "Mark",
    "access",
    "every_route_is_gated",
    "hit",
    "init_app",
    "note",
    "public",
    "signed_in",
]
