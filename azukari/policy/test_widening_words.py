"""What somebody is asked to agree to, word for word in both languages: what was until now, and what is from now on."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from azukari.policy.change import Change
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.terms import Policy
from azukari.policy.widening import Aspect, new_uses
from azukari.policy.widening_words import Widened, as_text, in_words

type Draft = dict[str, Any]
type Edit = Callable[[Draft], object]

OLD = load(STARTER)
STARTING = document(OLD)
KOTORI = OLD.recipients["kotori-mail"].name
BOTH = {"ja": "文", "en": "words"}


def _after(*edits: Edit, of: Draft = STARTING) -> Policy:
    draft = deepcopy(of)
    for edit in edits:
        edit(draft)
    return parse(json.dumps(draft))


def _asked(
    ruling: Policy, aspect: Aspect, *, told: Policy = OLD, form: str = "membership", purpose: str = "magazine"
) -> Change:
    uses = frozenset(use for use in new_uses(told, ruling, form=form, purpose=purpose) if use.aspect is aspect)
    [change] = in_words(ruling, [Widened(told, form, uses)])
    return change


def _field(draft: Draft, id: str) -> Draft:
    return next(each for each in draft["forms"]["membership"]["fields"] if each["id"] == id)


def _used_for_the_magazine(*ids: str) -> Edit:
    def edit(draft: Draft) -> None:
        for id in ids:
            _field(draft, id)["purposes"].append("magazine")
            draft["purposes"]["magazine"]["may_use"].append(_field(draft, id)["category"])

    return edit


def _nothing_used(draft: Draft) -> None:
    for field in draft["forms"]["membership"]["fields"]:
        field["purposes"] = [each for each in field["purposes"] if each != "magazine"]


def test_all_that_is_used_is_named_before_and_after_and_names_in_capitals_stay() -> None:
    def in_capitals(draft: Draft) -> None:
        _field(draft, "fax")["label"] = {"ja": "FAX番号", "en": "FAX number"}

    told = _after(in_capitals)
    change = _asked(_after(in_capitals, _used_for_the_magazine("fax")), Aspect.FIELD, told=told)
    assert change.before == {"ja": "お名前、メールアドレス", "en": "Name and email address"}
    assert change.after == {"ja": "お名前、メールアドレス、FAX番号", "en": "Name, email address and FAX number"}
    assert change.sentence == {
        "ja": "「入会の申し込み」に書かれた「FAX番号」を、「メールマガジンをお届けするため」にも使います。",
        "en": "“FAX number”, as you wrote it in “Become a member”, will also be used for “The email magazine”.",
    }


def test_where_nothing_was_used_before_it_says_so() -> None:
    told = _after(_nothing_used)
    ruling = _after(_nothing_used, _used_for_the_magazine("phone"))
    assert _asked(ruling, Aspect.FIELD, told=told).before == {"ja": "使いません", "en": "not used"}


def test_what_a_field_names_and_the_purpose_may_not_use_is_not_said_to_be_used() -> None:
    def named_alone(draft: Draft) -> None:
        _field(draft, "occupation")["purposes"].append("magazine")

    change = _asked(_after(named_alone, _used_for_the_magazine("phone")), Aspect.FIELD)
    assert change.after is not None
    assert change.after["en"] == "Name, email address and phone number"


@pytest.mark.parametrize(
    ("values", "ja", "en"),
    [
        ({"edition": 2}, "で行うことが広がります。", "will cover more than before."),
        ({"exceptional": True}, "例外の目的になります。", "becomes an exceptional purpose, outside our six services."),
        (
            {"edition": 2, "exceptional": True},
            "で行うことが広がります。",
            "will cover more than before.",
        ),
    ],
)
def test_why_a_purpose_is_another_and_that_the_earlier_use_goes_on(values: Draft, ja: str, en: str) -> None:
    ruling = _after(lambda draft: draft["purposes"]["magazine"].update(values, statement=BOTH))
    change = _asked(ruling, Aspect.STATED, form="magazine")
    assert ja in change.sentence["ja"]
    assert change.sentence["ja"].endswith("同意をいただくまでは、これまでの使い方だけが続きます。")
    assert change.sentence["en"] == f"“The email magazine” {en} Until you agree, only the earlier use goes on."
    assert (change.before, change.after) == (OLD.purposes["magazine"].statement, BOTH)


def test_that_another_body_keeps_the_data_and_which() -> None:
    said = {"ja": "法人番号 1111111111111", "en": "Number 1111111111111"}
    change = _asked(_after(lambda draft: draft["organisation"].update(registration=said)), Aspect.BODY)
    assert change.sentence["en"].startswith("Another body will keep your data. Until you agree, what you have left")
    assert change.sentence["ja"].endswith("同意をいただくまで、お預かりしている情報をこの目的には使いません。")
    organisation = OLD.organisation
    assert change.after == {lang: f"{organisation.name[lang]}、{said['ja']}" for lang in ("ja",)} | {
        "en": f"{organisation.name['en']}, {said['en']}"
    }
    assert change.before is not None
    assert change.before["en"] == f"{organisation.name['en']}, {organisation.registration['en']}"


FEWER_EN = "It is bound by fewer duties of confidentiality than before."
FEWER_JA = "その際の守秘の義務は、これまでより少なくなります。"


def _less_bound(draft: Draft) -> None:
    draft["confidentiality"].pop(0)


def _another(draft: Draft) -> None:
    draft["recipients"] = {"other": draft["recipients"]["kotori-mail"] | {"name": BOTH, "country": "DE"}}


@pytest.mark.parametrize(
    ("edits", "who", "fewer"),
    [
        ([_less_bound], KOTORI, True),
        ([_another], BOTH, False),
        ([_less_bound, _another], BOTH, False),
    ],
    ids=["less bound", "new", "new and less bound than others were"],
)
def test_who_receives_what_and_that_they_are_less_bound_than_they_were(
    edits: list[Edit], who: dict[str, str], fewer: bool
) -> None:
    change = _asked(_after(*edits), Aspect.RECIPIENT)
    assert change.sentence["en"].startswith(
        f"{who['en']} will receive your name and email address for “The email magazine”."
    )
    assert change.sentence["ja"].startswith(
        f"{who['ja']}に、お名前、メールアドレスを「メールマガジンをお届けするため」の目的で渡すようになります。"
    )
    assert (change.sentence["en"].endswith(FEWER_EN), change.sentence["ja"].endswith(FEWER_JA)) == (fewer, fewer)
    receives = {
        "ja": f"{KOTORI['ja']}(日本)：お名前、メールアドレス",
        "en": f"{KOTORI['en']} (Japan): name and email address",
    }
    nothing = {"ja": "渡しません", "en": "receives nothing"}
    assert change.before == (receives if who is KOTORI else nothing)
    assert change.after is not None
    assert change.after["en"] == f"{who['en']} ({'Japan' if who is KOTORI else 'Germany'}): name and email address"


def test_of_somebody_who_received_it_for_something_else_it_says_that_they_received_nothing() -> None:
    told = _after(lambda draft: draft["recipients"]["kotori-mail"].update(purposes=["campaign-updates"]))
    change = _asked(OLD, Aspect.RECIPIENT, told=told)
    assert change.before == {"ja": "渡しません", "en": "receives nothing"}


def test_until_when_it_is_kept_and_a_last_day_where_there_is_one() -> None:
    longer = _after(lambda draft: draft["purposes"]["membership"]["retention"].update(period="P2Y"))
    change = _asked(longer, Aspect.KEPT, purpose="membership")
    assert change.sentence == {
        "ja": "「会員管理のため」の情報を、これまでより長くお預かりします。",
        "en": "We will keep what is for “Membership” for longer than before.",
    }
    assert (change.before, change.after) == (
        {"ja": "退会から1年", "en": "1 year after you leave"},
        {"ja": "退会から2年", "en": "2 years after you leave"},
    )
    river = "plastic-free-river"
    later = _after(lambda draft: draft["forms"][river].update(closes="2029-05-01"))
    change = _asked(later, Aspect.KEPT, form=river, purpose="campaign")
    assert (change.before, change.after) == (
        {
            "ja": "署名の締め切りから3か月(受け付けは2028年3月31日まで)",
            "en": "3 months after the campaign closes (open until 31 Mar 2028)",
        },
        {
            "ja": "署名の締め切りから3か月(受け付けは2029年5月1日まで)",
            "en": "3 months after the campaign closes (open until 1 May 2029)",
        },
    )


def test_of_a_form_that_is_gone_the_length_alone_is_told() -> None:
    longer = _after(lambda draft: draft["purposes"]["campaign"]["retention"].update(period="P2Y"))
    gone = replace(longer, forms={slug: form for slug, form in longer.forms.items() if slug != "plastic-free-river"})
    uses = frozenset(
        use for use in new_uses(OLD, gone, form="plastic-free-river", purpose="campaign") if use.aspect is Aspect.KEPT
    )
    [change] = in_words(gone, [Widened(OLD, "plastic-free-river", uses)])
    assert change.after is not None
    assert change.after["en"].startswith("2 years after")


def test_as_plain_text_each_sentence_stands_above_what_was_and_what_will_be() -> None:
    was, now = ({"ja": "前", "en": "was"}, {"ja": "後", "en": "now"})
    said = [
        Change(_asked(_after(_less_bound), Aspect.RECIPIENT).effect, "a", {"ja": "文。", "en": "One."}, True, was, now),
        Change(_asked(_after(_less_bound), Aspect.RECIPIENT).effect, "b", {"ja": "次。", "en": "Two."}),
    ]
    assert as_text(said, lang="en") == "One.\nUntil now: was\nFrom now on: now\n\nTwo.\n"
    assert as_text(said, lang="ja") == "文。\nこれまで：前\nこれから：後\n\n次。\n"


def test_what_is_the_same_for_two_forms_is_asked_once_and_in_the_same_order_always() -> None:
    ruling = _after(_another, lambda draft: draft["purposes"]["magazine"].update(edition=2, statement=BOTH))
    widened = [
        Widened(OLD, form, new_uses(OLD, ruling, form=form, purpose="magazine")) for form in ("magazine", "membership")
    ]
    assert [change.clause for change in in_words(ruling, widened)] == [
        "purposes.magazine.statement",
        "recipients.other",
    ]
