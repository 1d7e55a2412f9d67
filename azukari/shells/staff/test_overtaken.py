"""A form whose row was changed meanwhile: what is merged, what is asked, and what a third change does."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from azukari.core.forms.shown_state import AS_SHOWN
from azukari.shells.staff import step
from azukari.shells.staff.fields import Questions, Some, Text
from azukari.shells.staff.overtaken import LastChange, marked

HELD = {"title": "River", "place": "Hall", "days": ["mon"]}


def _fields(held: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": Text("Title", initial=held["title"]),
        "place": Text("Place", initial=held["place"], required=False),
        "days": Some("Days", [("mon", "Monday"), ("tue", "Tuesday")], initial=held["days"], required=False),
    }


def _token(held: dict[str, Any]) -> str:
    return str(marked(Questions(_fields(held)))[AS_SHOWN].value())


class _Row:
    """A row, and what its form answered last."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = dict(HELD)
        self.form: Any = None

    def send(self, token: str, **typed: Any) -> int:
        sent = {**self.held, **typed, AS_SHOWN: token}
        request = RequestFactory().post("/", sent)
        request.user = None  # type: ignore[assignment]

        def do(answers: Any) -> HttpResponse:
            self.held = dict(answers)
            return HttpResponse(status=302)

        def page(form: Any, status: int) -> HttpResponse:
            self.form = form
            return HttpResponse(status=status)

        return step.ask(request, _fields(self.held), do, page, last=LastChange()).status_code


@pytest.fixture
def row(monkeypatch) -> _Row:
    monkeypatch.setattr("azukari.shells.staff.overtaken.sentence", lambda *_rest: "Changed meanwhile.")
    return _Row()


def test_nothing_changed_meanwhile(row):
    assert row.send(_token(HELD), title="Lake") == 302
    assert row.held["title"] == "Lake"


def test_what_only_they_changed_is_taken_over_and_shown_before_it_is_saved(row):
    row.held["place"] = "Garden"
    assert row.send(_token(HELD), title="Lake", place="Hall") == 409
    assert (row.held["title"], row.held["place"]) == ("River", "Garden")
    shown = {name: row.form[name].value() for name in HELD}
    assert shown == {"title": "Lake", "place": "Garden", "days": ["mon"]}
    assert row.send(row.form[AS_SHOWN].value(), **shown) == 302
    assert (row.held["title"], row.held["place"]) == ("Lake", "Garden")


def test_a_second_press_saves_nothing_until_one_of_two_is_chosen(row):
    row.held["title"] = "Sea"
    assert row.send(_token(HELD), title="Lake") == 409
    assert row.form["title"].value() == "Lake"
    assert row.form["title"].beside.text == "Sea"
    token = row.form[AS_SHOWN].value()
    asked = {"title": "Lake", "both-changed": "title"}
    assert row.send(token, **asked) == 409
    assert row.form["title"].beside.missing
    assert row.held["title"] == "Sea"
    assert row.send(row.form[AS_SHOWN].value(), **asked, **{"keep-title": "mine"}) == 302
    assert row.held["title"] == "Lake"


def test_what_is_stored_may_be_chosen(row):
    row.held["title"] = "Sea"
    row.send(_token(HELD), title="Lake")
    token = row.form[AS_SHOWN].value()
    assert row.send(token, title="Lake", place="Yard", **{"both-changed": "title", "keep-title": "stored"}) == 302
    assert (row.held["title"], row.held["place"]) == ("Sea", "Yard")


@pytest.mark.parametrize("choice", ["mine", "stored"])
def test_a_third_change_is_not_written_over_by_the_choice(row, choice):
    row.held["title"] = "Sea"
    row.send(_token(HELD), title="Lake")
    token = row.form[AS_SHOWN].value()
    row.held["title"] = "Ocean"
    assert row.send(token, title="Lake", **{"both-changed": "title", "keep-title": choice}) == 409
    assert row.held["title"] == "Ocean"
    assert (row.form["title"].value(), row.form["title"].beside.text) == ("Lake", "Ocean")


def test_choices_are_told_by_their_labels(row):
    row.held["days"] = ["mon", "tue"]
    assert row.send(_token(HELD), days=[]) == 409
    assert row.form["days"].beside.text == "Monday\nTuesday"


def test_both_wrote_the_same(row):
    row.held["title"] = "Lake"
    assert row.send(_token(HELD), title="Lake") == 302


def test_the_token_tells_nobody_what_a_field_said():
    assert "River" not in _token(HELD)
    assert _token(HELD) != _token({**HELD, "title": "Lake"})
