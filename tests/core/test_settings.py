"""Settings: read once, checked at the start, every fault said at once."""

from pathlib import Path

import pytest

from schoollink.core.settings import Settings, SettingsError


def test_nothing_set_is_a_whole_set_of_settings(tmp_path: Path) -> None:
    settings = Settings.from_environ({"SCHOOLLINK_INSTANCE": str(tmp_path)})
    assert settings.database_url.startswith("sqlite:///")
    assert len(settings.secret_key) >= 32


def test_the_key_is_kept_for_the_next_start(tmp_path: Path) -> None:
    environ = {"SCHOOLLINK_INSTANCE": str(tmp_path)}
    first = Settings.from_environ(environ)
    assert Settings.from_environ(environ).secret_key == first.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("SCHOOLLINK_LIMITS", "maybe", "must be on or off"),
        ("SCHOOLLINK_PUBLIC_URL", "http://links.example.org", "https"),
        ("SCHOOLLINK_PUBLIC_URL", "links", "address"),
        ("SCHOOLLINK_DATABASE_URL", "mysql://x", "sqlite"),
        ("SCHOOLLINK_SOCKETS", "many", "whole number"),
        ("SCHOOLLINK_SECRET_KEY", "short", "at least 32"),
        ("SCHOOLLINK_JOBS", "sometimes", "embedded or separate"),
        ("SCHOOLLINK_COLOUR", "blue", "not a setting"),
    ],
)
def test_AT145_a_wrong_setting_is_one_plain_sentence(
    tmp_path: Path, key: str, value: str, says: str
) -> None:
    with pytest.raises(SettingsError, match=says) as error:
        Settings.from_environ({"SCHOOLLINK_INSTANCE": str(tmp_path), key: value})
    assert key in str(error.value.message)


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environ(
            {
                "SCHOOLLINK_INSTANCE": str(tmp_path),
                "SCHOOLLINK_LIMITS": "maybe",
                "SCHOOLLINK_SOCKETS": "0",
            }
        )
    assert "LIMITS" in error.value.message
    assert "SOCKETS" in error.value.message


def test_limits_can_not_be_off_for_a_public_address(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="benchmarks"):
        Settings.from_environ(
            {
                "SCHOOLLINK_INSTANCE": str(tmp_path),
                "SCHOOLLINK_PUBLIC_URL": "https://links.example.org",
                "SCHOOLLINK_LIMITS": "off",
            }
        )


def test_AT145_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    environ = {"SCHOOLLINK_INSTANCE": str(tmp_path)}
    Settings.from_environ(environ)
    (tmp_path / "secret-key").chmod(0o644)
    with pytest.raises(SettingsError, match="read by others"):
        Settings.from_environ(environ)


def test_the_cookie_has_its_safe_name_behind_tls(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path, public_url="https://links.example.org").complete()
    flask = settings.for_flask()
    assert flask["SESSION_COOKIE_NAME"] == "__Host-sl"
    assert flask["SESSION_COOKIE_SECURE"] is True
