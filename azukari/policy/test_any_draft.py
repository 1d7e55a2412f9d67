"""Any draft that parses can be checked, compared, shown and explained: what it lacks is a finding, not an exception."""

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from azukari.policy import decide, notice
from azukari.policy.asking import pages
from azukari.policy.check import check
from azukari.policy.diff import diff, second_person
from azukari.policy.explain import name_act, name_categories, name_condition
from azukari.policy.minors import with_questions
from azukari.policy.parse import STARTER, load
from azukari.policy.places import place
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Act, Actor, ActorKind, Category, Policy
from tests.any_draft import MORE, drafts

_CALM = settings(max_examples=25 * MORE, deadline=None, database=None, suppress_health_check=list(HealthCheck))
_LANGUAGES = ("ja", "en")
_WHOLE = load(STARTER)


@_CALM
@given(drafts(), drafts())
def test_two_drafts_can_be_compared(one: Policy, other: Policy) -> None:
    for old, new in ((_WHOLE, one), (one, _WHOLE), (one, other)):
        for change in diff(old, new):
            for lang in _LANGUAGES:
                assert change.sentence[lang].strip(), change.clause
            assert change.as_json()
        second_person(old, new)


@_CALM
@given(drafts())
def test_every_draft_has_a_notice_for_every_form(draft: Policy) -> None:
    for form in draft.forms.values():
        for lang in _LANGUAGES:
            assert len(notice.rows(draft, form, lang=lang)) == len(notice.KEYS)
            assert notice.text(draft, form, lang=lang)


@_CALM
@given(drafts())
def test_every_draft_can_be_asked_and_explained(draft: Policy) -> None:
    for words in _said(draft):
        for lang in draft.languages:
            assert words[lang] is not None
    for finding in check(draft):
        assert all(finding.sentence[lang] and finding.remedy[lang] for lang in _LANGUAGES), finding.code
        assert place(finding.clause, draft)["ja"]


def _said(draft: Policy) -> Iterator[object]:
    """Every sentence that is made from a policy."""
    everything = frozenset(Category)
    yield name_categories(draft, everything)
    for act in Act:
        yield name_act(act)
        yield decide.may_act(draft, act, Actor(ActorKind.STAFF, "x", frozenset(draft.duties))).sentence
    for purpose in draft.purposes:
        for kind in ActorKind:
            actor = Actor(kind, "x", frozenset(draft.duties))
            yield decide.may_release(draft, purpose=purpose, categories=everything, actor=actor).sentence
        yield decide.not_agreed(draft, purpose, everything).sentence
        yield kept_for(draft, draft.purposes[purpose])
    for form in draft.forms.values():
        assert pages(with_questions(draft, form))
        yield from (name_condition(form, field.show_if) for field in form.fields if field.show_if)
