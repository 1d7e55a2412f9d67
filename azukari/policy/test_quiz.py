"""Questions about a duty and a change: one right answer that the policy gives, others that are wrong (P33, P34)."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from azukari.policy.change import Change, Effect
from azukari.policy.diff import diff
from azukari.policy.explain import name_act, name_categories
from azukari.policy.parse import STARTER, load
from azukari.policy.places import SECTIONS
from azukari.policy.quiz import MOST_OF_CHANGES, QuizQuestion, digest, mark, of_changes, of_duty
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Act, Category, Period

POLICY = load(STARTER)
DUTIES = sorted(POLICY.duties)


def _about(duty: str, words: str) -> QuizQuestion | None:
    return next((one for one in of_duty(POLICY, duty) if words in one.text["en"]), None)


@pytest.mark.parametrize("duty", DUTIES)
def test_which_purpose_opens(duty):
    mine = [POLICY.purposes[each].title for each in POLICY.purposes if each in POLICY.duties[duty].purposes]
    asked = _about(duty, "personal data does" if not mine else "which purpose may you open")
    assert asked
    others = [each.title for slug, each in POLICY.purposes.items() if slug not in POLICY.duties[duty].purposes]
    assert asked.right == (mine[0] if mine else {"ja": "どれも開けない", "en": "None"})
    assert asked.wrong == tuple(others[:2])


@pytest.mark.parametrize("duty", DUTIES)
def test_what_is_not_used_for_it(duty):
    asked = _about(duty, "What is not used for")
    mine = [each for slug, each in POLICY.purposes.items() if slug in POLICY.duties[duty].purposes]
    if not mine:
        assert asked is None
        return
    assert asked
    purpose = mine[0]
    assert purpose.title["en"] in asked.text["en"]
    outside = [each for each in POLICY.categories if each not in purpose.categories and each is not Category.ANSWER]
    assert asked.right == name_categories(POLICY, outside[:1])
    assert asked.wrong == tuple(name_categories(POLICY, [each]) for each in sorted(purpose.categories)[:2])
    assert all(name_categories(POLICY, [each])["en"] in asked.why["en"] for each in purpose.categories)


@pytest.mark.parametrize("duty", DUTIES)
def test_until_when_it_is_kept(duty):
    asked = _about(duty, "Until when do we promise")
    mine = [each for slug, each in POLICY.purposes.items() if slug in POLICY.duties[duty].purposes]
    if not mine:
        assert asked is None
        return
    assert asked
    assert asked.right == kept_for(POLICY, mine[0])
    assert len(asked.wrong) == 2
    assert asked.wrong[-1]["en"] == "For as long as it may be useful"
    assert asked.wrong[0]["en"] in {kept_for(POLICY, each)["en"] for each in POLICY.purposes.values()}


@pytest.mark.parametrize("duty", DUTIES)
def test_what_belongs_to_it(duty):
    asked, mine = _about(duty, "belongs to your duty"), sorted(POLICY.duties[duty].acts)
    if not mine:
        assert asked is None
        return
    assert asked
    assert asked.right == name_act(mine[0])
    assert len(asked.wrong) == 2
    assert not {name_act(each)["en"] for each in mine} & {each["en"] for each in asked.wrong}


@pytest.mark.parametrize("duty", DUTIES)
def test_each_question_has_one_right_answer_and_hides_which(duty):
    for asked in of_duty(POLICY, duty):
        for lang in ("ja", "en"):
            answers = [asked.right[lang], *(each[lang] for each in asked.wrong)]
            assert len(set(answers)) == len(answers) >= 2
        words = [word for word, _text in asked.options()]
        assert words == sorted(words), "Their order is that of the words, which tells nothing."
        assert dict(asked.options())[asked.answer] == asked.right
        assert all(asked.word(each) in words for each in asked.wrong)


def test_a_duty_of_everything_is_not_asked_what_else_there_is():
    whole = replace(POLICY.duties["privacy"], purposes=frozenset(POLICY.purposes), acts=frozenset(Act))
    policy = replace(POLICY, duties={"whole": replace(whole, slug="whole")})
    said = [one.text["en"] for one in of_duty(policy, "whole")]
    assert len(said) == 2
    assert not any("belongs to your duty" in each or "may you open" in each for each in said)


def test_where_nothing_may_be_opened_and_there_is_nothing_else():
    policy = replace(POLICY, purposes={}, duties={"auditor": POLICY.duties["auditor"]})
    asked = of_duty(policy, "auditor")[0]
    assert (asked.right["en"], [each["en"] for each in asked.wrong]) == ("None", ["Whatever I find useful"])


def test_marks_stand_at_the_places_of_the_questions():
    asked = of_duty(POLICY, "membership")
    right = {at: one.answer for at, one in enumerate(asked)}
    assert mark(asked, right) == (True,) * len(asked)
    for at, one in enumerate(asked):
        wrong = {**right, at: one.word(one.wrong[0])}
        assert mark(asked, wrong) == tuple(each != at for each in range(len(asked)))
        assert mark(asked, {k: v for k, v in right.items() if k != at}) == mark(asked, wrong)


def test_the_digest_changes_with_each_word_and_with_the_order():
    first, second = of_duty(POLICY, "membership")[:2]
    other = {"ja": "ほか", "en": "Other"}
    seen = {
        digest(each)
        for each in (
            [first, second],
            [second, first],
            [first],
            [replace(first, text=other), second],
            [replace(first, right=other), second],
            [replace(first, wrong=(other,)), second],
            [replace(first, why=other), second],
            [replace(first, why={**first.why, "ja": "ほか"}), second],
        )
    }
    assert len(seen) == 8
    assert digest([first, second]) == digest([first, second])
    assert all(len(each) == 64 for each in seen)


def test_what_a_pass_kept_can_be_reckoned_again_whatever_the_order_of_the_languages():
    one = QuizQuestion(_said("問い"), _said("right"), (_said("wrong"),), _said("why"))
    text, right = (MappingProxyType({"en": each["en"], "ja": each["ja"]}) for each in (one.text, one.right))
    turned = replace(one, text=text, right=right)
    assert digest([one]) == digest([turned]) == "b741fc807962592b8c0bf5decb4983afce5d31f03d3f0d070551e7b01b024bf3"
    assert one.answer == turned.answer == "21ba76102e09ea12"


def test_the_same_answer_to_another_question_is_sent_by_another_word():
    first, second = of_duty(POLICY, "membership")[:2]
    assert first.answer != replace(second, right=first.right).answer


def test_of_two_other_acts_both_are_offered():
    others = sorted(Act)[:2]
    duty = replace(POLICY.duties["privacy"], acts=frozenset(Act) - frozenset(others))
    policy = replace(POLICY, duties={"privacy": duty})
    [asked] = [one for one in of_duty(policy, "privacy") if "belongs to your duty" in one.text["en"]]
    assert asked.wrong == tuple(name_act(each) for each in others)


def test_of_a_wider_purpose_what_changes_is_asked_and_not_its_words():
    change = Change(Effect.WIDENED, "purposes.magazine.statement", _said("new"), before=_said("a"), after=_said("b"))
    [asked] = of_changes([change], POLICY, POLICY)
    assert asked.text["en"] == "Which part of the policy changes?"


def _shorter():
    purpose = POLICY.purposes["volunteers"]
    kept = replace(purpose, retention=replace(purpose.retention, period=Period(days=3)))
    return replace(POLICY, purposes={**POLICY.purposes, "volunteers": kept})


def test_a_change_is_asked_with_what_was_before_as_the_wrong_answer():
    new = _shorter()
    changes = [each for each in diff(POLICY, new) if each.clause.startswith("purposes.volunteers")]
    assert changes
    asked = of_changes(changes, POLICY, new)
    assert 1 <= len(asked) <= MOST_OF_CHANGES
    back = {each.sentence["en"] for each in diff(new, POLICY)}
    for one, change in zip(asked, changes, strict=False):
        assert one.right == change.sentence == one.why
        assert one.wrong[0]["en"] in back
        assert one.wrong[1]["en"].endswith(": nothing changes.")


def test_of_many_changes_two_are_asked():
    new = _shorter()
    change = next(each for each in diff(POLICY, new) if each.clause.startswith("purposes.volunteers"))
    assert len(of_changes([change] * 5, POLICY, new)) == MOST_OF_CHANGES == 2


def _said(what: str) -> Mapping[str, str]:
    return {"ja": f"{what}です。", "en": f"It is {what}."}


def test_of_other_words_the_words_themselves_are_asked():
    change = Change(Effect.WORDING, "management", _said("new"), before=_said("before"), after=_said("after"))
    [asked] = of_changes([change], POLICY, POLICY)
    assert (asked.right, asked.wrong, asked.why) == (_said("after"), (_said("before"),), _said("new"))


@pytest.mark.parametrize(("before", "after"), [(None, _said("after")), (_said("before"), None)])
def test_of_a_change_that_has_no_other_way_round_the_place_is_asked(before, after):
    change = Change(Effect.WORDING, "purposes.volunteers.statement", _said("new"), before=before, after=after)
    [asked] = of_changes([change], POLICY, POLICY)
    assert asked.text["en"] == "Which part of the policy changes?"
    assert len(asked.wrong) == 2
    assert asked.right not in asked.wrong
    assert not any("purposes" in each["en"].lower() for each in asked.wrong)


def test_a_way_back_that_says_the_same_is_no_wrong_answer():
    new = _shorter()
    there = [each for each in diff(POLICY, new) if each.clause.startswith("purposes.volunteers")]
    back = [each for each in diff(new, POLICY) if each.clause == there[0].clause]
    asked = of_changes([there[0], *back], POLICY, new)
    assert all(asked[0].right != each for each in asked[0].wrong)


def _asked_of(**categories: frozenset[Category]) -> list[str]:
    """Of which purposes a duty of these is asked what they do not use."""
    some = {slug: replace(POLICY.purposes["magazine"], slug=slug, title={"ja": slug, "en": slug}, needs=used,
                          may_use=frozenset()) for slug, used in categories.items()}  # fmt: skip
    duty = replace(POLICY.duties["magazine"], purposes=frozenset(some))
    policy = replace(POLICY, purposes=some, duties={"magazine": duty})
    texts = [one.text["en"] for one in of_duty(policy, "magazine")]
    return [text.partition("“")[2].rstrip("”?") for text in texts if text.startswith("What is not used")]


def test_of_a_purpose_that_uses_nothing_or_everything_nothing_is_asked():
    everything, name = frozenset(POLICY.categories), frozenset({Category.NAME})
    assert _asked_of(whole=everything, other=name) == ["other"]
    assert _asked_of(nothing=frozenset(), other=name) == ["other"]
    assert _asked_of(whole=everything, nothing=frozenset()) == []
    assert _asked_of(most=everything - {Category.ANSWER}) == [], "An answer is asked for by the form alone."
    assert _asked_of(first=name, second=name) == ["first"]


def test_the_part_that_changes_is_no_wrong_answer():
    change = Change(Effect.WORDING, "management", _said("new"))
    [asked] = of_changes([change], POLICY, POLICY)
    wrong = [f"“{en}”" for key, (_ja, en) in SECTIONS.items() if key != "management"]
    assert [each["en"] for each in asked.wrong] == wrong[:2]
    first = next(iter(SECTIONS))
    [asked] = of_changes([replace(change, clause=first)], POLICY, POLICY)
    assert f"“{SECTIONS[first][1]}”" not in [each["en"] for each in asked.wrong]
