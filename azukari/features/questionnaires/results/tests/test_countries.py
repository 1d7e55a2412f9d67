"""Country questionnaires: made of a master, with options of their own, compared with what has to be said of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.learning.countries import Cell
from azukari.features.questionnaires.models import MixedAnswers, Poll
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.results.models import Draft
from azukari.features.questionnaires.results.refresh import refresh_all
from azukari.features.questionnaires.results.tests.answered import answered, details
from azukari.policy.terms import Actor, ActorKind
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
    taiwan, france = _made(desk, "TW"), _made(desk, "FR")
    questions = taiwan.draft["pages"][0]["questions"]
    questions[0]["options"].append({"value": "daily", "label": {"ja": "毎日", "en": "Every day"}})
    questions[1]["label"] = {"ja": "お年は", "en": "How old are you?"}
    taiwan.save()
    _answered(taiwan, "daily")
    _answered(france, "weekly")
    page = desk.get(COMPARED)
    tables = {table.asked.id: table for table in page.context["tables"]}
    assert [column.code for column in tables["visits"].columns] == ["FR", "TW"]
    rows = {label["en"]: [cell for _column, cell in row] for label, row in tables["visits"].rows}
    assert rows["Every day"] == [Cell(is_offered=False), Cell(100)]
    assert rows["Every week"] == [Cell(100), Cell(0)]
    assert (tables["visits"].differing, tables["age"].otherwise) == (["TW"], ["TW"])
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


def _published(desk, poll: Poll, *, size: int = 60) -> None:
    """Results of a country: half of them say one thing, and three another, who are too few to be shown."""
    version = publish(poll.slug, revision=None, actor=SETTER, now=NOW)
    Poll.objects.filter(slug=poll.slug).update(answered=True)
    said = ["weekly"] * (size - 3) + ["never"] * 3
    MixedAnswers.objects.bulk_create(
        MixedAnswers(version=version, lang="en", day=NOW.date(), answers={"visits": visits}) for visits in said
    )
    refresh_all(NOW)
    at = reverse("console-results-publication", args=[poll.slug])
    sent = desk.post(at, details() | {"sampling": "self_selected", "step": "publish"})
    assert sent.status_code == 302, sent.content.decode()


def test_what_countries_have_published_is_compared_in_public_and_what_is_hidden_stays_hidden(desk):
    visitor, public = Client(), "/{}/questionnaires/riverside/results/countries"
    taiwan, france = _made(desk, "TW"), _made(desk, "FR")
    _published(desk, taiwan)
    assert visitor.get(public.format("en")).status_code == 404  # one is nothing to compare with
    _published(desk, france)
    for lang, name in (("en", "Taiwan"), ("ja", "台湾")):
        page = visitor.get(public.format(lang))
        [visits] = [table for table in page.context["tables"] if table.asked.id == "visits"]
        assert f"{name} <br>" in page.content.decode()
        cells = {label[lang]: [(cell.is_offered, cell.percent) for _column, cell in row] for label, row in visits.rows}
        assert [(True, None), (True, None)] in cells.values()  # three people of each are hidden
        assert [table.asked.id for table in page.context["tables"]] == ["visits"]  # nobody answered the others
    assert "誰でも" in page.content.decode()  # how people came into the samples
    with CaptureQueriesContext(connection) as two:
        visitor.get(public.format("en"))
    _published(desk, _made(desk, "DE"))
    with CaptureQueriesContext(connection) as three:
        assert "Germany" in visitor.get(public.format("en")).content.decode()
    assert len(three) == len(two)
    result = visitor.get(f"/en/questionnaires/{taiwan.slug}/results").content.decode()
    assert public.format("en") in result
    assert public.format("en") in desk.get(COMPARED).content.decode()
    assert COMPARED in desk.get(reverse("console-results-page", args=["riverside"])).content.decode()
    assert visitor.get(f"/en/questionnaires/{taiwan.slug}/results/countries").status_code == 404
