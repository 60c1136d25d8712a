"""What a reader sees of a section: the one decision behind pages, pictures, lists and tests."""

from dataclasses import dataclass

from schoollink.core.policy import Actor
from schoollink.files.rules import stays_in_school
from schoollink.projects.models import Revision, RevisionState, Section

SHOWN_AT_SCHOOL = frozenset({RevisionState.WAITING, RevisionState.APPROVED})


@dataclass(frozen=True)
class Seen:
    """One section as one reader sees it. No revision means that it was taken away."""

    section: Section
    revision: Revision | None
    is_own: bool
    """Of the reader's school."""

    @property
    def everyone_sees_it(self) -> bool:
        """Whether this very version is what the partner school sees."""
        shown = self.revision
        return shown is not None and _for_partners(self.section) is shown


def what_reader_sees(section: Section, reader: Actor) -> Seen | None:
    """The version that a reader of the project sees, or None: then the section is not there.

    The author and own-school staff see the newest version. Classmates see it once it was sent.
    Partners see the last approved version only (SG-31), no picture that must stay at home
    (SG-33) and nothing of a pupil who is in school only (SG-59).
    """
    own = is_own(section, reader)
    if section.withdrawn_at is not None:
        was_there = own or _for_partners(section) is not None
        return Seen(section, None, own) if was_there else None
    shown = _for_own_school(section, reader) if own else _for_partners(section)
    return Seen(section, shown, own) if shown is not None else None


def is_own(section: Section, reader: Actor) -> bool:
    """Whether the section is of the reader's school."""
    return section.school_id in reader.place_ids


def stays_home(revision: Revision) -> bool:
    """Whether a pupil may be recognised, so that this version never leaves the school (SG-33)."""
    return revision.picture is not None and stays_in_school(revision.picture.recognisable)


def _for_own_school(section: Section, reader: Actor) -> Revision | None:
    newest = section.newest
    wrote_it = section.author_id is not None and section.author_id == reader.person_id
    if wrote_it or not reader.is_pupil or newest.state in SHOWN_AT_SCHOOL:
        return newest
    return section.approved


def went_out(section: Section, revision: Revision) -> bool:
    """Whether partners may read this version, or might while it was the one on the page."""
    return (
        revision.state is RevisionState.APPROVED
        and not stays_home(revision)
        and not section.author_is_school_only
    )


def _for_partners(section: Section) -> Revision | None:
    approved = section.approved
    return approved if approved is not None and went_out(section, approved) else None
