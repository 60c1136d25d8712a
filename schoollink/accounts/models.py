"""People, accounts, sign-ins, invitations, resets and second factors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l, gettext


class PersonKind(Labelled):
    """A person excludes the other kind (RP-1)."""

    ADULT = "adult", _l("Adult")
    PUPIL = "pupil", _l("Pupil")


class Theme(Labelled):
    """Colours of the pages."""

    AUTO = "auto", _l("As this device does")
    LIGHT = "light", _l("Light")
    DARK = "dark", _l("Dark")


class TextSize(Labelled):
    """Size of the text."""

    NORMAL = "normal", _l("Normal")
    LARGE = "large", _l("Large")
    LARGER = "larger", _l("Larger")


class Person(Identified, Base):
    """Somebody who may sign in. A pupil's name is a first name, with a letter if two are alike."""

    __tablename__ = "person"
    keeps = Keep(
        _l("Name, and how the pages look for this person"),
        _l("Pupils: 60 days after the school year. Staff: 30 days after they leave"),
        _l("Deleted"),
        ended_by="accounts.erase_person",
    )

    kind: Mapped[PersonKind]
    _name: Mapped[str] = mapped_column("name", String(80))
    language: Mapped[str | None] = mapped_column(String(20))
    theme: Mapped[Theme] = mapped_column(default=Theme.AUTO)
    text_size: Mapped[TextSize] = mapped_column(default=TextSize.NORMAL)
    saves_data: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None] = mapped_column(index=True)
    """Set once nothing ties this person to a school any more."""
    held_at: Mapped[datetime | None]
    """A report about this person is kept: so long nothing is erased (RT-22)."""
    erased_at: Mapped[datetime | None]
    """The row stays, because what was written points at it; nothing in it leads to anybody."""

    @hybrid_property
    def name(self) -> str:
        """What others see; of a pupil who left and of whoever is erased only that they were here.

        A pupil whom a report still holds must look like every other who left: else those who are
        named by it could tell that there is one.
        """
        if self.is_pupil and self.ended_at is not None:
            return gettext("A former pupil")
        return self._name if self.erased_at is None else gettext("A former colleague")

    @property
    def kept_name(self) -> str:
        """The name as long as it is kept: for those alone who look after a report."""
        return self._name or self.name

    @name.inplace.expression
    @classmethod
    def _name_in_sql(cls) -> InstrumentedAttribute[str]:
        return cls._name

    @name.inplace.setter
    def _set_name(self, name: str) -> None:
        self._name = name

    @property
    def is_pupil(self) -> bool:
        """Whether this is a pupil."""
        return self.kind is PersonKind.PUPIL

    @property
    def is_active(self) -> bool:
        """Neither suspended nor gone."""
        return self.suspended_at is None and self.ended_at is None


class Account(Base):
    """What only adults have. Two people may share one mailbox, never a sign-in name."""

    __tablename__ = "account"
    keeps = Keep(
        _l("Mail address, sign-in name, and a password that nobody can read"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.erase_person",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str | None] = mapped_column(String(254), index=True)
    sign_in_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    is_site_admin: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary(200))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class OneTimeCode(Identified, Base):
    """A look-up secret from a printed sheet, or a recovery code; used once."""

    __tablename__ = "one_time_code"
    __table_args__ = (UniqueConstraint("person_id", "number"),)
    keeps = Keep(
        _l("Codes for the second step, which nobody can read"),
        _l("Until new ones are printed, or 30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.erase_person",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SignInWay(Labelled):
    """How somebody signed in."""

    PASSWORD = "password", _l("Password")
    INVITATION = "invitation", _l("Invitation")
    PICTURES = "pictures", _l("Pictures to sign in")
    WORDS = "words", _l("Three words")
    TEACHER = "teacher", _l("A teacher said yes")


class SignIn(Identified, Base):
    """One device of one person. The cookie's token is kept as its SHA-256 only (ASVS 7.2)."""

    __tablename__ = "sign_in"
    keeps = Keep(
        _l("When somebody signed in, and on what kind of device"),
        _l("90 days"),
        _l("Deleted"),
        ended_by="accounts.end_sign_in",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    way: Mapped[SignInWay]
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_active_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    idle_minutes: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    factor_due: Mapped[bool] = mapped_column(default=False)
    ends_with: Mapped[UUID | None] = mapped_column(index=True)
    """A class door whose closing ends this sign-in too; set means a shared device."""

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def carry(self, token: str) -> None:
        """Know the token itself, only in the request that makes the row."""
        self._token = token

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login's word for a row that was found."""
        return True

    @property
    def is_active(self) -> bool:
        """Flask-Login's word for a person who may come in."""
        return self.person.is_active

    @property
    def is_anonymous(self) -> bool:
        """Flask-Login's word for nobody."""
        return False

    def get_id(self) -> str:
        """What the cookie holds: the token."""
        return str(getattr(self, "_token", ""))


class PasswordReset(Identified, Base):
    """A link that sets a new password: 60 minutes, once. Its token is derived from the id."""

    __tablename__ = "password_reset"
    keeps = Keep(
        _l("That somebody asked for a new password"),
        _l("25 hours"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.end_reset",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class OldAddress(Identified, Base):
    """A mail address that was changed or taken away, until it is told so (SEC-23)."""

    __tablename__ = "old_address"
    keeps = Keep(
        _l("A mail address that somebody changed, until it is told of the change"),
        _l("Until the mail has left, at most a day"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.mail_old_address",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    changed_at: Mapped[datetime]


class Invitation(Identified, Base):
    """A link for one person to come in. What it opens, the feature that made it knows.

    The token is derived from id and generation, so the sender can see the link again and the
    database alone gives none away.
    """

    __tablename__ = "invitation"
    keeps = Keep(
        _l("Name and mail address of somebody invited"),
        _l("90 days after the invitation ends"),
        _l("Emptied"),
        staff_only=True,
        ended_by="accounts.empty_invitation",
    )

    purpose: Mapped[str] = mapped_column(String(40))
    for_name: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str | None] = mapped_column(String(254))
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    renewed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    """When name and address were taken out; the row stays, because others point at it."""
