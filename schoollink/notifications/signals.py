"""Facts that features above act on."""

from uuid import UUID

from blinker import Signal

_urgent = Signal("urgent_notice_made")


def urgent_notice_made(kind: str, subject_id: UUID) -> None:
    """Something was announced that can't wait for the daily mail; sent after the commit."""
    _urgent.send(None, kind=kind, subject_id=subject_id)


on_urgent_notice = _urgent.connect
