"""Pages of a link's library."""

import io
import shutil
import threading
from collections import namedtuple

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from schoollink.audit.models import AuditEntry
from schoollink.core.database import db, unit_of_work
from schoollink.files import rules as file_rules
from schoollink.files.models import Recognisable, StoredFile
from schoollink.files.queries import folder
from schoollink.links.models import Link
from schoollink.resources.actions import Content, add_version, remove_resource
from schoollink.resources.models import Resource, ResourceVersion, Subject
from tests.files import hostile
from tests.files.hostile import CANARY
from tests.resources import cast

SAID = {
    "title": "Where water comes from",
    "description": "One lesson.",
    "subject": "science",
    "youngest": "8",
    "oldest": "11",
    "language": "en",
    "licence": "own",
}


def upload(name, body):
    return FileStorage(io.BytesIO(body), name)


def with_file(name="wells.txt", body=b"How deep is a well?", **more):
    return SAID | {"file": upload(name, body)} | more


@pytest.fixture
def meera(page):
    return page.as_("meera")


def only(world):
    (resource,) = world.all(Resource)
    return resource


# adding


def test_R78_a_file_is_added_and_the_partner_takes_it_away(world, meera, new_page):
    meera.post("resources.create", with_file(), link_id=world.link.id).follow()
    assert "Where water comes from" in meera.words

    daniel = new_page().as_("daniel").get("resources.library", link_id=world.link.id)
    assert "Where water comes from" in daniel.words
    daniel.get("resources.show", resource_id=only(world).id)
    daniel.get("resources.file", version_id=cast.version_of(world, only(world)).id)

    assert daniel.response.data == b"How deep is a well?"
    assert daniel.response.headers["Content-Disposition"] == "attachment; filename=wells.txt"


def test_a_new_resource_says_what_was_said_and_is_recorded(world, meera):
    meera.post("resources.create", with_file(), link_id=world.link.id)

    made = only(world)
    assert (made.title, made.subject, made.youngest, made.oldest, made.language) == (
        "Where water comes from",
        Subject.SCIENCE,
        8,
        11,
        "en",
    )
    assert made.school_id == world.leeds.id
    (entry,) = world.all(AuditEntry, action="resource.added")
    assert entry.place_id == world.leeds.id
    assert "water" not in str(entry.details)
    assert world.fresh(world.link).last_activity_at is not None


def test_an_address_is_added_and_one_leaves_through_a_page(world, meera):
    sent = SAID | {"address": "www.example.org/songs?verse=2"}
    meera.post("resources.create_address", sent, link_id=world.link.id).follow()
    assert "https://www.example.org" not in meera.html, "the page leads out by itself"

    meera.get("resources.leave", resource_id=only(world).id)

    assert "https://www.example.org/songs?verse=2" in meera.words
    (way_out,) = [a for a in meera.find("a") if a.get("href", "").startswith("https://www.ex")]
    assert "noopener" in way_out.get("rel")
    assert way_out.get("referrerpolicy") == "no-referrer"


def test_AT081_a_script_is_no_address(world, meera):
    sent = SAID | {"address": "javascript:alert(1)"}
    meera.post("resources.create_address", sent, status=422, link_id=world.link.id)

    assert "address" in meera.errors()
    assert meera.value("address") == "javascript:alert(1)"
    assert not world.all(Resource)


def test_an_address_that_can_not_be_is_said_beside_what_else_is_wrong(world, meera):
    sent = SAID | {"address": "javascript:alert(1)", "title": ""}
    meera.post("resources.create_address", sent, status=422, link_id=world.link.id)

    assert set(meera.errors()) == {"title", "address"}


@pytest.mark.parametrize("endpoint", ["resources.create", "resources.create_address"])
def test_ages_in_the_wrong_order_are_said_beside_what_else_is_wrong(world, meera, endpoint):
    sent = SAID | {"title": "x" * 121, "youngest": "12", "oldest": "5"}
    meera.post(endpoint, sent, status=422, link_id=world.link.id)

    assert set(meera.errors()) >= {"title", "oldest"}


def test_a_picture_without_an_answer_is_said_beside_what_else_is_wrong(world, meera):
    sent = with_file("river.jpg", hostile.picture(), title="")
    meera.post("resources.create", sent, status=422, link_id=world.link.id)

    assert set(meera.errors()) == {"title", "recognisable"}


def test_a_picture_that_is_none_is_said_beside_the_question_about_it(world, meera):
    sent = with_file("river.jpg", b"How deep?")
    meera.post("resources.create", sent, status=422, link_id=world.link.id)

    assert set(meera.errors()) == {"file", "recognisable"}


def test_first_values_are_those_of_the_own_school(world, page):
    page.as_("daniel").get("resources.create", link_id=world.link.id)

    assert (page.value("youngest"), page.value("oldest")) == ("7", "13")
    assert page.value("language") == "en"
    assert page.value("licence") == "own"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"subject": "cooking"}, "subject"),
        ({"youngest": "12", "oldest": "8"}, "oldest"),
        ({"language": "xx"}, "language"),
        ({"licence": ""}, "licence"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(world, meera, changed, field):
    meera.post("resources.create", with_file(**changed), status=422, link_id=world.link.id)

    assert set(meera.errors()) == {field}
    assert meera.value("description") == "One lesson."
    assert not world.all(StoredFile)


def test_a_file_must_be_chosen(world, meera):
    meera.post("resources.create", SAID, status=422, link_id=world.link.id)

    assert set(meera.errors()) == {"file"}


# pictures


def test_SG33_each_picture_asks_whether_a_pupil_can_be_recognised(world, meera):
    sent = with_file("river.jpg", hostile.picture())
    meera.post("resources.create", sent, status=422, link_id=world.link.id)
    assert set(meera.errors()) == {"recognisable"}

    sent = with_file("river.jpg", hostile.picture(), recognisable="unsure")
    meera.post("resources.create", sent, link_id=world.link.id).follow()

    assert "Only your school sees it." in meera.words
    assert cast.version_of(world, only(world)).file.recognisable is Recognisable.UNSURE


def test_AT106_a_picture_of_pupils_is_not_there_for_the_partner(world, page):
    resource = cast.photo(world, Recognisable.YES)
    version = cast.version_of(world, resource)

    for who in ("daniel", "layla", "ava", "achieng", "ines"):
        page.as_(who)
        page.get("resources.show", status=404, resource_id=resource.id)
        page.get("resources.file", status=404, version_id=version.id)
        page.get("resources.picture", status=404, version_id=version.id, size="small")
    page.as_("daniel").get("resources.library", link_id=world.link.id)
    assert "river" not in page.html.lower()


def test_AT097_what_the_browser_gets_of_a_picture_tells_nothing(world, meera):
    sent = with_file("river.jpg", hostile.told_jpeg(6), recognisable="no")
    meera.post("resources.create", sent, link_id=world.link.id)
    version = cast.version_of(world, only(world))

    for size in ("small", "medium"):
        meera.get("resources.picture", version_id=version.id, size=size)
        assert meera.response.mimetype == "image/webp"
        assert CANARY not in meera.response.data
    meera.get("resources.file", version_id=version.id)
    assert CANARY not in meera.response.data
    assert meera.response.headers["Content-Disposition"].startswith("inline")


def test_SEC29_the_bytes_of_each_size_are_within_their_budget(world, meera):
    resource = cast.photo(world)
    version = cast.version_of(world, resource)

    for size, most in (("small", 6_000), ("medium", 60_000)):
        meera.get("resources.picture", version_id=version.id, size=size)
        assert len(meera.response.data) <= most
    meera.get("resources.file", version_id=version.id)
    assert len(meera.response.data) <= 400_000


def test_the_data_saver_shows_pictures_only_when_asked(world, meera):
    resource = cast.photo(world)
    with world.app.app_context(), unit_of_work():
        db.session.get(type(world.meera), world.meera.id).saves_data = True

    meera.get("resources.show", resource_id=resource.id)
    assert not meera.find("img", class_="pic")
    (button,) = meera.find("a", class_="load")[:1]
    assert "Show photo" in "".join(button.itertext())
    assert "KB" in "".join(button.itertext())

    meera.get("resources.library", link_id=world.link.id)
    assert not meera.find("img", class_="thumb")


def test_SG34_the_answer_can_be_changed(world, meera, new_page):
    resource = cast.photo(world, Recognisable.NO)
    version = cast.version_of(world, resource)
    daniel = new_page().as_("daniel").get("resources.file", version_id=version.id)

    meera.get("resources.answer", version_id=version.id)
    meera.post("resources.answer", {"recognisable": "yes"}, version_id=version.id)

    daniel.get("resources.file", status=404, version_id=version.id)
    daniel.get("resources.answer", status=404, version_id=version.id)


def test_AT096_a_bomb_is_said_beside_the_file(world, meera):
    sent = with_file("bomb.png", hostile.png_header(15_000, 15_000), recognisable="no")
    meera.post("resources.create", sent, status=422, link_id=world.link.id)

    assert "too large to open" in meera.errors()["file"]
    assert meera.value("title") == "Where water comes from"


# how files are served


@pytest.mark.parametrize(
    ("name", "body"),
    [("plan.pdf", hostile.PDF), ("a.txt", b"<b>not html"), ("f.mp4", hostile.mp4())],
)
def test_SEC13_documents_are_only_taken_away(world, meera, name, body):
    resource = cast.shared(world, Content(taken=cast.taken(world, name, body)))

    meera.get("resources.file", version_id=cast.version_of(world, resource).id)

    headers = meera.response.headers
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Cache-Control"] == "private, no-cache"


def test_AT104_a_download_is_called_as_people_called_it(world, meera):
    resource = cast.shared(world, Content(taken=cast.taken(world, '../مياه "1"\r\n.txt')))

    meera.get("resources.file", version_id=cast.version_of(world, resource).id)

    told = meera.response.headers["Content-Disposition"]
    assert "filename*=UTF-8''%D9%85%D9%8A%D8%A7%D9%87%201.txt" in told
    assert ".." not in told


def test_a_browser_asks_again_and_gets_nothing_twice(world, meera):
    resource = cast.text_file(world)
    url = meera.url("resources.file", version_id=cast.version_of(world, resource).id)
    etag = meera.client.get(url, buffered=True).headers["ETag"]

    assert meera.client.get(url, headers={"If-None-Match": etag}, buffered=True).status_code == 304
    world.do(remove_resource, resource, by="meera")
    assert meera.client.get(url, headers={"If-None-Match": etag}, buffered=True).status_code == 404


def test_RP22_a_shared_device_keeps_no_file(world, page):
    from uuid import uuid4

    resource = cast.text_file(world)
    page.as_("meera", ends_with=uuid4())

    page.get("resources.file", version_id=cast.version_of(world, resource).id)

    assert page.response.headers["Cache-Control"] == "no-store"


def test_RL39_a_lost_file_is_a_410(world, meera):
    resource = cast.text_file(world)
    version = cast.version_of(world, resource)
    with world.app.app_context():
        (folder() / file_rules.blob_path(version.file.sha256)).unlink()

    meera.get("resources.file", status=410, version_id=version.id)

    assert "can't be shown" in meera.words


def test_a_version_of_an_address_has_no_file(world, meera):
    version = cast.version_of(world, cast.address(world))

    meera.get("resources.file", status=404, version_id=version.id)
    meera.get("resources.picture", status=404, version_id=version.id, size="small")
    meera.get("resources.leave", status=404, resource_id=cast.text_file(world).id)


# too much


def test_SEC30_a_full_quota_is_a_507_that_keeps_what_was_typed(world, meera, monkeypatch):
    monkeypatch.setattr(file_rules, "STAFF_QUOTA", file_rules.Quota(10, 10))

    meera.post("resources.create", with_file(), status=507, link_id=world.link.id)

    assert "Your room for files is full" in meera.errors()["file"]
    assert meera.value("title") == "Where water comes from"
    assert not world.all(Resource)
    assert not world.all(StoredFile)


def test_RL21_a_full_disk_is_a_507_that_keeps_what_was_typed(world, meera, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 95, 5))

    meera.post("resources.create", with_file(), status=507, link_id=world.link.id)

    assert "no room" in meera.errors()["file"]
    assert meera.value("description") == "One lesson."


def test_SEC28_a_large_file_is_a_413_that_keeps_what_was_typed(world, meera):
    body = b"x" * (file_rules.LARGEST + 1)
    meera.post("resources.create", with_file(body=body), status=413, link_id=world.link.id)

    assert "25 MB" in meera.errors()["file"]
    assert meera.value("title") == "Where water comes from"


def test_AT105_more_than_a_form_takes_is_a_413(world, meera):
    body = b"x" * (27 * 1024 * 1024)
    before = "http://localhost" + meera.url("resources.create", link_id=world.link.id)
    meera.client.environ_base["HTTP_REFERER"] = before
    meera.post("resources.create", with_file(body=body), status=413, link_id=world.link.id)

    assert "there is room for 25 MB" in meera.words
    assert meera.links()["Back to the page"] == before


def test_AT105_a_thousand_parts_are_a_413(world, meera):
    parts = {f"field{n}": "x" for n in range(1_001)} | {"file": upload("a.txt", b"a")}
    meera.post("resources.create", parts, status=413, link_id=world.link.id)


# the script that shows progress


def test_a_script_is_told_where_the_new_page_is(world, meera):
    answer = meera.client.post(
        meera.url("resources.create", link_id=world.link.id),
        data={"csrf_token": meera.token()} | with_file(),
        headers={"Accept": "application/json, text/html;q=0.9"},
        buffered=True,
    )

    assert answer.status_code == 200
    assert answer.json == {
        "ok": True,
        "url": meera.url("resources.show", resource_id=only(world).id),
    }
    meera.get("resources.show", resource_id=only(world).id)
    assert "It is in your library now." in meera.words


# versions and changes


def test_versions_stay_and_the_latest_counts(world, meera):
    resource = cast.text_file(world)
    sent = {"file": upload("wells-2.pdf", hostile.PDF), "note": "With the answers."}

    meera.post("resources.renew", sent, resource_id=resource.id).follow()

    assert "wells-2.pdf" in meera.words
    assert "Version 1" in meera.words
    assert [v.note for v in world.fresh(resource).versions] == ["", "With the answers."]
    meera.get("resources.file", version_id=cast.version_of(world, resource, 1).id)
    assert meera.response.data == b"How deep is a well?"


def test_an_address_gets_a_newer_address_only(world, meera):
    resource = cast.address(world)
    meera.get("resources.renew", resource_id=resource.id)
    assert not meera.find("input", type="file")

    sent = {"address": "https://example.org/new", "note": ""}
    meera.post("resources.renew", sent, resource_id=resource.id)

    assert cast.version_of(world, resource, 2).address == "https://example.org/new"
    meera.post(
        "resources.renew", {"file": upload("a.txt", b"a")}, status=400, resource_id=resource.id
    )


def test_a_newer_version_comes_first_in_the_list(world, meera, clock):
    first = cast.address(world, said=cast.words("First"))
    clock.forward(minutes=5)
    cast.address(world, said=cast.words("Second"))
    clock.forward(minutes=5)
    cast.newer(world, first, Content(address="https://example.org/again"))

    meera.get("resources.library", link_id=world.link.id)

    assert meera.words.index("First") < meera.words.index("Second")


def test_words_are_changed_by_those_who_may(world, page):
    resource = cast.address(world, by="ben")
    sent = SAID | {"title": "A rain song", "version": "1"}

    for who in ("sarah", "daniel"):
        page.as_(who).post("resources.edit", sent, status=403, resource_id=resource.id)
    page.as_("layla").post("resources.edit", sent, status=404, resource_id=resource.id)
    page.as_("tom").post("resources.edit", sent, resource_id=resource.id)

    assert world.fresh(resource).title == "A rain song"


def test_a_stale_save_shows_both_texts(world, meera, new_page):
    resource = cast.address(world)
    new_page().as_("tom").post(
        "resources.edit", SAID | {"title": "Tom's title", "version": "1"}, resource_id=resource.id
    )

    sent = SAID | {"title": "Meera's title", "version": "1"}
    meera.post("resources.edit", sent, status=409, resource_id=resource.id)

    assert "Tom's title" in meera.words
    assert meera.value("title") == "Meera's title"
    assert world.fresh(resource).title == "Tom's title"
    sent["version"] = meera.value("version")
    meera.post("resources.edit", sent, resource_id=resource.id)
    assert world.fresh(resource).title == "Meera's title"


def test_fifty_versions_are_the_most(world, meera):
    resource = cast.address(world)
    with world.app.app_context(), unit_of_work():
        row, actor = db.session.get(Resource, resource.id), world.actor("meera")
        for n in range(49):
            add_version(row, Content(address=f"https://example.org/{n}"), actor=actor)

    sent = {"address": "https://example.org/more"}
    meera.post("resources.renew", sent, status=409, resource_id=resource.id)


# taking away


def test_removed_is_gone_with_its_files_and_a_word_stays_at_home(world, meera, new_page):
    resource = cast.text_file(world)
    version = cast.version_of(world, resource)
    meera.get("resources.removing", resource_id=resource.id)

    meera.post("resources.remove", resource_id=resource.id)

    assert not world.all(StoredFile)
    meera.get("resources.library", link_id=world.link.id)
    assert "Nothing is shared yet" in meera.words
    meera.get("resources.show", resource_id=resource.id)
    assert "taken out of the library" in meera.words
    meera.get("resources.file", status=404, version_id=version.id)
    new_page().as_("daniel").get("resources.show", status=404, resource_id=resource.id)


def test_a_partner_takes_nothing_of_ours_away(world, page):
    resource = cast.text_file(world)

    page.as_("daniel").post("resources.remove", status=403, resource_id=resource.id)

    assert world.fresh(resource).removed_at is None


# finding


def titles(page):
    return [" ".join("".join(h.itertext()).split()) for h in page.find("h2", class_="h3")]


@pytest.fixture
def shelf(world, clock):
    """Four different things."""
    for said, by in (
        (cast.words("Wells 100%", description="About rivers"), "meera"),
        (cast.words("Wimbo", subject=Subject.MUSIC, language="sw", youngest=6, oldest=7), "rose"),
        (cast.words("Sums_1", subject=Subject.MATHS, youngest=13, oldest=15), "daniel"),
    ):
        cast.address(world, said=said, by=by)
        clock.forward(minutes=1)
    cast.text_file(world, said=cast.words("Worksheet", language="zxx"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Worksheet", "Sums_1", "Wimbo", "Wells 100%"]),
        ({"words": "WELLS"}, ["Wells 100%"]),
        ({"words": "rivers wells"}, ["Wells 100%"]),
        ({"words": "%"}, ["Wells 100%"]),
        ({"words": "_"}, ["Sums_1"]),
        ({"words": "nothing"}, []),
        ({"subject": "music"}, ["Wimbo"]),
        ({"ages": "6-9"}, ["Worksheet", "Wimbo", "Wells 100%"]),
        ({"ages": "13-15"}, ["Sums_1"]),
        ({"language": "sw"}, ["Wimbo"]),
        ({"kind": "file"}, ["Worksheet"]),
        ({"kind": "address", "subject": "maths"}, ["Sums_1"]),
        (
            {"subject": "nonsense", "ages": "x", "kind": "'"},
            ["Worksheet", "Sums_1", "Wimbo", "Wells 100%"],
        ),
    ],
)
@pytest.mark.usefixtures("shelf")
def test_a_library_is_narrowed(world, meera, asked, found):
    meera.get("resources.library", link_id=world.link.id, **asked)

    assert titles(meera) == found
    if asked and not found:
        assert "Nothing like that is here" in meera.words


@pytest.mark.usefixtures("shelf")
def test_what_was_asked_stays_in_the_form(world, meera):
    meera.get("resources.library", link_id=world.link.id, subject="music", words="wim")

    assert meera.value("subject") == "music"
    assert meera.value("words") == "wim"


def test_long_libraries_go_on(world, meera, clock):
    with world.app.app_context(), unit_of_work():
        from schoollink.resources.actions import add_resource

        link, actor = db.session.get(Link, world.link.id), world.actor("meera")
        for n in range(23):
            words, content = cast.words(f"Thing {n}"), Content(address="https://example.org")
            add_resource(link, world.leeds.id, words, content, actor=actor)

    meera.get("resources.library", link_id=world.link.id, subject="science")
    first = titles(meera)
    meera.get(meera.links()["Show older"])

    assert len(first) == 20
    assert len(titles(meera)) == 3
    assert not {*first} & {*titles(meera)}


def test_R118_my_library_is_that_of_all_my_links(world, page):
    cast.address(world, said=cast.words("Ours"))

    for who in ("meera", "daniel", "peter"):
        assert titles(page.as_(who).get("resources.index")) == ["Ours"]
    assert titles(page.as_("layla").get("resources.index")) == []
    for who in ("ava", "ines", "sam"):
        page.as_(who).get("resources.index", status=404)
    page.as_("visitor").get("resources.index", status=302)


def test_AT106_outsiders_and_pupils_find_nothing(world, page):
    resource = cast.text_file(world)
    version = cast.version_of(world, resource)

    for who in ("layla", "ava", "achieng", "yara", "ines", "sam"):
        page.as_(who)
        page.get("resources.library", status=404, link_id=world.link.id)
        page.get("resources.create", status=404, link_id=world.link.id)
        page.get("resources.show", status=404, resource_id=resource.id)
        page.get("resources.edit", status=404, resource_id=resource.id)
        page.get("resources.removing", status=404, resource_id=resource.id)
        page.get("resources.file", status=404, version_id=version.id)


# every page in a language that runs the other way, and with hostile words


def test_pages_run_from_right_to_left(world, meera):
    nasty = cast.words("<img src=x onerror=alert(1)>", description="{{ 7*7 }} %(x)s </p>")
    resource = cast.photo(world, Recognisable.YES, said=nasty)
    version = cast.version_of(world, resource)
    meera.in_language("ar-XB")

    for endpoint, values in (
        ("resources.index", {}),
        ("resources.library", {"link_id": world.link.id}),
        ("resources.create", {"link_id": world.link.id}),
        ("resources.create_address", {"link_id": world.link.id}),
        ("resources.show", {"resource_id": resource.id}),
        ("resources.edit", {"resource_id": resource.id}),
        ("resources.renew", {"resource_id": resource.id}),
        ("resources.removing", {"resource_id": resource.id}),
        ("resources.answer", {"version_id": version.id}),
        ("resources.leave", {"resource_id": cast.address(world).id}),
    ):
        meera.get(endpoint, **values)
        assert "<img src=x" not in meera.html


def test_two_versions_sent_at_once_both_stay(world):
    """Both writers hold the resource in turn, so neither takes the other's number."""
    resource = cast.address(world)
    faults = []

    def send(n):
        try:
            with world.app.app_context(), unit_of_work():
                row = db.session.scalar(
                    select(Resource).where(Resource.id == resource.id).with_for_update()
                )
                actor = world.actor("meera")
                add_version(row, Content(address=f"https://example.org/{n}"), actor=actor)
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    writers = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert not faults
    numbers = sorted(v.number for v in world.all(ResourceVersion, resource_id=resource.id))
    assert numbers == [1, 2, 3, 4, 5]
