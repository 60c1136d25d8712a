"""What happens to people, sign-ins, passwords, second factors and invitations."""

from schoollink.accounts.actions.factors import (
    confirm_app,
    drop_factor,
    pass_factor,
    print_sheet,
    start_app,
    turn_factor_off,
)
from schoollink.accounts.actions.invitations import (
    accept,
    empty_invitation,
    invite,
    renew,
    replace_link,
    setup_link,
    withdraw,
)
from schoollink.accounts.actions.passwords import (
    change_password,
    mark_mailed,
    request_reset,
    set_new_password,
)
from schoollink.accounts.actions.people import (
    NewAdult,
    add_adult,
    add_pupil_person,
    change_names,
    change_settings,
    make_site_admin,
    suspend,
)
from schoollink.accounts.actions.sign_ins import (
    begin,
    end,
    end_all,
    end_with,
    note_activity,
    record_failure,
)

__all__ = [
    "NewAdult",
    "accept",
    "add_adult",
    "add_pupil_person",
    "begin",
    "change_names",
    "change_password",
    "change_settings",
    "confirm_app",
    "drop_factor",
    "empty_invitation",
    "end",
    "end_all",
    "end_with",
    "invite",
    "make_site_admin",
    "mark_mailed",
    "note_activity",
    "pass_factor",
    "print_sheet",
    "record_failure",
    "renew",
    "replace_link",
    "request_reset",
    "set_new_password",
    "setup_link",
    "start_app",
    "suspend",
    "turn_factor_off",
    "withdraw",
]
