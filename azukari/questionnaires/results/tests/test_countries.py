"""Country questionnaires: made of a master, with options of their own, compared with what has to be said of it."""

import pytest
from django.urls import reverse

from azukari.policy.terms import Actor, ActorKind
from azukari.questionnaires.document import read
from azukari.questionnaires.fault import DocumentError
from azukari.questionnaires.models import MixedAnswers, Poll
from azukari.questionnaires.publish import publish
from azukari.questionnaires.results.models import Draft
from azukari.questionnaires.results.refresh import refresh_all
from azukari.questionnaires.results.tests.answered import answered
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db
SETTER = Actor(ActorKind.SYSTEM, "operator")
AT = "/console/questionnaires/riverside/country/"
COMPARED = reverse("console-results-countries", args=["riverside"])


@pytest.fixture
def desk(db: None):
    desks.publish()
    answered(10)
    return desks.browser(desks.staff("questionnaires"))


def _made(desk, code: str) -> Poll:
    sent = desk.post(AT, {"country": code, "title_ja": "川辺", "title_en": "The river", "version": "1"})
    assert sent.status_code == 302, sent.content.decode()
    return Poll.objects.get(slug=f"riverside-{code.lower()}")


def _answered(poll: Poll, visits: str, many: int = 10) -> None:
    version = publish(poll.slug, revision=None, actor=SETTER, now=NOW)
    Poll.objects.filter(slug=poll.slug).update(answered=True)
    MixedAnswers.objects.bulk_create(
        MixedAnswers(version=version, lang="en", day=NOW.date(), answers={"visits": visits}) for _ in range(many)
    )
    refresh_all(NOW)


def test_countries_stand_beside_each_other_with_what_differs(desk):
    taiwan, france = _made(desk, "TW"), _made(desk, "fr")
    questions = taiwan.draft["pages"][0]["questions"]
    questions[0]["options"].append({"value": "daily", "label": {"ja": "毎日", "en": "Every day"}})
    questions[1]["label"] = {"ja": "お年は", "en": "How old are you?"}
    taiwan.save()
    _answered(taiwan, "daily")
    _answered(france, "weekly")
    page = desk.get(COMPARED)
    tables = {table["id"]: table for table in page.context["tables"]}
    assert [name for name, _base in tables["visits"]["columns"]] == ["France", "Taiwan"]
    assert dict(tables["visits"]["rows"])["Every day"] == [None, 100]
    assert dict(tables["visits"]["rows"])["Every week"] == [100, 0]
    assert (tables["visits"]["differing"], tables["age"]["otherwise"]) == ("Taiwan", "Taiwan")
    text = page.content.decode()
    assert "not offered" in text
    assert "a difference may be one of who answered" in text
    for poll in (taiwan, france):
        Draft.objects.create(poll=poll, sampling="probability", changed_at=NOW)
    assert "In each country people were drawn by chance" in desk.get(COMPARED).content.decode()
    assert desk.get(f"/console/results/{taiwan.slug}/countries/").status_code == 200


def test_a_country_is_one_that_there_is_and_has_one_questionnaire(desk):
    said = {"title_ja": "川辺", "title_en": "The river", "version": "1"}
    assert desk.post(AT, said | {"country": "XX"}).status_code == 422
    master = _made(desk, "TW")
    assert desk.post(AT, said | {"country": "TW"}).status_code == 422
    assert desk.get(f"/console/questionnaires/{master.slug}/country/").status_code == 404
    assert "no answers of two countries yet" in desk.get(COMPARED).content.decode()
    assert desks.browser(desks.staff("membership")).get(COMPARED).status_code == 404
    with pytest.raises(DocumentError, match="country"):
        read(master.draft | {"country": "Taiwan"})
