"""The store: complete or not there, swept, checked, counted."""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections import namedtuple

import pytest

from schoollink.core import jobs
from schoollink.core.database import unit_of_work
from schoollink.core.errors import Gone, NoRoom, RuleBroken, TooLarge
from schoollink.files import jobs as files_jobs
from schoollink.files import policies, queries, rules
from schoollink.files.actions import discard, keep, seal, store, take, unseal
from schoollink.files.models import FileState, Recognisable, StoredFile
from tests.files import hostile
from tests.files.hostile import sent

WORDS = b"river " * 1000
HASH = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture
def folder(app, clock):
    """The empty store; the clock shows real time, for the disk says how old a file is."""
    clock.restart()
    with app.app_context():
        shutil.rmtree(queries.folder(), ignore_errors=True)
        yield queries.folder()


def blobs(folder):
    return [path for path in folder.glob("*/*") if path.parent.name != "tmp"]


def taken(name="words.txt", body=WORDS):
    return take(sent(name, body))


def kept(world, body=WORDS, *, name="words.txt", by="meera", **more):
    return world.do(keep, taken(name, body), by=by, place_id=world.leeds.id, **more)


def test_SEC30_a_blob_is_private_and_named_after_its_bytes(folder):
    taken()

    (blob,) = blobs(folder)
    assert blob.name == HASH
    assert blob.parent.name == HASH[:2]
    assert stat.S_IMODE(blob.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list((folder / "tmp").iterdir())


@pytest.mark.parametrize(
    ("step", "left"), [("written", 0), ("synced", 0), ("renamed", 1), ("stored", 1)]
)
def test_RL22_killed_at_any_step_a_blob_is_whole_or_not_there(tmp_path, repository, step, left):
    ended = subprocess.run(
        [sys.executable, "-m", "tests.files.dies", str(tmp_path), step],
        cwd=repository,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )

    assert ended.returncode == -signal.SIGKILL
    found = blobs(tmp_path / "files")
    assert len(found) == left
    assert all(path.read_bytes() == WORDS for path in found)


def test_RL22_what_a_killed_upload_left_is_swept_after_a_day(world, folder, clock):
    stays = kept(world)
    taken("other.txt", b"nobody keeps this")
    (folder / "tmp" / "cut-off").write_bytes(b"half")

    jobs.sweep()
    assert len(blobs(folder)) == 2, "swept too early"
    clock.forward(hours=25)
    jobs.sweep()

    assert [path.name for path in blobs(folder)] == [stays.sha256]
    assert not list((folder / "tmp").iterdir())


def test_RL22_stored_again_in_the_moment_of_the_sweep_it_stays(folder, clock):
    taken()
    clock.forward(hours=25)
    ((old,),) = store.old_blobs()
    os.utime(old, (clock.now().timestamp(),) * 2)

    assert store.remove_old(old) is False
    assert old.exists()


def test_the_store_is_swept_once_an_hour(app, folder, clock):
    assert list(files_jobs.store_to_sweep())
    files_jobs.sweep(files_jobs.THE_STORE)
    assert not list(files_jobs.store_to_sweep())
    clock.forward(hours=2)
    assert list(files_jobs.store_to_sweep())


def test_two_rows_share_the_same_bytes_and_each_is_given_up_alone(world, folder, clock):
    first, second = kept(world), kept(world, by="daniel")
    assert len(blobs(folder)) == 1

    _discard(world, first)
    clock.forward(hours=25)
    jobs.sweep()
    assert blobs(folder), "the second row still needs them"

    _discard(world, second)
    jobs.sweep()
    clock.forward(hours=2)
    jobs.sweep()
    assert not blobs(folder)


def _discard(world, stored):
    with world.app.app_context(), unit_of_work():
        discard(queries.stored_file(stored.id))


def test_what_was_swept_before_it_was_kept_is_refused(world, folder):
    gone = taken()
    blobs(folder)[0].unlink()

    with pytest.raises(RuleBroken) as refused:
        world.do(keep, gone, by="meera", place_id=world.leeds.id)
    assert refused.value.field == "file"


def test_RL21_a_full_disk_is_said_and_leaves_nothing(folder, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1000, 950, 50))

    with pytest.raises(NoRoom) as refused:
        taken()

    assert refused.value.field == "file"
    assert not list(folder.glob("*/*"))


def test_RL21_a_disk_that_fills_up_while_writing_leaves_nothing(tmp_path, repository):
    """The system refuses the write itself: a limit on the size of files stands for the disk."""
    script = (
        "import io, resource, signal, sys\n"
        "from pathlib import Path\n"
        "from schoollink import create_app\n"
        "from schoollink.core.errors import NoRoom\n"
        "from schoollink.core.settings import Settings\n"
        "from schoollink.files.actions import take\n"
        "from tests.files.hostile import sent\n"
        "app = create_app(Settings(instance=Path(sys.argv[1]), testing=True).complete())\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "with app.app_context():\n"
        "    try:\n"
        "        take(sent('a.txt', b'x' * 900_000))\n"
        "    except NoRoom:\n"
        "        sys.exit(7)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=repository,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )

    assert ended.returncode == 7
    assert not list((tmp_path / "files").glob("*/*"))


def test_SEC28_25_megabytes_are_the_most(folder):
    with pytest.raises(TooLarge) as refused:
        taken(body=b"x" * (rules.LARGEST + 1))

    assert refused.value.field == "file"
    assert not blobs(folder)


def test_an_empty_file_is_refused(folder):
    with pytest.raises(RuleBroken):
        taken(body=b"")


def test_AT108_many_tiny_files_stop_at_their_count(world, folder, monkeypatch):
    monkeypatch.setattr(rules, "STAFF_QUOTA", rules.Quota(10**9, 3))
    for n in range(3):
        kept(world, b"%d" % n)

    with pytest.raises(NoRoom) as refused:
        kept(world, b"one more")

    assert refused.value.field == "file"
    assert len(world.all(StoredFile)) == 3


@pytest.mark.parametrize("whose", ["PUPIL_QUOTA", "SCHOOL_QUOTA"])
def test_SEC30_pupils_and_schools_have_their_room_too(world, folder, monkeypatch, whose):
    monkeypatch.setattr(rules, whose, rules.Quota(len(WORDS) + 10, 100))
    kept(world, by="ava")

    with pytest.raises(NoRoom):
        kept(world, by="ava")


def test_RL39_a_changed_or_missing_file_is_found_and_not_served(world, folder, clock):
    changed, missing, fine = kept(world), kept(world, b"gone"), kept(world, b"fine")
    (folder / rules.blob_path(changed.sha256)).write_bytes(b"R" + WORDS[1:])
    (folder / rules.blob_path(missing.sha256)).unlink()
    with pytest.raises(Gone):
        queries.blob_of(missing)

    clock.forward(days=31)
    jobs.sweep()

    assert world.fresh(changed).state is FileState.LOST
    assert world.fresh(missing).state is FileState.LOST
    assert world.fresh(fine).state is FileState.PRESENT
    with pytest.raises(Gone):
        queries.blob_of(world.fresh(changed))
    assert queries.blob_of(world.fresh(fine)).path.read_bytes() == b"fine"


def test_a_sealed_file_opens_for_nobody_until_it_is_unsealed(world, folder):
    stored = kept(world)
    with world.app.app_context(), unit_of_work():
        seal(queries.stored_file(stored.id))

    with pytest.raises(Gone):
        queries.blob_of(world.fresh(stored))
    assert _openers(world, stored) == set()

    with world.app.app_context(), unit_of_work():
        unseal(queries.stored_file(stored.id))
    assert queries.blob_of(world.fresh(stored)).name == "words.txt"


@pytest.mark.parametrize("answer", [*Recognisable])
def test_SG33_predicate_and_sql_agree_on_who_may_open_a_picture(world, folder, answer):
    stored = kept(world, hostile.picture(), name="a.jpg", recognisable=answer)

    found = _openers(world, stored)

    at_home = {"meera", "tom", "sarah", "ben", "ava", "noah"}
    everybody = {*world.people, "visitor"}
    assert found == (everybody if answer is Recognisable.NO else at_home)
    with world.app.app_context(), unit_of_work(writes=False):
        by_sql = {who for who in everybody if _found(policies.opens_for(world.actor(who)), stored)}
        assert by_sql == found
        assert _found(policies.leaves(), stored) == policies.may_leave(stored)


def _found(where, stored):
    from sqlalchemy import select

    from schoollink.core.database import db

    return stored.id in set(db.session.scalars(select(StoredFile.id).where(where)))


def _openers(world, stored):
    with world.app.app_context(), unit_of_work(writes=False):
        thing = queries.stored_file(stored.id)
        return {
            who for who in [*world.people, "visitor"] if policies.may_open(world.actor(who), thing)
        }


def test_a_picture_is_kept_only_with_an_answer(world, folder):
    with pytest.raises(ValueError, match="recognised"):
        kept(world, hostile.picture(), name="a.jpg")
