"""Facts that features above may care about.

membership_ended(membership)            somebody left a staff, or was suspended
pupil_left(pupil)                       a pupil left a class or was moved away
school_registered(school, invitation, person)
    a school came here; a receiver may answer the address of the page to go on with
school_invitation_opened(invitation)
    whoever holds it reads who invites; a receiver may answer what that school asks
Receivers run inside the unit of work that tells them.
"""

from blinker import Namespace

_signals = Namespace()

membership_ended = _signals.signal("membership-ended")
pupil_left = _signals.signal("pupil-left")
school_registered = _signals.signal("school-registered")
school_invitation_opened = _signals.signal("school-invitation-opened")
