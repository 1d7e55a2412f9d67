"""The pages of the duty that reads statistics: numbers, a page's work, changes, goals, a file. Others are refused."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.statistics import add_statistics
from azukari.features.statistics.models import Annotation, CountingRun, FormCount, Goal
from azukari.features.statistics.work import Loss, Work, losing
from azukari.policy.parse import STARTER
from tests.console import desks

ADDRESS = "/console/statistics/"
PAGES = ("", "page/?page=/ja/", "improve/", "forms/", "changes/", "goals/", "file/")


@pytest.fixture
def reader(db: None) -> Client:
    desks.publish()
    add_statistics(current(), now=timezone.now())
    return desks.browser(desks.staff("campaigns"))


def test_it_tells_how_the_site_does_in_a_constant_number_of_queries(reader: Client):
    asked = []
    for days in (90, 730):
        with CaptureQueriesContext(connection) as captured:
            page = reader.get(f"{ADDRESS}?days={days}").content.decode()
        asked.append(len(captured))
    assert asked[1] <= asked[0] + 1
    assert asked[1] <= 25
    for words in (
        "Views by month",
        "google.com",
        "Japan",
        "Become a member (Japanese)",
        "Membership form",
        "about",
        "±",
    ):
        assert words in page


def test_a_page_tells_whether_it_works_and_the_list_which_to_improve(reader: Client):
    page = reader.get(f"{ADDRESS}page/?page=/ja/forms/membership&days=365").content.decode()
    assert "Read to the end" in page
    assert '<code class="small">/ja/forms/membership</code>' in page
    listed = reader.get(f"{ADDRESS}improve/?days=365").content.decode()
    assert "Five fields instead of eight" in listed
    assert "before, 5" in listed, "it says how much better it has become"


def test_each_of_our_forms_says_how_far_it_is_taken(reader: Client):
    day = timezone.now().date()
    for step, count in (("seen", 40), ("started", 30), ("sent", 24), ("confirmed", 21)):
        FormCount.objects.create(day=day, form="membership", lang="ja", step=step, count=count)
    with CaptureQueriesContext(connection) as captured:
        page = reader.get(f"{ADDRESS}forms/?days=7").content.decode()
    assert sum("statistics_formcount" in query["sql"] for query in captured) == 1
    first = page.partition('<section aria-labelledby="form-')[2].partition("</section>")[0]
    assert first.startswith("membership"), "those first that were seen most"
    assert re.findall(r"\d+%", first) == ["75%", "80%", "88%"]
    assert "It was not shown in this period." in page


def test_changes_and_goals_are_noted_and_removed(reader: Client):
    reader.post(f"{ADDRESS}changes/", {"day": "2026-11-01", "text": "A new picture", "page": "/ja/?x=1"})
    note = Annotation.objects.get(text="A new picture")
    assert note.page == "/ja/"
    reader.post(f"{ADDRESS}changes/", {"remove": str(note.pk)})
    reader.post(f"{ADDRESS}goals/", {"title": "Shop", "dimension": "outbound", "value": "https://www.example.com/x"})
    assert Goal.objects.get(title="Shop").value == "example.com"
    assert not Annotation.objects.filter(pk=note.pk).exists()
    wrong = reader.post(f"{ADDRESS}changes/", {"day": "2026-11-01", "text": "ask me@example.org"})
    assert wrong.status_code == 422
    assert Annotation.objects.count() == 1


def test_a_file_has_all_of_it(reader: Client):
    answer = reader.get(f"{ADDRESS}file/?days=90")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert '"Devices","Phone"' in answer.content.decode()


def test_a_day_that_was_cut_off_is_partial(reader: Client):
    assert "Partial" not in reader.get(ADDRESS).content.decode()
    past = timezone.now() - timedelta(hours=1)
    CountingRun.objects.create(began_at=past, beat_at=past, day=past.date())
    assert "Partial" in reader.get(ADDRESS).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_without_the_duty_it_stays_closed(db: None, page: str):
    desks.publish()
    assert desks.browser(desks.staff("feedback")).get(ADDRESS + page).status_code == 403


def test_the_public_page_is_there_by_the_organisations_choice_alone(client: Client, charter: Current):
    assert client.get("/en/statistics").status_code == 404
    text = STARTER.read_text("utf-8").replace("\nstatistics:\n", "\nstatistics:\n  public: true\n")
    publish(text, actor=desks.OPERATOR, now=timezone.now())
    add_statistics(current(), now=timezone.now())
    page = client.get("/en/statistics?days=90").content.decode()
    assert "google.com" in page
    assert "Membership form" not in page, "goals and changes are staff's"
    assert "Anyone can see these totals." in client.get("/en/privacy").content.decode()


def test_of_a_few_nothing_is_said_and_who_loses_most_comes_first():
    def work(page: str, told: int, read: int, onward: int, seconds: int = 60) -> Work:
        return Work(page, told, told, told, read, onward, seconds)

    good, bad = work("/good", 500, 300, 200), work("/bad", 400, 40, 160)
    found = losing([good, bad, work("/few", 19, 0, 0), work("/h", 100, 60, 40, 4)])
    assert [(one.work.page, one.reasons) for one in found] == [("/bad", (Loss.UNREAD,)), ("/h", (Loss.HASTY,))]
