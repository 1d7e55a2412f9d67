"""The director's page: numbers of all features, nobody's data; small ones are hidden, and erasures change nothing."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase import erase
from azukari.features.director.keeping import keep, numbers
from azukari.features.director.models import KeptMonth
from azukari.policy.terms import Act, Actor, ActorKind
from azukari.shells.staff.figures import AtFigures, sources
from azukari.site.slices import slices
from azukari.slice import Slice
from tests.console import desks

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PAGE, FILE, PAPER = "/console/figures/", "/console/figures/file/", "/console/figures/paper/"


_SENSELESS = ("?year=20x6", "?year=9999", "?begins=13", "?begins=x&year=", "?year=1800")


def _table(client) -> dict[str, list[str]]:
    answer = client.get(FILE)
    assert answer.status_code == 200
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row[1]: row for row in rows}


def _messages(count: int) -> list[desks.Registered]:
    return [desks.register("feedback", {"email": f"writer-{n}@example.org"}) for n in range(count)]


def test_the_director_sees_numbers_and_opens_nobody(charter):
    _messages(6)
    reader = desks.browser(desks.staff("director"))
    before = Pending.objects.filter(kind__startswith="vault:").count()
    page = reader.get(PAGE).content.decode()
    assert "Messages received" in page
    assert "Source: Inbox" in page
    assert desks.MARK not in page
    assert "@example.org" not in page
    assert _table(reader)["Messages received"][3] == "6"
    assert Pending.objects.filter(kind__startswith="vault:").count() == before, "nothing was opened"


def test_the_duty_opens_nobody_s_data(charter):
    registered = desks.register("feedback")
    reader = desks.browser(desks.staff("director"))
    duty = current().policy.duties["director"]
    assert not duty.purposes
    assert duty.acts == {Act.FIGURES}
    assert str(registered.person) not in reader.get("/console/people/").content.decode()
    for path in (f"/console/people/{registered.person}/", f"/console/submissions/{registered.submission}/"):
        assert reader.get(path).status_code in (403, 404)


@pytest.mark.parametrize("duty", ["membership", "auditor", "operator"])
def test_other_duties_do_not_see_it(charter, duty):
    reader = desks.browser(desks.staff(duty))
    for path in (PAGE, FILE, PAPER):
        assert reader.get(path).status_code == 403


def test_small_numbers_are_hidden_on_the_page_and_in_the_file(charter):
    _messages(3)
    reader = desks.browser(desks.staff("director"))
    row = _table(reader)["Messages received"]
    assert row[3] == "below 5"
    assert "3" not in row[3:]
    assert "below 5" in reader.get(PAGE).content.decode()


def test_each_number_names_its_source_in_both_languages(charter):
    user = desks.staff("director")
    for lang, word in (("en", "Source: "), ("ja", "出典：")):
        page = desks.browser(user, lang).get(PAGE).content.decode()
        assert page.count(word) == len(sources())


def test_a_paper_for_the_board(charter):
    answer = desks.browser(desks.staff("director")).get(PAPER)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_years_that_make_no_sense_are_the_present_one(charter):
    reader = desks.browser(desks.staff("director"))
    years = {reader.get(PAGE + asked).context["asked"].years for asked in ("", *_SENSELESS)}
    assert len(years) == 1
    assert "January 2024 to December 2024" in reader.get(f"{PAGE}?begins=1&year=2024").content.decode()


def test_an_erasure_does_not_change_a_month_that_is_kept(charter):
    people = _messages(7)
    now = timezone.now()
    keep(now)
    later = now + timedelta(days=150)
    month = charter.policy.organisation.day(now).replace(day=1)
    for one in people[:4]:
        erase(one.person, actor=Actor(ActorKind.PERSON, str(one.person)), now=now)
    assert Submission.objects.filter(form="feedback").count() == 3
    keep(later)
    assert numbers(charter.policy, later, month)["messages"][month].value == 7
    assert KeptMonth.objects.get(figure="messages", month=month).value == 7


def test_a_month_is_counted_anew_while_it_is_young(charter):
    _messages(6)
    now = timezone.now()
    keep(now)
    _messages(1)
    month = charter.policy.organisation.day(now).replace(day=1)
    assert numbers(charter.policy, now + timedelta(seconds=5), month)["messages"][month].value == 7


def test_the_page_takes_as_many_queries_however_much_there_is(charter):
    reader = desks.browser(desks.staff("director"))
    keep(timezone.now())
    reader.get(PAGE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert reader.get(PAGE).status_code == 200
        return len(found)

    few = queries()
    _messages(8)
    for n in range(6):
        desks.register("magazine", {"email": f"reader-{n}@example.org"})
        desks.register("membership", {"email": f"member-{n}@example.org"})
    assert queries() == few


def test_every_source_counts_each_of_its_figures(charter):
    now = timezone.now()
    at = AtFigures(charter.policy, now, charter.policy.organisation.day(now).replace(day=1))
    for source in sources():
        assert source.read(at).keys() == {figure.name for figure in source.figures}
        assert str(source.told)


def test_features_bring_their_figures_by_their_manifests():
    named = [each for slice in slices() for each in slice.tallies if hasattr(each, "figures")]
    assert len(named) == len(sources()) > 10
    assert "tallies" in Slice.__dataclass_fields__
