"""A library with something of everything in it, to look at."""

from schoollink.core.database import db, unit_of_work
from schoollink.files.actions import take
from schoollink.files.models import Recognisable
from schoollink.links.models import Link
from schoollink.resources import actions
from schoollink.resources.models import Licence, Resource, Subject
from tests.files import hostile
from tests.files.hostile import sent


def words(title="Water wells", **more):
    """What is said of a resource."""
    return actions.Words(
        **{
            "title": title,
            "description": "",
            "subject": Subject.SCIENCE,
            "youngest": 8,
            "oldest": 11,
            "language": "en",
            "licence": Licence.OWN,
        }
        | more
    )


def shared(world, content, *, by="meera", said=None, link=None):
    """A resource of a link that somebody of the cast shares."""
    with world.app.app_context(), unit_of_work():
        actor = world.actor(by)
        (school_id,) = actor.place_ids
        row = db.session.get(Link, (link or world.link).id)
        return actions.add_resource(row, school_id, said or words(), content, actor=actor)


def taken(world, name="wells.txt", body=b"How deep is a well?"):
    """An upload that was taken."""
    with world.app.app_context():
        return take(sent(name, body))


def version_of(world, resource, number=1):
    """A version of a resource as it is now."""
    return next(v for v in world.fresh(resource).versions if v.number == number)


def text_file(world, **more):
    return shared(world, actions.Content(taken=taken(world)), **more)


def photo(world, answer=Recognisable.NO, **more):
    body = hostile.photo((1600, 1200), 30)
    content = actions.Content(taken=taken(world, "river.jpg", body), recognisable=answer)
    return shared(world, content, **more)


def address(world, url="https://www.example.org/songs/river?verse=2", **more):
    return shared(world, actions.Content(address=url), **more)


def newer(world, resource, content, *, by="meera"):
    """A newer version of a resource."""
    return world.do(actions.add_version, resource, by=by, content=content)


def setup(world, app):
    """For screenshots."""
    first = text_file(
        world,
        said=words(
            "Where our water comes from",
            description="A worksheet for one lesson. Pupils draw the way of the water from the "
            "cloud to the tap, and mark where it is cleaned.\nThe last page has answers.",
        ),
    )
    newer(
        world,
        first,
        actions.Content(taken=taken(world, "wells-2.pdf", hostile.PDF), note="With the answers."),
    )
    river = photo(world, by="daniel", said=words("The river in May", subject=Subject.PLACES))
    class_photo = photo(
        world, Recognisable.YES, said=words("Our class at the pump", subject=Subject.PLACES)
    )
    song = address(
        world,
        by="rose",
        said=words("A rain song", subject=Subject.MUSIC, language="sw", youngest=6, oldest=12),
    )
    return {"file": first, "river": river, "home": class_photo, "song": song, "Resource": Resource}
