"""Any draft that parses can be opened in the editor, looked at as a form and compared: what it lacks is said there."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Draft
from azukari.features.policy.outline import CHAPTERS
from azukari.features.policy.pages import page_of
from azukari.policy.parse import STARTER, canonical, load
from azukari.policy.terms import Policy
from azukari.policy.tree import Plain
from tests.any_draft import MORE, spots
from tests.any_draft import drafts as any_draft
from tests.console import desks

DESK = "/console/policy/"
_CALM = settings(max_examples=6 * MORE, deadline=None, database=None, suppress_health_check=list(HealthCheck))
_SHOWN = 4


@pytest.fixture
def officer(published: Current) -> Client:
    """A privacy officer with a draft of the policy that rules."""
    client = desks.browser(desks.staff("privacy"))
    client.post(f"{DESK}begin/", {"version": 0, "source": "ruling"})
    return client


def pages(plain: Plain) -> list[str]:
    """Every page of the editor of this document."""
    items = {page_of(plain, spot.clause) for spot in spots(plain)}
    return [chapter.slug for chapter in CHAPTERS] + sorted(page for page in items if "." in page)


@_CALM
@given(any_draft(), st.randoms(use_true_random=False))
def test_every_page_of_the_editor_opens(officer: Client, draft: Policy, chance):
    Draft.objects.update(document=canonical(draft))
    there = pages(json.loads(canonical(draft)))
    shown = chance.sample(there, min(_SHOWN, len(there)))
    for address in ["", "changes/", "policy.yaml", *(f"at/{page}/" for page in shown)]:
        assert officer.get(DESK + address).status_code == 200, address
    for slug in draft.forms:
        for lang in ("ja", "en"):
            assert officer.get(f"{DESK}preview/{slug}/?lang={lang}").status_code == 200, slug


def test_whatever_a_button_adds_leaves_the_desk_open(officer: Client):
    for chapter, clause, name in (
        ("purposes", "purposes", "raffle"),
        ("forms", "forms", "raffle"),
        ("recipients", "recipients", "printer"),
    ):
        sent = {"version": version(), "act": f"add {clause}", f"{clause}.new": name}
        assert officer.post(f"{DESK}at/{chapter}/", sent).status_code == 303, clause
        for address in ("", "changes/", f"at/{clause}.{name}/"):
            assert officer.get(DESK + address).status_code == 200, (clause, address)


def version() -> int:
    found = drafts.find()
    assert found is not None
    return found.version


def test_the_desk_names_what_has_one_language_only(officer: Client):
    """The new form's title is written in English; its Japanese name is told as missing, and both pages say its name."""
    plain = json.loads(canonical(load(STARTER)))
    plain["forms"]["raffle"] = {**plain["forms"]["magazine"], "title": {"en": "Summer raffle"}}
    Draft.objects.update(document=json.dumps(plain, ensure_ascii=False))
    desk = officer.get(DESK, headers={"Accept-Language": "ja"})
    assert desk.status_code == 200
    changes = officer.get(f"{DESK}changes/", headers={"Accept-Language": "ja"}).content.decode()
    assert "新しいフォーム「Summer raffle」ができます。" in changes
    assert "ja の文がありません。" in changes
