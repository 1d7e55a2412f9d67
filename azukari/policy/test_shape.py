"""Each value of a document that has a shape of its own: one that has not is refused at its place, and not another."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from azukari.policy.check import check
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, document, load, parse

STARTING = document(load(STARTER))
type Draft = dict[str, Any]


def _at(draft: Draft, path: str) -> tuple[Any, str]:
    """What holds the value, and its key; of a list, an item by its ``id`` or ``slug``."""
    here: Any = draft
    *above, last = path.split(".")
    for part in above:
        here = next(i for i in here if part in (i.get("id"), i.get("slug"))) if isinstance(here, list) else here[part]
    return here, last


def _with(path: str, value: object) -> Draft:
    draft = deepcopy(STARTING)
    here, key = _at(draft, path)
    here[key] = value
    return draft


def _faults(draft: Draft) -> set[tuple[str, str]]:
    with pytest.raises(PolicyError) as caught:
        parse(json.dumps(draft))
    return {(each.code, each.clause) for each in caught.value.findings}


@pytest.mark.parametrize(
    ("path", "wrong", "clause"),
    [
        ("languages", ["ja", "fr"], "languages.2"),
        ("organisation.timezone", "Asia/Nowhere", ""),
        ("organisation.email", "office", ""),
        ("organisation.website", "seoto", ""),
        ("forms.membership.fields.name.id", "Full Name", "forms.membership.fields.Full Name.id"),
        ("recipients.kotori-mail.country", "jp", ""),
        ("requests.hours.holidays", "Japan", ""),
        ("requests.hours.weekdays", ["mon", "someday"], "requests.hours.weekdays.2"),
        ("requests.hours.year_end", ["12-29", "02-30"], "requests.hours.year_end.2"),
        ("requests.hours.year_end", ["12-29", "1-3"], "requests.hours.year_end.2"),
        ("requests.hours.opens", "9", ""),
        ("statistics.sites", ["seoto.example.org/x"], "statistics.sites.1"),
        ("unconfirmed_days", -1, ""),
        ("unconfirmed_days", True, ""),
        ("draft_days", "", ""),
        ("training.valid", "P0D", ""),
        ("purposes.magazine.exceptional", "maybe", ""),
    ],
)
def test_a_value_of_another_shape_is_refused_where_it_stands(path: str, wrong: object, clause: str) -> None:
    said = {code for code, at in _faults(_with(path, wrong)) if at == (clause or path)}
    assert said in ({"shape.value"}, {"shape.kind"})


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("forms.membership.fields.name.reason", "field.without-reason"),
        ("forms.membership.fields.name.purposes", "field.without-purpose"),
        ("purposes.magazine.ground", "purpose.without-ground"),
        ("purposes.magazine.retention", "purpose.without-retention"),
        ("purposes.magazine.statement", "purpose.without-statement"),
        ("forms.membership.service", "form.without-service"),
        ("recipients.kotori-mail.purposes", "recipient.without-purpose"),
        ("organisation.name", "shape.missing-key"),
    ],
)
def test_what_a_promise_rests_on_is_missed_by_its_name(path: str, code: str) -> None:
    draft = deepcopy(STARTING)
    here, key = _at(draft, path)
    del here[key]
    assert code in {found for found, clause in _faults(draft) if clause.startswith(path.rpartition(".")[0])}


_OURS = "notice lang consents altcha act again draft stamp step challenge"


@pytest.mark.parametrize("id", _OURS.split())
def test_a_question_takes_no_name_that_a_form_needs_itself(id: str) -> None:
    draft = _with("forms.feedback.fields.topic.id", id)
    found = {(each.code, each.clause) for each in check(parse(json.dumps(draft)))}
    assert ("field.reserved", f"forms.feedback.fields.{id}.id") in found


def _swapped(change: Callable[[Draft], object]) -> Draft:
    draft = deepcopy(STARTING)
    change(draft)
    return draft


def test_nothing_stands_twice_in_a_list() -> None:
    twice = _faults(_swapped(lambda draft: draft["forms"]["magazine"]["purposes"].append("magazine")))
    assert {clause for _code, clause in twice} == {"forms.magazine.purposes.magazine"} or len(twice) == 1
    assert _faults(_swapped(lambda draft: draft["requests"]["hours"].update(year_end=["12-29"])))
    assert _faults(_swapped(lambda draft: draft.update(languages="ja")))
