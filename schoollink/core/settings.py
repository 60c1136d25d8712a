"""One frozen Settings, and the only reader of the environment."""

import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import click
from flask import current_app

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "SCHOOLLINK_"
SECRET_BYTES = 32


class SettingsError(click.ClickException):
    """One or more settings are wrong; the text is one plain sentence for each.

    Commands show a ClickException as that text and exit with 1.
    """


def _text(value: str) -> str:
    return value.strip()


def _url(value: str) -> str:
    value = value.strip().rstrip("/")
    if not urlsplit(value).scheme or not urlsplit(value).hostname:
        raise ValueError("is not an address like https://links.example.org")
    return value


def _public_url(value: str) -> str:
    value = _url(value)
    parts = urlsplit(value)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not local:
        raise ValueError("must begin with https:// unless it is this machine")
    if parts.path:
        raise ValueError("must not have a path")
    return value


def _database(value: str) -> str:
    value = value.strip()
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return value


def _switch(value: str) -> bool:
    try:
        return {"on": True, "off": False}[value.strip().lower()]
    except KeyError:
        raise ValueError("must be on or off") from None


def _country(value: str) -> str:
    value = value.strip().upper()
    if len(value) != 2 or not (value.isascii() and value.isalpha()):
        raise ValueError("must be the two letters of a country, such as DE")
    return value


def _contact(value: str) -> str:
    value = value.strip()
    if not value.startswith(("mailto:", "https://")) or any(ch.isspace() for ch in value):
        raise ValueError("must begin with mailto: or https://")
    return value


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.strip().isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def _hosts(value: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in value.split(",") if host.strip())


def _folder(value: str) -> Path:
    return Path(value.strip()).expanduser().resolve()


def _setting(parse: Callable[[str], Any], default: Any, doc: str) -> Any:
    return field(default=default, metadata={"parse": parse, "doc": doc})


@dataclass(frozen=True)
class Settings:
    """Everything that a person who runs SchoolLink may decide.

    Each field is read from `SCHOOLLINK_<NAME>`; `docs/operations.md` is checked against the docs
    given here.
    """

    instance: Path = _setting(
        _folder, ROOT / "instance", "Folder for the database, the uploads, the key and the jobs."
    )
    database_url: str = _setting(
        _database, "", "`postgresql://…`, or nothing: SQLite in the instance folder."
    )
    redis_url: str = _setting(
        _url, "", "`redis://…` carries sockets, jobs and limits between several processes."
    )
    public_url: str = _setting(
        _public_url, "http://127.0.0.1:5000", "The address that people type, without a path."
    )
    hosts: tuple[str, ...] = _setting(
        _hosts, (), "More host names that may be used, parted by commas (a local network)."
    )
    secret_key: str = _setting(
        _text, "", "At least 32 random characters; without it a key file is made in the instance."
    )
    previous_secret_key: str = _setting(
        _text, "", "The key before this one, while signed links that it made are still alive."
    )
    proxy_hops: int = _setting(
        _whole(0, 5), 0, "How many proxies of yours stand in front and set X-Forwarded-For."
    )
    sockets: int = _setting(_whole(10, 2000), 500, "How many live connections one process holds.")
    jobs: str = _setting(
        _text, "embedded", "`embedded` runs jobs in the server, `separate` leaves them to a worker."
    )
    mail_url: str = _setting(
        _url, "", "`smtp://name:password@host:587`; without it mails are written to a folder."
    )
    mail_from: str = _setting(_text, "SchoolLink <schoollink@localhost>", "Who mails come from.")
    languages: tuple[str, ...] = _setting(
        _hosts, ("en",), "Languages on offer, parted by commas; en-XA and ar-XB are for testing."
    )
    data_country: str = _setting(
        _country, "", "Two letters of the country where this server stands, for families to read."
    )
    security_contact: str = _setting(
        _contact, "", "Whom to tell of a weakness, `mailto:…` or `https://…`, for security.txt."
    )
    limits: bool = _setting(_switch, True, "`off` only for benchmarks on this machine.")
    testing: bool = field(default=False)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read and check all settings; raises SettingsError that names every bad one at once."""
        known = {PREFIX + f.name.upper(): f for f in fields(cls) if "parse" in f.metadata}
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for key in sorted(k for k in environ if k.startswith(PREFIX)):
            if key.startswith(PREFIX + "TEST_") or not environ[key].strip():
                continue
            if key not in known:
                wrong.append(f"{key} is not a setting that SchoolLink knows.")
                continue
            try:
                values[known[key].name] = known[key].metadata["parse"](environ[key])
            except ValueError as error:
                wrong.append(f"{key} {error}.")
        settings = cls(**values)
        wrong += settings._contradictions()
        if wrong:
            raise SettingsError(" ".join(wrong))
        return settings.complete()

    def _contradictions(self) -> list[str]:
        wrong = []
        if self.jobs not in {"embedded", "separate"}:
            wrong.append(f"{PREFIX}JOBS must be embedded or separate.")
        if self.is_https and not self.limits:
            wrong.append(f"{PREFIX}LIMITS=off is only for benchmarks, not for a public address.")
        if self.secret_key and len(self.secret_key) < SECRET_BYTES:
            wrong.append(f"{PREFIX}SECRET_KEY must have at least {SECRET_BYTES} characters.")
        return wrong

    def complete(self) -> Self:
        """These settings with the instance folder made and its key and database filled in."""
        try:
            self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.instance / ".writable"
            probe.touch()
            probe.unlink()
            key = self.secret_key or _kept_key(self.instance / "secret-key")
        except OSError as error:
            raise SettingsError(
                f"The folder {self.instance} can't be written: {error.strerror}."
            ) from None
        filled = {f.name: getattr(self, f.name) for f in fields(self)}
        filled["secret_key"] = key
        filled["database_url"] = self.database_url or f"sqlite:///{self.instance / 'schoollink.db'}"
        return type(self)(**filled)

    @property
    def uploads(self) -> Path:
        """The folder of stored files."""
        return self.instance / "files"

    @property
    def is_https(self) -> bool:
        """Whether people reach this server through TLS."""
        return self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names that a request may name."""
        public = urlsplit(self.public_url).hostname or "localhost"
        own = ["localhost", "127.0.0.1", "[::1]"] if not self.is_https else []
        return [public, *self.hosts, *own]

    def for_flask(self) -> dict[str, Any]:
        """The same decisions in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": [self.previous_secret_key] if self.previous_secret_key else [],
            "TESTING": self.testing,
            "TRUSTED_HOSTS": self.trusted_hosts,
            "PREFERRED_URL_SCHEME": urlsplit(self.public_url).scheme,
            "MAX_CONTENT_LENGTH": 1024 * 1024,
            "MAX_FORM_PARTS": 200,
            "MAX_FORM_MEMORY_SIZE": 500_000,
            "SESSION_COOKIE_NAME": "__Host-sl" if self.is_https else "sl_dev",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,
        }


def current_settings() -> Settings:
    """The settings of the application that runs now."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def documented_settings() -> dict[str, tuple[str, str]]:
    """Environment name -> (default as text, what it decides), for the docs and their test."""
    return {
        PREFIX + f.name.upper(): (_shown(f.default), f.metadata["doc"])
        for f in fields(Settings)
        if "doc" in f.metadata and f.default is not MISSING
    }


def _shown(default: object) -> str:
    match default:
        case bool():
            return "on" if default else "off"
        case tuple():
            return ",".join(default)
        case Path():
            return default.name + "/"
        case _:
            return str(default)


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(SECRET_BYTES))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"The key file {path} can be read by others: chmod 600 {path}.")
    key = path.read_text().strip()
    if len(key) < SECRET_BYTES:
        raise SettingsError(f"The key file {path} is too short; delete it and a new one is made.")
    return key
