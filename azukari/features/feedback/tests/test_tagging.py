"""Tags: put on messages at the desk, found again by them, gone with the message or the tag; they name nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.vault.erase_unheld import forget
from azukari.features.feedback.models import MessageTag, Tag
from azukari.features.feedback.tagging import MOST, tag
from tests.console import desks

pytestmark = pytest.mark.django_db
ALL = "/console/forms/feedback/tags/"


@pytest.fixture
def written(db: None) -> desks.Registered:
    desks.publish()
    return desks.register("feedback")


def _at(written: desks.Registered) -> str:
    return f"/console/forms/feedback/{written.submission}/"


def test_a_tag_is_made_put_on_a_message_and_leads_back_to_it(written):
    clerk, at = desks.browser(desks.staff("feedback")), f"{_at(written)}tags/"
    assert "There are none yet" in clerk.get(ALL).content.decode()
    assert clerk.post(at, {"new": "river", "save": "1"})["Location"].endswith("?done=tagged#done")
    [river] = Tag.objects.all()
    page = clerk.get(_at(written)).content.decode().partition('id="tags"')[2]
    assert "river" in page
    assert page.partition("<form")[2].partition("river")[0].count("checked") == 1
    assert "river" in clerk.get(ALL).content.decode()
    assert written.submission.hex[-8:] in clerk.get(f"{ALL}{river.id}/").content.decode()
    clerk.post(at, {"tags": [str(river.id)], "new": "birds", "save": "1"})
    assert {*MessageTag.objects.values_list("tag__word", flat=True)} == {"river", "birds"}
    clerk.post(at, {"save": "1"})
    assert not MessageTag.objects.exists()
    assert "No message has this tag" in clerk.get(f"{ALL}{river.id}/").content.decode()
    clerk.post(ALL, {"delete": str(river.id)})
    assert [one.word for one in Tag.objects.all()] == ["birds"]


def test_what_names_somebody_is_no_tag_and_bad_input_changes_nothing(written):
    clerk, at = desks.browser(desks.staff("feedback")), f"{_at(written)}tags/"
    for wrong in ("ask hana@example.org", "call 03-1234-5678", "x" * 41):
        assert clerk.post(at, {"new": wrong, "save": "1"}).status_code == 422
    assert clerk.get(at).status_code == 302
    assert clerk.post(ALL, {"delete": "x"}).status_code == 404
    assert desks.browser(desks.staff("magazine")).post(at, {"new": "river", "save": "1"}).status_code == 403
    assert not Tag.objects.exists()
    Tag.objects.bulk_create([Tag(form="feedback", word=f"word {n}") for n in range(MOST)])
    assert clerk.post(at, {"new": "one more", "save": "1"}).status_code == 422
    elsewhere = Tag.objects.create(form="membership", word="elsewhere")
    assert clerk.post(at, {"tags": [str(elsewhere.id)], "save": "1"}).status_code == 422
    assert not MessageTag.objects.exists()


def test_tags_go_with_their_person_and_the_list_takes_as_many_queries_for_more(written):
    clerk = desks.browser(desks.staff("feedback"))
    tag(written.submission, (), "river", form="feedback")
    [river] = Tag.objects.all()
    clerk.get(f"{ALL}{river.id}/")
    taken = []
    for more in (1, 4):
        for each in range(more):
            other = desks.register("feedback", {"email": f"other{more}{each}@example.org"})
            tag(other.submission, [river.id], "", form="feedback")
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(f"{ALL}{river.id}/").status_code == 200
        taken.append(len(captured))
    assert taken[0] == taken[1]
    forget([written.person], now=desks.moment())
    assert MessageTag.objects.count() == 5
