"""Who has a bell."""

from enum import StrEnum

from schoollink.core.policy import allow, is_at_work


class NoticePermission(StrEnum):
    """What one may do with notices; each person sees only their own."""

    READ = "notifications:read"


allow(NoticePermission.READ, [is_at_work])
