"""Whoever a change of the policy touches studies it: by what their duty opens and does, before it and after (P34)."""

from dataclasses import replace

import pytest

from azukari.policy.change import Change, Effect
from azukari.policy.diff import diff
from azukari.policy.parse import STARTER, load
from azukari.policy.retraining import touched, touches
from azukari.policy.terms import Act, Period

POLICY = load(STARTER)
EVERYBODY = frozenset(POLICY.duties)
_MEMBERSHIP = POLICY.forms["membership"]


def _of(clause: str, effect: Effect = Effect.NARROWED) -> frozenset[str]:
    change = Change(effect, clause, {"ja": "変わる", "en": "It changes"})
    return frozenset(slug for slug in POLICY.duties if touches(change, POLICY, POLICY, slug))


def _doing(*acts: Act) -> frozenset[str]:
    return frozenset(slug for slug, duty in POLICY.duties.items() if duty.acts & set(acts))


def _opening(*purposes: str) -> frozenset[str]:
    return frozenset(slug for slug, duty in POLICY.duties.items() if duty.purposes & set(purposes))


_HAVING = frozenset(slug for slug, duty in POLICY.duties.items() if duty.purposes)
_SHARING = _doing(Act.DISCLOSE, Act.APPROVE_DISCLOSURE, Act.SUPERVISE)


@pytest.mark.parametrize(
    ("clause", "whom"),
    [
        ("supplements.incidents", EVERYBODY),
        ("supplements.retention", _doing(Act.RIGHTS)),
        ("requests.limit_days", _doing(Act.RIGHTS)),
        ("statistics.title", _doing(Act.STATISTICS)),
        ("supervision.review_days", _doing(Act.SUPERVISE)),
        ("confidentiality.0", EVERYBODY),
        ("management.0", EVERYBODY),
        ("method", EVERYBODY),
        ("organisation.registration", EVERYBODY),
        ("organisation.phone", frozenset()),
        ("duties.magazine.acts", frozenset({"magazine"})),
        ("purposes.volunteers.retention", _opening("volunteers")),
        ("forms.volunteers.closes", _opening(*POLICY.forms["volunteers"].purposes)),
        (
            "forms.membership.consents",
            _opening(*POLICY.forms["membership"].purposes, *POLICY.forms["membership"].consents),
        ),
        ("encryption", frozenset()),
    ],
)
def test_who_is_asked(clause: str, whom: frozenset[str]):
    assert _of(clause) == whom


def test_other_words_count_where_they_may_mean_another_conduct():
    assert _of("purposes.volunteers.statement", Effect.WORDING) == _opening("volunteers")
    for clause in ("supplements.incidents", "confidentiality.0", "management", "method"):
        assert _of(clause, Effect.WORDING) == EVERYBODY
    assert _of("forms.volunteers.title", Effect.WORDING) == frozenset()
    assert _of("requests.department", Effect.WORDING) == frozenset()


def test_who_had_the_purpose_until_now_is_asked_too():
    volunteers = next(iter(_opening("volunteers")))
    less = replace(POLICY.duties[volunteers], purposes=POLICY.duties[volunteers].purposes - {"volunteers"})
    new = replace(POLICY, duties={**POLICY.duties, volunteers: less})
    change = Change(Effect.NARROWED, "purposes.volunteers.retention", {"ja": "変わる", "en": "It changes"})
    assert touches(change, POLICY, new, volunteers)


@pytest.mark.parametrize(
    ("clause", "whom"),
    [
        ("recipients.kotori-mail.contract", _opening("magazine", "campaign-updates") | _SHARING),
        ("recipients.nobody.contract", _SHARING),
        ("minors.age", _opening("campaign")),
        ("categories.phone", _HAVING),
        ("unconfirmed_days", _HAVING),
        ("draft_days", _HAVING),
        ("questionnaires.least", _doing(Act.STATISTICS)),
        ("forms.membership.fields.name_kana", _opening("membership")),
        ("forms.membership.fields.name", _opening("membership", "dues-record", "magazine")),
        ("forms.membership.fields.no-such-field", frozenset()),
        ("forms.no-such-form.closes", frozenset()),
        ("forms.membership.title", _opening(*_MEMBERSHIP.purposes)),
        ("purposes.no-such-purpose.retention", frozenset()),
        ("duties.no-such-duty.acts", frozenset()),
        ("training.grace_days", frozenset()),
        ("languages", frozenset()),
    ],
)
def test_who_is_asked_of_the_rest(clause: str, whom: frozenset[str]):
    assert _of(clause) == whom


def test_who_did_it_until_now_is_asked_too():
    less = replace(POLICY.duties["privacy"], acts=POLICY.duties["privacy"].acts - {Act.RIGHTS})
    new = replace(POLICY, duties={**POLICY.duties, "privacy": less})
    change = Change(Effect.NARROWED, "requests.limit_days", {"ja": "変わる", "en": "It changes"})
    assert touches(change, POLICY, new, "privacy")
    assert not touches(change, new, new, "privacy"), "They neither do it nor did it."


def test_a_duty_that_is_new_is_asked_and_one_that_is_gone_is_not():
    change = Change(Effect.NARROWED, "management.0", {"ja": "変わる", "en": "It changes"})
    without = replace(POLICY, duties={slug: duty for slug, duty in POLICY.duties.items() if slug != "magazine"})
    assert touches(change, without, POLICY, "magazine")
    assert not touches(change, POLICY, without, "magazine")


def test_a_form_that_is_in_one_of_the_two_policies_alone_counts():
    without = replace(POLICY, forms={slug: form for slug, form in POLICY.forms.items() if slug != "volunteers"})
    change = Change(Effect.WIDENED, "forms.volunteers.closes", {"ja": "変わる", "en": "It changes"})
    for old, new in ((POLICY, without), (without, POLICY)):
        assert touches(change, old, new, "volunteers")
        assert not touches(change, old, new, "feedback")


def test_what_changes_stands_with_each_duty_that_it_touches_and_with_no_other():
    purpose = POLICY.purposes["volunteers"]
    shorter = replace(purpose, retention=replace(purpose.retention, period=Period(days=3)))
    new = replace(POLICY, purposes={**POLICY.purposes, "volunteers": shorter})
    found = touched(POLICY, new)
    assert set(found) == {"volunteers"}
    assert [change.clause for change in found["volunteers"]] == [change.clause for change in diff(POLICY, new)]
    both = replace(new, method={"ja": "別の方法", "en": "Another way"})
    found = touched(POLICY, both)
    assert set(found) == EVERYBODY
    assert {len(some) for slug, some in found.items() if slug != "volunteers"} == {1}
    assert len(found["volunteers"]) == 2


@pytest.mark.parametrize("act", Act)
def test_of_a_recipient_whoever_shares_or_supervises_is_asked(act: Act):
    alone = replace(POLICY.duties["auditor"], acts=frozenset({act}), purposes=frozenset())
    policy = replace(POLICY, duties={"auditor": alone})
    change = Change(Effect.NARROWED, "recipients.kotori-mail.contract", {"ja": "変わる", "en": "It changes"})
    shares = act in (Act.DISCLOSE, Act.APPROVE_DISCLOSURE, Act.SUPERVISE)
    assert touches(change, policy, policy, "auditor") is shares


def test_a_name_that_two_sections_share_is_that_of_its_own_section():
    magazine = POLICY.forms["magazine"]
    forms = {"kotori-mail": replace(_MEMBERSHIP, slug="kotori-mail"), "age": replace(magazine, slug="age")}
    policy = replace(POLICY, forms={**POLICY.forms, **forms})

    def whom(clause: str) -> set[str]:
        change = Change(Effect.NARROWED, clause, {"ja": "変わる", "en": "It changes"})
        return {slug for slug in policy.duties if touches(change, policy, policy, slug)}

    assert whom("forms.kotori-mail.cap") == whom("forms.membership.cap")
    assert whom("minors.age") == whom("forms.plastic-free-river.cap") | whom("forms.plastic-free-river.minors")
