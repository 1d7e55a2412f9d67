"""Why a control cannot tell is said: to staff in its own words, to everybody in words that tell nothing of us."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from azukari.features.audits.marks import DOUBTS
from azukari.features.audits.models import Finding, Observation
from azukari.features.audits.observe import keep, known
from azukari.lib.control import ControlResult, ControlState, Doubt, controls, examine
from azukari.shells.worker.control_words import DISK_SCARCE
from tests.console import desks

pytestmark = pytest.mark.usefixtures("charter")

_SAID = "The DNS did not answer every question about our mail, so nobody knows."
_TOLD = "メールについての問い合わせの一部に DNS が答えなかったので、分かりません。"
_LANGS = ("ja", "en")


def _round(now):
    """Mail's control knows nothing, the disk is nearly full, and all else is kept."""
    of = {each.name: ControlResult(each, ()) for each in controls()}
    of |= {
        "mail-authentication": ControlResult(of["mail-authentication"].control, (), (_SAID,), now, Doubt.SILENT),
        "disk": ControlResult(of["disk"].control, (DISK_SCARCE(free=7),)),
    }
    keep(list(of.values()), now)


def test_staff_read_why_and_what_was_found_on_one_page():
    _round(timezone.now())
    client = desks.browser(desks.staff("operator"), "ja")
    page = client.get(reverse("console-controls")).content.decode()
    assert _TOLD in page
    assert "残り7 MBです。" in page
    assert _TOLD in client.get(reverse("console-control", args=["mail-authentication"])).content.decode()


def test_a_finding_says_why_its_control_does_not_close_it():
    now = timezone.now()
    _round(now)
    row = Finding.objects.get(control="disk")
    page = reverse("console-finding", args=[row.id])
    client = desks.browser(desks.staff("operator"), "ja")
    assert "点検そのもの" not in client.get(page).content.decode()
    Observation.objects.filter(control="disk").update(
        state=ControlState.UNKNOWN, doubts="The control could not run (OSError).", why=Doubt.FAILED
    )
    assert "(OSError)" in client.get(page).content.decode()


@pytest.mark.parametrize("lang", _LANGS)
def test_everybody_reads_of_which_kind_the_doubt_is_and_no_more(lang):
    now = timezone.now()
    _round(now)
    page = Client().get(f"/{lang}/promises").content.decode()
    told = {each["promise"]: each for each in Client().get(f"/{lang}/promises.json").json()["promises"]}
    with translation.override(lang):
        words = str(DOUBTS[Doubt.SILENT])
    assert escape(words) in page
    assert [each["why_unknown"] for each in told["P29"]["controls"] if each["state"] == "unknown"] == [words]
    assert {each["why_unknown"] for each in told["P27"]["controls"]} == {None}, "It is kept."
    assert "DNS" not in page
    Observation.objects.update(at=now - timedelta(days=999))
    told = Client().get(f"/{lang}/promises.json").json()["promises"]
    with translation.override(lang):
        assert {each["why_unknown"] for row in told for each in row["controls"]} == {str(DOUBTS[Doubt.OLD])}


def test_every_kind_of_doubt_has_words_in_both_languages():
    for lang in _LANGS:
        with translation.override(lang):
            assert len({str(DOUBTS[each]) for each in Doubt}) == len(Doubt)
    with translation.override("ja"):
        assert all(not str(words).isascii() for words in DOUBTS.values())


def test_with_nothing_there_each_control_says_of_which_kind_its_doubt_is():
    now = timezone.now()
    keep([examine(each, now) for each in controls()], now)
    unknown = [each for each in known().values() if each.at_time(now) is ControlState.UNKNOWN]
    assert unknown
    assert all(each.doubts and each.doubt(now) for each in unknown)
    assert {each.doubt(now) for each in unknown} >= {Doubt.EARLY, Doubt.ALONE, Doubt.UNSEEN}
