"""What people type to come in and to change what is theirs; hashing is done before any unit."""

from schoollink.accounts.forms.accounts import (
    AS_ASKED,
    AppCodeForm,
    FactorOffForm,
    NamesForm,
    NewAdultFields,
    NewAdultForm,
    PasswordForm,
    ResetForm,
    SettingsForm,
    SudoForm,
)
from schoollink.accounts.forms.entering import (
    Entry,
    ResetRequestForm,
    SecondStepForm,
    SignInForm,
)
from schoollink.accounts.forms.tries import FactorTries

__all__ = [
    "AS_ASKED",
    "AppCodeForm",
    "Entry",
    "FactorOffForm",
    "FactorTries",
    "NamesForm",
    "NewAdultFields",
    "NewAdultForm",
    "PasswordForm",
    "ResetForm",
    "ResetRequestForm",
    "SecondStepForm",
    "SettingsForm",
    "SignInForm",
    "SudoForm",
]
