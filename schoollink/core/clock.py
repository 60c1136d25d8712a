"""The only clock. Instants are aware UTC; a test sets the clock instead of waiting."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import tzdata

# K-17: the pinned package is the one source of zones; what a machine has lying about is older or
# newer, and two processes would give the same lesson two times.
zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()


class Clock:
    """Real time, moved by a shift that only tests set."""

    def __init__(self) -> None:
        self._shift = timedelta()
        self._fixed: datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return (self._fixed or datetime.now(UTC)) + self._shift

    def stop(self, at: datetime) -> None:
        """Hold the clock at an aware instant."""
        self._fixed, self._shift = at.astimezone(UTC), timedelta()

    def forward(self, **by: float) -> None:
        """Move the clock by the keywords of timedelta: `forward(days=14)`."""
        self._shift += timedelta(**by)

    def restart(self) -> None:
        """Show real time again."""
        self._fixed, self._shift = None, timedelta()


clock = Clock()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return clock.now()


def today(zone: str) -> date:
    """The present date on a wall calendar in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def instant_of(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall time in an IANA zone.

    Of an hour that a clock change repeats it is the first; one that a change leaves out counts
    from before it (PEP 495 with fold 0).
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def zone_release() -> str:
    """The release of the time zone data that instants are derived with, such as `2026f`."""
    return str(tzdata.IANA_VERSION)
