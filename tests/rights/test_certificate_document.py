"""The certificate of an erasure word for word: for programs, member by member; for people, line by line (P41)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from azukari.core.ledger.proof import NotIntegrated
from azukari.core.vault.models import Erasure
from azukari.shells.self_service import certificate
from azukari.shells.self_service.certificate import (
    ErasedItem,
    Keeping,
    document,
    keepings,
    lines,
    mentions_until,
    number,
)

ENTRY = UUID("01900000-0000-7000-8000-0000000000ee")
AT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # past midnight in Tokyo
DECIDED = AT + timedelta(days=14)
UNTIL = "2034-03-31T15:00:00+00:00"

VALUE: dict[str, Any] = {"what": "value", "category": "email", "count": 3, "left": 1, "kept_for": ["membership", "x"]}
MESSAGE: dict[str, Any] = {"what": "message", "count": 2, "left": 0}
NEWCOMER: dict[str, Any] = {"what": "some_thing", "count": 0, "left": 1}
HOLDING: dict[str, Any] = {
    "what": "holding",
    "purpose": "membership",
    "title": {"ja": "会員", "en": "Membership"},
    "law": {"ja": "法人税法", "en": "Corporation Tax Act"},
    "until": UNTIL,
}
NO_END: dict[str, Any] = {"what": "holding", "purpose": "claim", "title": {}, "law": None, "until": None}
RECORD: dict[str, Any] = {"what": "record", "entry": str(ENTRY)}
MENTIONS: dict[str, Any] = {"what": "mentions", "until": DECIDED.isoformat(), "saved_forms_days": 30}


def _erasure(**changes: Any) -> Erasure:
    items = [VALUE, MESSAGE, NEWCOMER, HOLDING, NO_END, RECORD, MENTIONS]
    given = {"requested_at": AT, "finished_at": AT + timedelta(minutes=1), "items": items}
    return Erasure(id=UUID("01900000-0000-7000-8000-00000000abcd"), **given | changes)


ERASURE = _erasure()


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "prove", lambda entry: f"proof of {entry}")


def unsigned(done: Erasure, policy) -> dict[str, Any]:
    told = document(done, policy)
    assert told.pop("signature")
    return told


def test_the_document_has_these_members_and_no_others(charter, proof):
    organisation = charter.policy.organisation
    assert unsigned(ERASURE, charter.policy) == {
        "format": "azukari-erasure-certificate",
        "version": 1,
        "number": "E-20261125-0000ABCD",
        "id": str(ERASURE.id),
        "requested": AT.isoformat(),
        "finished": (AT + timedelta(minutes=1)).isoformat(),
        "scope": "everything",
        "organisation": {"name": dict(organisation.name), "address": dict(organisation.address)},
        "items": [VALUE, MESSAGE, NEWCOMER],
        "kept": [HOLDING, NO_END],
        "mentions": {
            "looked_for": True,
            "decided_by": DECIDED.isoformat(),
            "not_looked_into": {"what": "saved forms", "gone_after_days": 30},
        },
        "ledger": {"entry": str(ENTRY), "proof": f"proof of {ENTRY}"},
    }


@pytest.mark.parametrize(("kept", "gone_after"), [(None, 30), (7, 30), (60, 60)])
def test_when_the_keys_were_destroyed_and_until_when_backups_have_them(
    charter, proof, monkeypatch: pytest.MonkeyPatch, kept: int | None, gone_after: int
):
    monkeypatch.setattr(certificate, "last", lambda _root, _name: None if kept is None else {"keys_days": kept})
    destroyed = AT + timedelta(hours=9)
    assert unsigned(_erasure(destroyed_at=destroyed, items=[MESSAGE]), charter.policy)["keys"] == {
        "destroyed": destroyed.isoformat(),
        "destroyed_by": destroyed.isoformat(),
        "backups_gone_by": (destroyed + timedelta(days=gone_after)).isoformat(),
    }


def test_of_one_purpose_it_says_nothing_of_keys_which_go_on(charter, proof):
    assert "keys" not in unsigned(_erasure(purpose="magazine", items=[MESSAGE]), charter.policy)


def test_of_one_purpose_it_says_which_and_of_what_was_not_it_says_nothing(charter, proof):
    told = unsigned(_erasure(purpose="magazine", finished_at=None, items=[MESSAGE]), charter.policy)
    assert (told["scope"], told["finished"]) == ({"purpose": "magazine"}, None)
    assert not {"mentions", "ledger"} & told.keys()
    assert (told["items"], told["kept"]) == ([MESSAGE], [])


def test_where_no_form_could_be_saved_nothing_is_said_of_saved_forms(charter, proof):
    for days in ({}, {"saved_forms_days": 0}):
        plain = {"what": "mentions", "until": DECIDED.isoformat(), **days}
        told = unsigned(_erasure(items=[plain]), charter.policy)
        assert told["mentions"] == {"looked_for": True, "decided_by": DECIDED.isoformat()}


def test_while_the_ledger_has_no_place_for_it_yet_the_entry_is_named_alone(charter, monkeypatch):
    def nowhere(entry: UUID) -> str:
        raise NotIntegrated

    monkeypatch.setattr(certificate, "prove", nowhere)
    assert unsigned(ERASURE, charter.policy)["ledger"] == {"entry": str(ENTRY)}


@pytest.mark.parametrize(("lang", "between", "title"), [("en", ", ", "Membership"), ("ja", "、", "会員")])
def test_the_account_has_a_line_for_each_sort(charter, lang, between, title):
    with translation.override(lang):
        told = lines(ERASURE, charter.policy, lang=lang)
        mails = str(certificate.words_of_sorts()["message"])
    assert told == [
        ErasedItem(charter.policy.categories["email"][lang], 2, 1, f"{title}{between}x"),
        ErasedItem(mails, 2, 0),
        ErasedItem("some thing", 0, 1),
    ]


def test_what_holds_data_still_is_named_with_its_law_and_end(charter):
    until = datetime.fromisoformat(UNTIL)
    assert keepings(ERASURE, lang="en") == [
        Keeping("Membership", "Corporation Tax Act", until),
        Keeping("claim", "", None),
    ]


def test_by_when_it_is_decided_about_words_of_others(charter):
    assert mentions_until(ERASURE) == DECIDED
    assert mentions_until(_erasure(items=[VALUE])) is None
    assert number(ERASURE, charter.policy) == "E-20261125-0000ABCD"
