"""What people type about schools, staff and classes; secrets are hashed before any unit."""

from schoollink.schools.forms.classes import (
    CardsForm,
    ClassForm,
    ClassValues,
    Names,
    NewCards,
    PupilForm,
    PupilsForm,
)
from schoollink.schools.forms.doors import Code, CodeForm, Secret, SecretForm
from schoollink.schools.forms.people import (
    InvitedForm,
    InviteForm,
    NewSchoolForm,
    Roles,
    RolesForm,
    Vetting,
    VettingForm,
)
from schoollink.schools.forms.schools import (
    CheckForm,
    HowChecked,
    ProfileForm,
    RegisterForm,
)

__all__ = [
    "CardsForm",
    "CheckForm",
    "ClassForm",
    "ClassValues",
    "Code",
    "CodeForm",
    "HowChecked",
    "InviteForm",
    "InvitedForm",
    "Names",
    "NewCards",
    "NewSchoolForm",
    "ProfileForm",
    "PupilForm",
    "PupilsForm",
    "RegisterForm",
    "Roles",
    "RolesForm",
    "Secret",
    "SecretForm",
    "Vetting",
    "VettingForm",
]
