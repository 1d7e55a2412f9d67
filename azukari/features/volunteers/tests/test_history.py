"""Past hours of volunteers come in from a list, are shown before, count like any others, and go out again (P06)."""

from argparse import Namespace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from azukari.core.ledger.models import Pending
from azukari.features.volunteers.desk.numbers import add_up, of_shift
from azukari.features.volunteers.history.command import run
from azukari.features.volunteers.models import Opening, Shift, SignUp
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.lib.verb import Refusal
from tests.cast import NOW
from tests.console import desks

LIST = """メール,活動日,活動時間,活動内容
volunteer0@example.org,2026/4/1,2,受付
volunteer0@example.org,2026/4/1,0:30,受付
VOLUNTEER1@example.org,2026/4/1,1.5,受付
volunteer1@example.org,令和8年4月2日,1時間15分,川の清掃
volunteer1@example.org,2099/1/1,1,受付
volunteer1@example.org,2026/4/3,長い,受付
nobody@example.org,2026/4/3,1,受付
volunteer1@example.org,2026/4/3,1,someone@example.org
"""


@pytest.fixture
def people(charter):
    return [volunteer(charter, n) for n in range(2)]


def _run(tmp_path, capsys, text, **more):
    file = tmp_path / "hours.csv"
    file.write_text(text, "utf-8")
    assert run(Namespace(act="import", file=file, form="volunteers", **{"take": True, **more})) == 0
    return capsys.readouterr().out


def test_it_is_shown_then_comes_in_and_goes_out_again(people, tmp_path, capsys):
    shift(opening())
    assert "4 rows would come in, 5.2 hours" in _run(tmp_path, capsys, LIST, take=False)
    assert not SignUp.objects.exists()
    said = _run(tmp_path, capsys, LIST)
    assert "3 entries came in" in said
    assert said.count("rows stay outside") == 4
    rows = {(row.person_id, row.minutes, row.state) for row in SignUp.objects.all()}
    one, other = (each.person_id for each in people)
    assert rows == {(one, 150, "came"), (other, 90, "came"), (other, 75, "came")}
    tally = add_up([tally for _row, tally in of_shift("volunteers", NOW - timedelta(days=365), NOW)])
    assert tally.minutes == 315
    moment = said.partition("azukari hours undo ")[2].partition(" ")[0]
    run(Namespace(act="undo", moment=datetime.fromisoformat(moment), form="volunteers"))
    assert not SignUp.objects.exists()
    assert (Opening.objects.count(), Shift.objects.count()) == (1, 1), "what was there before stays"
    assert "volunteer1@" not in f"{[*Pending.objects.values_list('payload', flat=True)]}"


@pytest.mark.parametrize(("text", "said"), [("a,b\n1,2\n", "No column"), ("", "cannot be read")])
def test_what_tells_nothing_is_refused(people, tmp_path, capsys, text, said):
    with pytest.raises(Refusal, match=said):
        _run(tmp_path, capsys, text)


def test_at_the_desk_it_is_shown_comes_in_once_and_goes_out_again(people):
    clerk = desks.browser(desks.staff("volunteers"))
    at, undo = (
        reverse(name, args=["volunteers"]) for name in ("console-volunteers-hours", "console-volunteers-hours-undo")
    )
    assert "Import past hours" in clerk.get("/console/volunteers/volunteers/numbers/").content.decode()
    file = SimpleUploadedFile("hours.csv", LIST.encode() + b"\n" * 300_000)  # longer than a form may be
    shown = clerk.post(at, {"list": file}).content.decode()
    for words in ("<dd>5.2</dd>", "no volunteer has that address", "the time cannot be read", "looks like an address"):
        assert words in shown
    assert "example.org" not in shown
    assert not SignUp.objects.exists()
    read = shown.partition('name="read" value="')[2].partition('"')[0]
    other = desks.browser(desks.staff("volunteers", email="other@staff.example.org"))
    for browser, signed in ((other, read), (clerk, read[:-1])):
        assert browser.post(at, {"read": signed})["Location"].endswith("?done=late")
    assert 'class="callout attention"' in clerk.get(f"{at}?done=late").content.decode()
    for _press in range(2):
        assert clerk.post(at, {"read": read})["Location"].endswith("?done=in")
    assert 'class="callout attention"' not in clerk.get(f"{at}?done=in").content.decode()
    assert sum(one.minutes or 0 for one in SignUp.objects.all()) == 315
    moment = clerk.get(at).content.decode().partition('name="moment" value="')[2].partition('"')[0]
    assert clerk.post(undo, {"moment": moment})["Location"].endswith("?done=out")
    assert not SignUp.objects.exists()
    assert clerk.post(at, {"list": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}).status_code == 422
    for duty in ("membership", "privacy", "auditor"):
        stranger = desks.browser(desks.staff(duty))
        assert [stranger.get(at).status_code, stranger.post(undo, {"moment": moment}).status_code] == [403, 403]
