"""What a grant covers once a later policy rules, and what is newly allowed beyond it."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.policy.diff import diff, widens_existing
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.terms import CONFIRMATION, Category, Period, Policy, Purpose, Retention, RetentionStart
from azukari.policy.widening import (
    Aspect,
    NewUse,
    added_fields,
    closes_later,
    covered,
    covered_for,
    keeps_longer,
    new_uses,
    other_body,
    stops,
    words_of_then,
)
from azukari.policy.widening_words import Widened, as_text, digest, in_words

type Draft = dict[str, Any]
type Edit = Callable[[Draft], object]

OLD = load(STARTER)
STARTING = document(OLD)
BOTH = {"ja": "文", "en": "words"}
MEMBERSHIP = OLD.purposes["membership"]
EMAIL, NAME, PHONE = Category.EMAIL, Category.NAME, Category.PHONE


def after(*edits: Edit) -> Policy:
    draft = deepcopy(STARTING)
    for edit in edits:
        edit(draft)
    return parse(json.dumps(draft))


def field(draft: Draft, form: str, id: str) -> Draft:
    return next(f for f in draft["forms"][form]["fields"] if f["id"] == id)


def phone_too(draft: Draft) -> None:
    """The magazine may use the phone number, which members have left already."""
    draft["purposes"]["magazine"]["may_use"].append("phone")
    field(draft, "membership", "phone")["purposes"].append("magazine")


def restated(draft: Draft) -> None:
    draft["purposes"]["magazine"].update(statement=BOTH, edition=2)


def stopped(draft: Draft) -> None:
    draft["purposes"]["magazine"].update(statement=BOTH, edition=2, oldest_edition=2)


def another_hand(draft: Draft) -> None:
    draft["recipients"]["other"] = deepcopy(draft["recipients"]["kotori-mail"])
    draft["recipients"]["other"]["name"] = {"ja": "別の会社", "en": "Another company"}


def aspects(ruling: Policy, form: str = "membership", purpose: str = "magazine") -> dict[Aspect, NewUse]:
    return {use.aspect: use for use in new_uses(OLD, ruling, form=form, purpose=purpose)}


def test_a_category_that_a_purpose_gained_is_not_covered():
    assert covered(OLD, after(phone_too), "magazine") == {EMAIL, NAME}
    assert covered(after(phone_too), after(phone_too), "magazine") == {EMAIL, NAME, PHONE}


def test_a_category_that_a_purpose_lost_is_not_covered_either():
    ruling = after(lambda d: d["purposes"]["magazine"].update(may_use=[]))
    assert covered(OLD, ruling, "magazine") == {EMAIL}


@pytest.mark.parametrize(
    "edit",
    [
        stopped,
        lambda d: d["organisation"].update(registration={"ja": "法人番号 1111111111111", "en": "1111111111111"}),
        lambda d: d["purposes"].pop("magazine"),
    ],
    ids=["stopped", "another body", "gone"],
)
def test_a_purpose_that_is_another_as_a_whole_or_was_stopped_covers_nothing(edit: Edit):
    assert covered(OLD, after(edit), "magazine") == frozenset()


def test_a_purpose_or_a_recipient_that_either_policy_does_not_know_is_covered_by_nothing():
    gone = replace(OLD, purposes={slug: each for slug, each in OLD.purposes.items() if slug != "magazine"})
    alone = replace(OLD, recipients={})
    for told, ruling in ((gone, OLD), (OLD, gone)):
        assert covered(told, ruling, "magazine") == frozenset()
        assert new_uses(told, ruling, form="membership", purpose="magazine") == frozenset()
        assert not stops(told, ruling, "magazine")
    for told, ruling in ((alone, OLD), (OLD, alone)):
        assert covered_for(told, ruling, "magazine", "kotori-mail") == frozenset()
    nothing = replace(OLD.purposes["magazine"], needs=frozenset(), may_use=frozenset())
    assert not stops(replace(OLD, purposes={**OLD.purposes, "magazine": nothing}), OLD, "magazine")


def test_a_recipient_is_handed_what_both_policies_name_for_it():
    kotori = OLD.recipients["kotori-mail"]

    def naming(*categories: Category, purposes: tuple[str, ...] = kotori.purposes) -> Policy:
        changed = replace(kotori, categories=frozenset(categories), purposes=purposes)
        return replace(OLD, recipients={"kotori-mail": changed})

    for told, ruling in ((naming(EMAIL), naming(EMAIL, NAME)), (naming(EMAIL, NAME), naming(EMAIL))):
        assert covered_for(told, ruling, "magazine", "kotori-mail") == {EMAIL}
    none = naming(EMAIL, purposes=())
    assert covered_for(none, naming(EMAIL), "magazine", "kotori-mail") == frozenset()
    assert covered_for(naming(EMAIL), none, "magazine", "kotori-mail") == frozenset()


@pytest.mark.parametrize(
    ("was", "now", "other"),
    [
        ("NPO 0000000000001", "Certified NPO 0000000000001", False),
        ("NPO 0000000000001", "NPO 0000000000002", True),
        ("NPO 0000000000001", "NPO", True),
        ("NPO", "NPO 0000000000001", True),
        ("Association", "Association", False),
        ("Association", "Another one", True),
    ],
)
def test_whether_another_body_keeps_the_data(was: str, now: str, *, other: bool):
    told, ruling = (
        replace(OLD, organisation=replace(OLD.organisation, registration={"ja": said, "en": said}))
        for said in (was, now)
    )
    assert other_body(told, ruling) is other


@pytest.mark.parametrize(
    "edit", [restated, lambda d: d["purposes"]["magazine"].update(exceptional=True)], ids=["restated", "exceptional"]
)
def test_the_earlier_use_goes_on_in_the_words_of_then_where_a_purpose_says_more(edit: Edit):
    ruling = after(edit)
    assert covered(OLD, ruling, "magazine") == {EMAIL, NAME}
    assert words_of_then(OLD, ruling, "magazine") == OLD.purposes["magazine"].statement
    assert words_of_then(OLD, OLD, "magazine") is None
    gone = replace(OLD, purposes={slug: each for slug, each in OLD.purposes.items() if slug != "magazine"})
    assert words_of_then(gone, ruling, "magazine") is words_of_then(OLD, gone, "magazine") is None
    assert words_of_then(ruling, ruling, "magazine") is None
    assert Aspect.STATED in aspects(ruling, form="magazine")  # and its people are asked


def test_whoever_agreed_to_the_oldest_edition_that_holds_is_not_stopped():
    second = after(stopped)
    third = after(lambda d: d["purposes"]["magazine"].update(statement=BOTH, edition=3, oldest_edition=2))
    assert covered(second, third, "magazine") == {EMAIL, NAME}
    assert not stops(second, third, "magazine")
    assert stops(OLD, third, "magazine")


def test_the_question_says_whether_the_earlier_use_goes_on_or_stops():
    for edit, words in ((restated, "only the earlier use goes on"), (stopped, "is not used for it at all")):
        ruling = after(edit)
        uses = new_uses(OLD, ruling, form="magazine", purpose="magazine")
        assert words in as_text(in_words(ruling, [Widened(OLD, "magazine", uses)]), lang="en")


def test_the_program_s_own_purposes_are_in_no_charter_and_go_on():
    assert EMAIL in covered(OLD, after(phone_too), CONFIRMATION)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.update(security=BOTH),
        lambda d: d["purposes"]["magazine"].update(statement=BOTH),
        lambda d: d["purposes"]["magazine"].update(may_use=[]),
        lambda d: d["forms"]["membership"].update(title=BOTH),
        lambda d: d["purposes"]["magazine"].update(ground="contract"),
        lambda d: d["organisation"].update(registration={"ja": "認定 0000000000000", "en": "0000000000000"}),
        lambda d: d["forms"]["membership"]["purposes"].append("feedback"),
        lambda d: field(d, "membership", "phone")["purposes"].append("magazine"),  # the magazine does not use it
    ],
    ids=["wording", "statement", "narrowed", "title", "ground", "certified", "new purpose", "unused"],
)
def test_wording_and_narrowing_are_nothing_to_ask_about(edit: Edit):
    ruling = after(edit)
    assert not any(new_uses(OLD, ruling, form=form, purpose=purpose) for form in OLD.forms for purpose in OLD.purposes)


def test_an_answer_that_serves_a_further_purpose_is_new_and_named():
    ruling = after(phone_too)
    assert aspects(ruling) == {Aspect.FIELD: NewUse(Aspect.FIELD, "magazine", "phone", frozenset({PHONE}))}
    assert added_fields(OLD, ruling, form="membership", purpose="magazine") == {"phone"}
    assert aspects(ruling, form="magazine") == {}  # that form never asked for it


def test_in_a_list_of_fields_only_the_first_begins_with_a_capital():
    ruling = after(phone_too)
    uses = frozenset({aspects(ruling)[Aspect.FIELD]})
    [change] = in_words(ruling, [Widened(OLD, "membership", uses)])
    assert change.after
    first, *others = re.split(", | and ", change.after["en"])
    assert first[0].isupper()
    assert others
    assert [label for label in others if label[0].isupper()] == []


def test_a_field_that_is_asked_only_from_now_on_concerns_nobody_of_before():
    extra = {
        "id": "extra",
        "category": "phone",
        "type": "phone",
        "label": BOTH,
        "purposes": ["magazine"],
        "reason": BOTH,
    }
    ruling = after(phone_too, lambda d: d["forms"]["magazine"]["fields"].append(extra))
    assert aspects(ruling, form="magazine") == {}


def test_a_recipient_gets_what_people_were_told_and_no_more():
    ruling = after(another_hand)
    assert covered_for(OLD, ruling, "magazine", "kotori-mail") == {EMAIL, NAME}
    assert covered_for(OLD, ruling, "magazine", "other") == frozenset()
    assert set(aspects(ruling)) == {Aspect.RECIPIENT}
    assert aspects(ruling)[Aspect.RECIPIENT].what == "other"


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["recipients"]["kotori-mail"].update(country="DE"),
        lambda d: d["recipients"]["kotori-mail"].update(name=BOTH),
        lambda d: d["confidentiality"].pop(0),
    ],
    ids=["country", "name", "less bound"],
)
def test_another_company_another_country_and_fewer_duties_are_another_recipient(edit: Edit):
    ruling = after(edit)
    assert covered_for(OLD, ruling, "magazine", "kotori-mail") == frozenset()
    assert Aspect.RECIPIENT in aspects(ruling, form="magazine")
    assert covered(OLD, ruling, "magazine") == {EMAIL, NAME}  # among ourselves nothing changed


def test_a_recipient_that_gained_a_purpose_gets_nothing_for_it():
    ruling = after(lambda d: d["recipients"]["kotori-mail"]["purposes"].append("membership"))
    assert covered_for(OLD, ruling, "membership", "kotori-mail") == frozenset()
    assert aspects(ruling, purpose="membership")[Aspect.RECIPIENT].categories == {EMAIL, NAME}


def test_another_body_behind_the_policy_is_asked_about_and_another_wording_of_it_is_not():
    other = after(
        lambda d: d["organisation"].update(registration={"ja": "法人番号 1111111111111", "en": "1111111111111"})
    )
    assert {*aspects(other)} >= {Aspect.BODY}
    assert {*aspects(after(restated))} == {Aspect.STATED}
    assert Aspect.BODY not in aspects(after(phone_too))


def named_alone(draft: Draft) -> None:
    """The field names the magazine, which may not use such data."""
    field(draft, "membership", "phone")["purposes"].append("magazine")


def allowed_alone(draft: Draft) -> None:
    """The magazine may use such data, and the field does not name it."""
    draft["purposes"]["magazine"]["may_use"].append("phone")


@pytest.mark.parametrize("told", [named_alone, allowed_alone])
def test_an_answer_serves_by_its_field_and_its_kind_together(told: Edit):
    half, whole = after(told), after(phone_too)
    found = {use.aspect for use in new_uses(half, whole, form="membership", purpose="magazine")}
    assert Aspect.FIELD in found
    assert Aspect.FIELD not in {use.aspect for use in new_uses(whole, whole, form="membership", purpose="magazine")}
    assert Aspect.FIELD not in {use.aspect for use in new_uses(OLD, half, form="membership", purpose="magazine")}


def test_a_form_that_is_gone_or_new_closes_no_later():
    form = OLD.forms["plastic-free-river"]
    assert not closes_later(None, form)
    assert not closes_later(form, None)
    assert not closes_later(form, form)
    assert closes_later(form, after(lambda d: d["forms"]["plastic-free-river"].pop("closes")).forms[form.slug])
    assert not closes_later(after(lambda d: d["forms"]["plastic-free-river"].pop("closes")).forms[form.slug], form)


def test_a_longer_time_and_a_later_end_are_new():
    longer = after(lambda d: d["purposes"]["membership"]["retention"].update(period="P2Y"))
    assert set(aspects(longer, purpose="membership")) == {Aspect.KEPT}
    later = after(lambda d: d["forms"]["plastic-free-river"].update(closes="2029-03-31"))
    assert set(aspects(later, form="plastic-free-river", purpose="campaign")) == {Aspect.KEPT}
    assert covered(OLD, longer, "membership") == OLD.purposes["membership"].categories


@pytest.mark.parametrize(
    ("was", "now", "longer"),
    [
        (("confirmed", 1), ("confirmed", 1), None),
        (("confirmed", 1), ("confirmed", 2), True),
        (("confirmed", 2), ("confirmed", 1), False),
        (("confirmed", 1), ("ended", 1), True),
        (("ended", 1), ("confirmed", 1), False),
        (("confirmed", 2), ("ended", 1), True),
        (("ended", 1), ("confirmed", 2), True),
    ],
)
def test_what_is_kept_longer(was: tuple[str, int], now: tuple[str, int], *, longer: bool | None):
    """In doubt it is longer: so people are asked."""

    def kept(start: str, years: int) -> Purpose:
        return replace(MEMBERSHIP, retention=Retention(RetentionStart(start), Period(years)))

    assert keeps_longer(kept(*was), kept(*now)) is longer


def test_who_is_asked_about_a_recipient_is_whoever_left_something_for_it():
    """A form that never asked for a telephone number hands none over, whatever the recipient may have."""
    ruling = after(phone_too, another_hand, lambda d: d["recipients"]["other"]["categories"].append("phone"))
    assert aspects(ruling, form="magazine")[Aspect.RECIPIENT].categories == {EMAIL, NAME}
    assert aspects(ruling, form="membership")[Aspect.RECIPIENT].categories == {EMAIL, NAME, PHONE}
    unused = after(another_hand, lambda d: d["recipients"]["other"]["categories"].append("phone"))
    assert aspects(unused, form="membership")[Aspect.RECIPIENT].categories == {EMAIL, NAME}


def test_a_recipient_s_category_that_the_purpose_could_not_use_before_is_new_for_it():
    named = after(lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone"))
    both = after(phone_too, lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone"))
    found = {use.aspect: use for use in new_uses(named, both, form="membership", purpose="magazine")}
    assert found[Aspect.RECIPIENT].categories == {PHONE}


def test_a_form_that_either_policy_does_not_know_adds_no_answers():
    without = replace(OLD, forms={slug: form for slug, form in OLD.forms.items() if slug != "membership"})
    for told, ruling in ((OLD, without), (without, OLD), (without, without)):
        assert Aspect.FIELD not in {use.aspect for use in new_uses(told, ruling, form="membership", purpose="magazine")}


def test_a_field_that_asks_for_something_else_now_is_another():
    ruling = after(
        phone_too,
        lambda d: field(d, "membership", "phone").update(category="fax"),
        lambda d: d["purposes"]["magazine"]["may_use"].append("fax"),
    )
    assert Aspect.FIELD not in aspects(ruling)


@pytest.mark.parametrize(
    ("was", "now", "other"),
    [
        (("法人番号 1111111111111", "Number 1111111111111"), ("法人 1111111111111", "1111111111111"), False),
        (("法人番号 1111111111111", "NPO"), ("法人番号 2222222222222", "NPO"), True),
        (("法人番号 1111111111111", "NPO"), ("法人番号 1111111111111", "An NPO"), True),
    ],
    ids=["same number in both", "a number in one language", "words changed beside a number in one language"],
)
def test_a_number_counts_where_it_stands_in_each_language(was: tuple[str, str], now: tuple[str, str], *, other: bool):
    told, ruling = (
        replace(OLD, organisation=replace(OLD.organisation, registration={"ja": ja, "en": en})) for ja, en in (was, now)
    )
    assert other_body(told, ruling) is other


EDITS: list[Edit] = [
    phone_too,
    restated,
    stopped,
    another_hand,
    lambda d: d["purposes"]["magazine"].update(may_use=[]),
    lambda d: d["purposes"]["membership"]["retention"].update(period="P2Y"),
    lambda d: d["purposes"]["volunteers"]["may_use"].append("fax"),
    lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone"),
    lambda d: field(d, "membership", "fax")["purposes"].append("magazine"),
    lambda d: d["purposes"]["membership"].update(exceptional=True),
    lambda d: d.update(security=BOTH),
]


@cache
def edited(chosen: frozenset[int]) -> Policy:
    return after(*(EDITS[i] for i in sorted(chosen)))


CHOICES = st.frozensets(st.sampled_from(range(len(EDITS))))


@settings(max_examples=40)
@given(CHOICES, CHOICES)
def test_nothing_outside_either_policy_is_ever_covered(before: frozenset[int], later: frozenset[int]):
    told, ruling = edited(before), edited(later)
    for purpose in OLD.purposes:
        found = covered(told, ruling, purpose)
        assert found <= told.purposes[purpose].categories & ruling.purposes[purpose].categories
        for recipient in ruling.recipients:
            handed = covered_for(told, ruling, purpose, recipient)
            assert handed <= found
            if handed:
                assert purpose in told.recipients[recipient].purposes
                assert handed <= told.recipients[recipient].categories


@settings(max_examples=40)
@given(CHOICES)
def test_whatever_there_is_to_ask_about_the_comparison_calls_a_widening(chosen: frozenset[int]):
    ruling = edited(chosen)
    asked = any(new_uses(OLD, ruling, form=form, purpose=purpose) for form in OLD.forms for purpose in OLD.purposes)
    if asked:
        assert widens_existing(diff(OLD, ruling))
    else:
        for purpose in OLD.purposes:
            told_and_ruling = OLD.purposes[purpose].categories & ruling.purposes[purpose].categories
            assert covered(OLD, ruling, purpose) == told_and_ruling


def test_the_question_shows_the_old_words_and_the_new():
    ruling = after(phone_too, restated, another_hand)
    widened = [
        Widened(OLD, form, new_uses(OLD, ruling, form=form, purpose="magazine")) for form in ("membership", "magazine")
    ]
    changes = in_words(ruling, widened)
    clauses = [change.clause for change in changes]
    assert clauses == [
        "purposes.magazine.statement",
        "forms.membership.fields.phone.purposes.magazine",
        "recipients.other",
    ]
    stated, answered, handed = changes
    assert (stated.before, stated.after) == (OLD.purposes["magazine"].statement, BOTH)
    assert answered.before is not None
    assert answered.after is not None
    label = next(f for f in OLD.forms["membership"].fields if f.id == "phone").label
    for lang in ("ja", "en"):
        assert label[lang].lower() not in answered.before[lang].lower()
        assert label[lang].lower() in answered.after[lang].lower()
    assert handed.before == {"ja": "渡しません", "en": "receives nothing"}
    assert handed.after is not None
    assert "Another company" in handed.after["en"]


def test_the_question_in_plain_text_has_a_digest_of_its_own_in_each_language_and_under_each_charter():
    changes = in_words(
        after(restated), [Widened(OLD, "magazine", new_uses(OLD, after(restated), form="magazine", purpose="magazine"))]
    )
    words = {lang: as_text(changes, lang=lang) for lang in ("ja", "en")}
    assert "これまで：" in words["ja"]
    assert "From now on: words" in words["en"]
    digests = {digest(charter=n, lang=lang, text=words[lang]) for n in (2, 3) for lang in words}
    assert len(digests) == 4
