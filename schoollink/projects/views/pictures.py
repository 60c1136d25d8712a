"""Pictures of sections, under the policy of the version that they belong to."""

from flask import request
from flask.typing import ResponseReturnValue

from schoollink.core.errors import BadRequest, NotFound
from schoollink.core.gate import access
from schoollink.core.pages import send_blob
from schoollink.core.security import current_actor
from schoollink.files.policies import may_open
from schoollink.files.queries import blob_of
from schoollink.files.rules import BUDGETS, MEDIUM
from schoollink.projects.models import Revision
from schoollink.projects.policies import RevisionPermission
from schoollink.projects.views.blueprint import bp

SIZES = {str(edge): edge for edge in BUDGETS}


@bp.get("/revisions/<uuid:revision_id>/picture")
@access(RevisionPermission.VIEW, revision=Revision)
def picture(revision: Revision) -> ResponseReturnValue:
    """The picture of one version; `?size=` is 160, 1024 or 2560. Its name tells nothing (SG-09)."""
    size = SIZES.get(request.args.get("size", str(MEDIUM)))
    if size is None:
        raise BadRequest(size="unknown")
    if revision.picture is None or not may_open(current_actor(), revision.picture):
        raise NotFound
    return send_blob(**vars(blob_of(revision.picture, edge=size)) | {"name": "picture.webp"})
