"""The registry of kinds: six, each once; and what a kind does where its feature says nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from azukari.core.forms import kinds
from azukari.core.forms.answers import Answers
from azukari.core.forms.kinds import Kind, KindError, TakenIn, chosen_in_words, in_words, of, register
from azukari.core.forms.models import Reply, Submission
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Form, FormKind

POLICY = load(STARTER)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
SURVEY = POLICY.forms["riverside-survey"]
MEMBER = POLICY.forms["membership"]
PLAIN = Kind(FormKind.FEEDBACK, "Plain", "Nothing more.", "mail")
SENT = Submission(kind="feedback")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[FormKind, Kind]:
    known: dict[FormKind, Kind] = {}
    monkeypatch.setattr(kinds, "_kinds", known)
    return known


def test_each_of_the_six_registers_once_and_no_seventh(registry: dict[FormKind, Kind]) -> None:
    for kind in FormKind:
        register(Kind(kind, kind.value, "", ""))
    assert [of(kind).title for kind in FormKind] == [kind.value for kind in FormKind] == [*registry]
    assert of("feedback").kind is FormKind.FEEDBACK
    for wrong in (PLAIN, Kind("seventh", "", "", "")):  # type: ignore[arg-type] # that is the mistake
        with pytest.raises(KindError):
            register(wrong)
    assert len(registry) == 6


def test_a_kind_whose_feature_is_not_installed_is_not_found(registry: dict[FormKind, Kind]) -> None:
    with pytest.raises(KeyError):
        of(FormKind.FEEDBACK)
    with pytest.raises(ValueError, match="seventh"):
        of("seventh")


def test_where_a_feature_says_nothing_nothing_is_added() -> None:
    answers = Answers(())
    assert PLAIN.examine(MEMBER, answers, "en") == ()
    assert PLAIN.recall(MEMBER, answers) is None
    PLAIN.claim(MEMBER, answers, NOW)()
    assert (PLAIN.page(MEMBER, "en"), PLAIN.origin("/en/", POLICY), PLAIN.not_mine) == ("", "", "")
    assert (PLAIN.is_collected(SENT), PLAIN.collected_at(SENT)) == (False, None)
    assert PLAIN.reply_link(Reply(), "en", NOW) is None
    assert (PLAIN.told_apart([]), PLAIN.after_receipt(SENT, MEMBER, "en", NOW)) == ({}, None)
    assert PLAIN.as_rows(TakenIn(SENT, answers, POLICY), NOW) is None
    assert PLAIN.is_answered is False
    for does in (PLAIN.on_accepted, PLAIN.on_ended):
        does([SENT], NOW)
    PLAIN.on_resumed(SENT, NOW)
    assert PLAIN.ask_anew(MEMBER, MEMBER.fields[0], "x", None, "en") is None


@pytest.mark.parametrize("named", [True, False])
def test_what_counts_as_it_comes_in_is_told_as_such_or_as_accepted(named: bool) -> None:
    told: list[tuple[str, object, datetime]] = []

    def hears(what: str) -> Callable[[Any, datetime], None]:
        return lambda some, now: told.append((what, list(some), now))

    more: dict[str, Any] = {"on_taken_in": hears("taken in")} if named else {}
    taken = TakenIn(SENT, Answers(()), POLICY)
    Kind(FormKind.FEEDBACK, "", "", "", on_accepted=hears("accepted"), **more).take_in([taken], NOW)
    assert told == [("taken in", [taken], NOW) if named else ("accepted", [SENT], NOW)]


def field(form: Form, id: str) -> Any:
    return form.field(id)


def test_choices_are_said_in_the_words_of_the_form_and_the_rest_as_it_stands(registry: dict[FormKind, Kind]) -> None:
    uses = field(SURVEY, "uses")
    first, second = uses.choices[:2]
    text = f"{first.value}\n{second.value}\nelsewhere"
    assert chosen_in_words(uses, text, "en") == f"{first.label['en']}\n{second.label['en']}\nelsewhere"
    assert chosen_in_words(uses, first.value, "ja") == first.label["ja"]
    assert chosen_in_words(field(MEMBER, "name"), "a\nb", "en") == "a\nb"
    register(Kind(SURVEY.kind, "", "", ""))
    assert in_words(SURVEY, uses, first.value, "en") == first.label["en"]
    assert in_words(SURVEY, None, first.value, "en") == first.value
