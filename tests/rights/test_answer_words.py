"""The answer to a request says what was decided, what came of each part, why not, and where to complain: for every kind
of request and every outcome, in both languages (P44).
"""

from uuid import UUID

import pytest
from django.utils import translation

from azukari.core.cases.models import Case, CasePart
from azukari.core.policy_versions.current import Current
from azukari.features.rights import answer
from azukari.policy.casework import HOLDS, CaseKind, CaseState, Outcome
from azukari.policy.pack import pack
from tests.cast import NOW

LANGS = ("en", "ja")
ONLY_ANSWERED = {CaseKind.COMPLAINT, CaseKind.QUESTION}
ERASING = {CaseKind.ELIMINATION, CaseKind.STOP_USE, CaseKind.OBJECTION}
LAW = pack("appi")


def case_of(kind: CaseKind, lang: str = "en", outcome: str = "granted") -> Case:
    return Case(kind=kind, lang=lang, outcome=outcome, pack="appi", received_at=NOW)


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_granted_is_told_of_each_kind_in_words_of_its_own(charter: Current, lang: str):
    title = charter.policy.purposes["magazine"].title[lang]
    with translation.override(lang):
        told = {
            kind: answer._granted(case_of(kind, lang), CasePart(purpose="magazine"), charter.policy)
            for kind in CaseKind
        }
    assert {kind for kind, words in told.items() if not words} == ONLY_ANSWERED
    assert len({*told.values()}) == len(CaseKind) - len(ONLY_ANSWERED) + 1
    named = {kind for kind, words in told.items() if title in words}
    assert named == ERASING | {CaseKind.WITHDRAWAL, CaseKind.STOP_PROVISION}


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_address_is_said_to_have_been_asked(charter: Current, lang: str):
    with translation.override(lang):
        case = case_of(CaseKind.CORRECTION, lang)
        asked = answer._granted(case, CasePart(result="asked"), charter.policy)
        assert asked != answer._granted(case, CasePart(result="corrected"), charter.policy)
        assert {"en": "new email address", "ja": "新しい"}[lang] in asked


@pytest.mark.parametrize("lang", LANGS)
def test_each_outcome_has_its_sentence_and_what_is_not_decided_none(charter: Current, lang: str):
    with translation.override(lang):
        told = {one: answer._decided(case_of(CaseKind.RELEASE, lang, one)) for one in Outcome}
        assert answer._decided(case_of(CaseKind.RELEASE, lang, "")) == ""
    said = {one for one, words in told.items() if words}
    assert said == {Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED}
    assert len({told[one] for one in said}) == 3


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ground", LAW.grounds)
def test_a_refusal_names_its_ground_and_the_clause(charter: Current, lang: str, ground: str):
    with translation.override(lang):
        part = CasePart(purpose="magazine", ground=ground)
        told = answer._refused(case_of(CaseKind.ELIMINATION, lang), part, charter.policy, LAW)
    for words in (
        charter.policy.purposes["magazine"].title[lang],
        LAW.grounds[ground].text[lang],
        LAW.grounds[ground].clause[lang],
    ):
        assert words in told


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_part_is_about_is_named_by_its_purpose_its_hold_or_as_everything(charter: Current, lang: str):
    with translation.override(lang):
        hold = next(iter(HOLDS))
        assert answer._use(CasePart(purpose=hold), charter.policy, lang) == HOLDS[hold][0][lang]
        everything = {"en": "everything you asked about", "ja": answer._use(CasePart(), charter.policy, lang)}[lang]
        assert answer._use(CasePart(purpose="gone"), charter.policy, lang) == everything
        assert everything


def test_where_to_complain_is_told_with_the_authority_where_the_policy_names_one(charter: Current):
    requests = charter.policy.requests
    first, *more = answer._complain(charter.policy, "en")
    assert requests.department["en"] in first
    assert requests.phone in first
    assert bool(more) is bool(requests.complaints)
    assert all(requests.complaints["en"] in line for line in more)


@pytest.mark.parametrize("kind", CaseKind)
def test_what_was_erased_has_its_certificate_and_all_else_leads_to_the_own_page(charter: Current, kind: CaseKind):
    done = CasePart(work_id=UUID(int=7))
    kept = CasePart(work_id=UUID(int=8), ground=next(iter(LAW.grounds)))
    with translation.override("en"):
        links = answer._links(case_of(kind), [done, kept], NOW)
        without = answer._links(case_of(kind), [kept], NOW)
    assert without == [("Your own page", "/en/me")]
    if kind in ERASING:
        ((label, path),) = links
        assert label == "Certificate"
        assert path.startswith("/en/me/certificate/")
    else:
        assert links == without


@pytest.mark.parametrize(("lang", "coming", "done"), [("en", "We erase", "Erased"), ("ja", "消します", "消しました")])
def test_an_erasure_is_said_to_be_done_once_it_is(charter: Current, lang: str, coming: str, done: str):
    with translation.override(lang):
        case, part = case_of(CaseKind.ELIMINATION, lang), CasePart(purpose="magazine")
        before = answer._granted(case, part, charter.policy)
        part.done_at = NOW
        after = answer._granted(case, part, charter.policy)
        case.state = CaseState.DECIDED
        announced = answer._decided(case)
        case.state = CaseState.DONE
        assert announced != answer._decided(case)
    assert (coming in before, done in before, coming in after, done in after) == (True, False, False, True)
