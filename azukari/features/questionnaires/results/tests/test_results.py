"""Results at the desk and on the public page: counted in batches, published when all is said, and hidden where few."""

import json
import re
import zipfile
import zlib
from io import BytesIO

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.features.questionnaires.models import MixedAnswers
from azukari.features.questionnaires.results import publish_results
from azukari.features.questionnaires.results.items import ITEMS
from azukari.features.questionnaires.results.models import Counted, Draft, Publication, Report
from azukari.features.questionnaires.results.tests.answered import answered, details
from tests.console import desks

DESK = "/console/results/riverside/"
LEAST = 5
PUBLIC = "/en/questionnaires/riverside/results"


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


@pytest.fixture(autouse=True)
def _quick_reports(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report takes seconds; one test makes real ones."""
    if "report" not in request.node.name:
        monkeypatch.setattr(publish_results, "report_pdf", lambda *_: b"%PDF")


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("questionnaires")


def _publish(user: User, **more: object):
    sent = {"sampling": "self_selected", "step": "publish", **details(), **more}
    return desks.browser(user).post(f"{DESK}publication/", sent)


def test_answers_are_counted_in_batches_of_k(clerk: User):
    answered(LEAST - 1)
    assert not Counted.objects.exists()
    answered(1, begin=50)
    assert Counted.objects.get().size == LEAST
    answered(LEAST - 1, begin=60)
    assert Counted.objects.get().size == LEAST
    page = desks.browser(clerk).get(DESK).content.decode()
    assert f"{LEAST} answers are counted" in page
    assert "4 more are held back until there are 5" in page


def test_answers_of_staff_who_tried_it_count_nowhere(clerk: User):
    version = answered(LEAST)
    MixedAnswers.objects.create(version=version, lang="ja", day="2026-11-27", answers={"visits": "never"}, is_test=True)
    answered(LEAST, begin=100)
    assert Counted.objects.get().size == 2 * LEAST


def test_each_question_has_a_chart_with_its_numbers(clerk: User):
    answered(60)
    page = desks.browser(clerk).get(DESK).content.decode()
    visits = sum(each["visits"] == "weekly" for each in MixedAnswers.objects.values_list("answers", flat=True))
    assert f'<td class="number">{visits}</td>' in page
    for words in (
        "How often do you go?",
        "How content are you? – Paths",
        "mean ",
        "Net Promoter Score (NPS): ",
        "60 answers",
    ):
        assert words in page
    assert "どのくらい行きますか" in desks.browser(clerk, "ja").get(DESK).content.decode()


def test_a_ranking_says_what_is_counted_of_it_and_who_was_not_asked_is_not_called_silent(clerk: User):
    answered(60)
    _publish(clerk)
    for page in (desks.browser(clerk).get(DESK), Client().get(PUBLIC)):
        parts = page.content.decode().split("<section")
        ranked = [part for part in parts if "how many put it first" in part]
        assert len(ranked) == 1
        assert "In which order?" in ranked[0]
        asked_of_some = next(part for part in parts if "What do you do there?" in part)
        assert "without an answer, or not asked: " in asked_of_some


def test_a_filter_shows_noise_and_refuses_a_group_that_is_too_small(clerk: User):
    answered(60)
    browser = desks.browser(clerk)
    page, again = (browser.post(DESK, {"first": "visits=never"}).content.decode() for _ in range(2))
    assert "These figures carry noise" in page
    assert re.findall(r'class="number">([^<]*)<', page) == re.findall(r'class="number">([^<]*)<', again)
    MixedAnswers.objects.filter(answers__visits="never").delete()
    assert "So few people would be left" in browser.post(DESK, {"first": "visits=never"}).content.decode()


def test_results_are_somebody_s_whose_duty_serves_them(clerk: User):
    answered(LEAST)
    other = desks.browser(desks.staff("magazine"))
    for page in (DESK, f"{DESK}publication/", f"{DESK}export/", f"{DESK}texts/more/"):
        assert other.get(page).status_code == 404
        assert desks.browser(clerk).get(page).status_code == 200


def test_nothing_is_published_before_the_eleven_items_are_there_in_both_languages(clerk: User):
    answered(60)
    refused = _publish(clerk, limits_ja="")
    assert refused.status_code == 422
    assert "Results are published once this is filled in" in refused.content.decode()
    assert not Publication.objects.exists()
    assert Draft.objects.get().details["limits"]["en"] == details()["limits_en"]
    assert Client().get(PUBLIC).status_code == 404
    assert len(ITEMS) == 11


def test_what_is_published_says_all_of_it_and_hides_what_is_small(clerk: User):
    answered(60)
    assert _publish(clerk, crossings=["visits"]).status_code == 302
    page = Client().get(PUBLIC).content.decode()
    for words in (
        "60 people answered",
        details()["limits_en"],
        "There is no margin of error",
        "By group",
        "Every week",
    ):
        assert words in page
    assert details()["limits_ja"] in Client().get(PUBLIC.replace("/en/", "/ja/")).content.decode()
    document = Publication.objects.get().document
    shown = [value for table in document["tables"] for *_, value in table["figures"]]
    assert None in shown
    assert not [value for value in shown if value is not None and 0 < value < LEAST]


def test_a_sample_drawn_by_chance_has_a_margin_of_error(clerk: User):
    answered(60)
    _publish(clerk, sampling="probability")
    assert "at most 12.8 points off" in Client().get(PUBLIC).content.decode()


def test_a_second_publication_waits_for_k_more_and_the_first_stays(clerk: User):
    answered(60)
    _publish(clerk)
    answered(LEAST - 1, begin=200)
    early = _publish(clerk)
    assert early.status_code == 422
    assert "Too few answers have come since" in early.content.decode()
    answered(40, begin=300)
    assert _publish(clerk).status_code == 302
    assert "60 people answered" in Client().get(f"{PUBLIC}/1").content.decode()
    assert "104 people answered" in Client().get(PUBLIC).content.decode()


def test_a_publication_has_a_report_in_each_language_and_pictures(clerk: User):
    answered(60)
    _publish(clerk)
    assert Report.objects.count() == 2
    for lang in ("ja", "en"):
        report = Client().get(f"/{lang}/questionnaires/riverside/results/1/report.pdf").content
        assert report.startswith(b"%PDF")
        assert {b"0.894118 0.894118 0.894118", b"0.152941 0.290196 0.470588"} <= _colours(report)  # bars and their beds
    picture = Client().get(f"{PUBLIC}/visits.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "How often do you go?" in picture.content.decode()
    assert Client().get(f"{PUBLIC}/nothing.svg").status_code == 404


def _colours(pdf: bytes) -> set[bytes]:
    streams = [
        zlib.decompressobj().decompress(each) for each in re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.DOTALL)
    ]
    return {each for stream in streams for each in re.findall(rb"([\d.]+ [\d.]+ [\d.]+) rg", stream)}


@pytest.mark.parametrize("format", ["csv", "json", "xlsx", "sav", "codebook"])
def test_an_export_has_every_answer_and_nothing_that_leads_to_anybody(clerk: User, format: str):
    answered(20)
    sent = {"format": format, "language": "en", "texts": "no"}
    content = desks.browser(clerk).post(f"{DESK}export/", sent).getvalue()
    if format == "xlsx":
        content = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"visits" in content
    assert b"Sketching" not in content
    assert b"benches, please" not in content
    assert not any(str(row.id).encode() in content for row in MixedAnswers.objects.all())
    if format == "csv":
        assert content.count(b"\n") == 21
    if format == "json":
        assert len(json.loads(content)["answers"]) == 20
    with_texts = desks.browser(clerk).post(f"{DESK}export/", {**sent, "texts": "yes"})
    assert (b"Sketching" in with_texts.getvalue()) or format in {"xlsx", "codebook"}


def test_texts_are_searched_and_tagged_by_coders_who_do_not_see_each_other(clerk: User):
    answered(20)
    one, other = desks.browser(clerk), desks.browser(desks.staff("questionnaires", email="second@staff.example.org"))
    page = f"{DESK}texts/more/"
    found = one.post(page, {"words": "BENCHES"}).content.decode()
    assert "More benches" in found
    assert "The river is clean" not in found
    rows = list(MixedAnswers.objects.all()[:10])
    for place, row in enumerate(rows):
        one.post(f"{page}{row.id}/", {"tags": "benches, wishes" if place < 5 else ""})
        other.post(f"{page}{row.id}/", {"tags": "benches" if place < 4 else ""})
    seen = one.get(page).content.decode()
    assert "benches" in seen
    assert "0.80" in seen  # Cohen's kappa of 4 of 5 against 5 of 10
    assert 'value="benches, wishes"' not in other.get(page).content.decode()


def test_a_row_of_a_matrix_follows_its_question_by_a_dash_where_that_ends_with_a_stop(clerk: User):
    answered(LEAST)
    assert _publish(clerk).status_code == 302
    text = Client().get(PUBLIC).content.decode()
    assert "How content are you? – Paths" in text
    assert "?: " not in text
    assert "満足していますか：道" in Client().get(PUBLIC.replace("/en/", "/ja/")).content.decode()
