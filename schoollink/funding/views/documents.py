"""The files of an application."""

from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, send_blob
from schoollink.core.security import current_actor
from schoollink.files.queries import blob_of
from schoollink.funding import actions
from schoollink.funding.forms import DocumentForm
from schoollink.funding.models import Application, ApplicationDocument
from schoollink.funding.policies import FundingPermission
from schoollink.funding.views.blueprint import back, bp, head
from schoollink.links.presenters import our_side


@bp.route("/applications/<uuid:application_id>/documents/new", methods=["GET", "POST"])
@access(FundingPermission.EDIT, application=Application, form=DocumentForm, uploads=True)
def add_document(application: Application, form: DocumentForm) -> ResponseReturnValue:
    """Add a file, which takes room of the reader's school."""
    if form.value is None:
        return page("funding/document.html", form.status, **head(application), form=form)
    actor = current_actor()
    place_id = our_side(application.link, actor).school_id
    actions.add_document(application, form.value, place_id=place_id, actor=actor)
    say(_l("The document is added."))
    return back("show", application)


@bp.get("/application-documents/<uuid:document_id>")
@access(FundingPermission.OPEN, document=ApplicationDocument)
def open_document(document: ApplicationDocument) -> ResponseReturnValue:
    """The file itself."""
    return send_blob(**vars(blob_of(document.file)))


@bp.post("/application-documents/<uuid:document_id>/drop")
@access(FundingPermission.EDIT, document=ApplicationDocument)
def drop_document(document: ApplicationDocument) -> ResponseReturnValue:
    """Take a file away."""
    application = document.application
    actions.drop_part(document, actor=current_actor())
    say(_l("The document is taken away."))
    return back("show", application)
