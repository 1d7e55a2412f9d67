"""What a new policy changes for people, and whether it reaches those who are here already."""
# ruff: noqa: E501 - the table reads best with one change a line

import json
from collections.abc import Callable
from copy import deepcopy
from inspect import isfunction
from typing import Any

import pytest

from azukari.policy.change import Change, Effect, from_json
from azukari.policy.changes import forms, layout, office, purposes, recipients
from azukari.policy.diff import RULES, SecondPerson, diff, second_person, widens_existing
from azukari.policy.parse import STARTER, document, load, parse

type Draft = dict[str, Any]

OLD = load(STARTER)
STARTING = document(OLD)
BOTH = {"ja": "文", "en": "words"}
EXTRA = {"id": "extra", "category": "answer", "type": "text", "label": BOTH, "purposes": ["membership"], "reason": BOTH}
WIDENED, NARROWED, WORDING, NEUTRAL = Effect.WIDENED, Effect.NARROWED, Effect.WORDING, Effect.NEUTRAL


def changes(change: Callable[[Draft], object]) -> tuple[Change, ...]:
    draft = deepcopy(STARTING)
    change(draft)
    return diff(OLD, parse(json.dumps(draft)))


def field(draft: Draft, form: str, id: str) -> Draft:
    return next(f for f in draft["forms"][form]["fields"] if f["id"] == id)


CASES: list[tuple[str, Effect, bool, Callable[[Draft], object]]] = [
    ("purposes.raffle", WIDENED, False, lambda d: d["purposes"].update(raffle=d["purposes"]["magazine"])),
    ("purposes.campaign-updates", NARROWED, False, lambda d: d["purposes"].pop("campaign-updates")),
    ("forms.membership.fields.name.hint", WORDING, False, lambda d: field(d, "membership", "name").pop("hint")),
    ("purposes.magazine.needs", WIDENED, True, lambda d: d["purposes"]["magazine"]["may_use"].append("phone")),
    ("purposes.magazine.needs", NARROWED, False, lambda d: d["purposes"]["magazine"].update(may_use=[])),
    ("purposes.membership.retention", WIDENED, True, lambda d: d["purposes"]["membership"]["retention"].update(period="P13M")),
    ("purposes.membership.retention", NARROWED, False, lambda d: d["purposes"]["membership"]["retention"].update(period="P6M")),
    ("purposes.membership.retention", NEUTRAL, False, lambda d: d["purposes"]["membership"]["retention"].update(period="P12M")),
    ("purposes.questionnaire.retention", WIDENED, True, lambda d: d["purposes"]["questionnaire"]["retention"].update(start="ended", period="P1D")),
    ("purposes.magazine.ground", WIDENED, False, lambda d: d["purposes"]["magazine"].update(ground="contract")),
    ("purposes.membership.ground", NARROWED, False, lambda d: d["purposes"]["membership"].update(ground="consent")),
    ("purposes.magazine.exceptional", WIDENED, True, lambda d: d["purposes"]["magazine"].update(exceptional=True)),
    ("purposes.magazine.second_person", NARROWED, False, lambda d: d["purposes"]["magazine"].update(second_person=True)),
    ("purposes.magazine.statement", WORDING, False, lambda d: d["purposes"]["magazine"].update(statement=BOTH)),
    ("purposes.magazine.statement", WIDENED, True, lambda d: d["purposes"]["magazine"].update(statement=BOTH, edition=2)),
    ("purposes.magazine.statement", NEUTRAL, False, lambda d: d["purposes"]["magazine"].update(edition=0)),
    ("forms.membership.fields.phone.purposes.feedback", WIDENED, False, lambda d: field(d, "membership", "phone")["purposes"].append("feedback")),
    ("organisation.registration", WORDING, False, lambda d: d["organisation"].update(registration={"ja": "認定特定非営利活動法人(法人番号 0000000000000)", "en": "Certified nonprofit (0000000000000)"})),
    ("recipients.other", WIDENED, True, lambda d: d["recipients"].update(other=d["recipients"]["kotori-mail"])),
    ("recipients.kotori-mail", NARROWED, False, lambda d: d.update(recipients={})),
    ("recipients.kotori-mail.categories", WIDENED, True, lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone")),
    ("recipients.kotori-mail.categories", NARROWED, False, lambda d: d["recipients"]["kotori-mail"].update(categories=["email"])),
    ("recipients.kotori-mail.purposes", WIDENED, True, lambda d: d["recipients"]["kotori-mail"]["purposes"].append("membership")),
    ("recipients.kotori-mail.purposes", NARROWED, False, lambda d: d["recipients"]["kotori-mail"].update(purposes=["magazine"])),
    ("recipients.kotori-mail.country", WIDENED, True, lambda d: d["recipients"]["kotori-mail"].update(country="DE")),
    ("recipients.kotori-mail.contract", NEUTRAL, False, lambda d: d["recipients"]["kotori-mail"]["contract"].update(ends="2032-03-31")),
    ("confidentiality.purpose-only", WIDENED, True, lambda d: d["confidentiality"].pop(0)),
    ("confidentiality.oath", NARROWED, False, lambda d: d["confidentiality"].append({"slug": "oath", "text": BOTH})),
    ("duties.magazine.purposes", WIDENED, False, lambda d: d["duties"]["magazine"]["purposes"].append("membership")),
    ("duties.magazine.purposes", NARROWED, False, lambda d: d["duties"]["magazine"].update(purposes=[])),
    ("duties.magazine.acts", WIDENED, False, lambda d: d["duties"]["magazine"]["acts"].append("export")),
    ("duties.magazine.acts", NARROWED, False, lambda d: d["duties"]["magazine"].pop("acts")),
    ("duties.membership.lists", WIDENED, False, lambda d: d["duties"]["membership"]["lists"].append("phone")),
    ("duties.membership.lists", NARROWED, False, lambda d: d["duties"]["membership"].pop("lists")),
    ("duties.magazine.sealed", WIDENED, False, lambda d: d["duties"]["magazine"].update(sealed=["campaign"])),
    ("duties.magazine.passkey", NARROWED, False, lambda d: d["duties"]["magazine"].update(passkey=True)),
    ("forms.raffle", WIDENED, False, lambda d: d["forms"].update(raffle=d["forms"]["magazine"])),
    ("forms.magazine", NARROWED, False, lambda d: d["forms"].pop("magazine")),
    ("forms.membership.purposes.feedback", WIDENED, False, lambda d: d["forms"]["membership"]["purposes"].append("feedback")),
    ("forms.membership.consents.magazine", NARROWED, False, lambda d: d["forms"]["membership"].update(consents=[])),
    ("forms.membership.fields.extra", WIDENED, False, lambda d: d["forms"]["membership"]["fields"].append(EXTRA)),
    ("forms.membership.fields.fax", NARROWED, False, lambda d: d["forms"]["membership"]["fields"].remove(field(d, "membership", "fax"))),
    ("forms.membership.fields.fax.required", WIDENED, False, lambda d: field(d, "membership", "fax").update(required=True)),
    ("forms.membership.fields.name.required", NARROWED, False, lambda d: field(d, "membership", "name").update(required=False)),
    ("forms.membership.fields.fax.category", WIDENED, False, lambda d: field(d, "membership", "fax").update(category="phone")),
    ("forms.membership.fields.phone.purposes.magazine", WIDENED, True, lambda d: field(d, "membership", "phone")["purposes"].append("magazine")),
    ("forms.membership.fields.phone.purposes.dues-record", WIDENED, True, lambda d: field(d, "membership", "phone")["purposes"].append("dues-record")),
    ("forms.membership.fields.name.purposes.magazine", NARROWED, False, lambda d: field(d, "membership", "name")["purposes"].remove("magazine")),
    ("forms.membership.fields.name.label", WORDING, False, lambda d: field(d, "membership", "name").update(label=BOTH)),
    ("forms.plastic-free-river.closes", WIDENED, True, lambda d: d["forms"]["plastic-free-river"].update(closes="2029-03-31")),
    ("forms.plastic-free-river.closes", WIDENED, True, lambda d: d["forms"]["plastic-free-river"].pop("closes")),
    ("forms.plastic-free-river.closes", NEUTRAL, False, lambda d: d["forms"]["plastic-free-river"].update(closes="2027-03-31")),
    ("unconfirmed_days", WIDENED, False, lambda d: d.update(unconfirmed_days=14)),
    ("unconfirmed_days", NARROWED, False, lambda d: d.update(unconfirmed_days=3)),
    ("draft_days", WIDENED, False, lambda d: d.update(draft_days=30)),
    ("draft_days", NARROWED, False, lambda d: d.update(draft_days=0)),
    ("questionnaires.least", WIDENED, False, lambda d: d["questionnaires"].update(least=3)),
    ("questionnaires.batch", NARROWED, False, lambda d: d["questionnaires"].update(batch=20)),
    ("questionnaires.crossings", NARROWED, False, lambda d: d["questionnaires"].update(crossings=1)),
    ("requests.limit_days", WIDENED, False, lambda d: d["requests"].update(limit_days=30)),
    ("statistics.retention", NARROWED, False, lambda d: d["statistics"].update(retention="P1Y")),
    ("statistics.sites", WIDENED, False, lambda d: d["statistics"].update(sites=["https://blog.example.org"])),
    ("statistics.fold_below", WIDENED, False, lambda d: d["statistics"].update(fold_below=2)),
    ("statistics.fold_below", NARROWED, False, lambda d: d["statistics"].update(fold_below=9)),
    ("statistics.public", NEUTRAL, False, lambda d: d["statistics"].update(public=True)),
    ("supervision.records_kept", WIDENED, True, lambda d: d["supervision"].update(records_kept="P5Y")),
    ("supervision.remind_days", NEUTRAL, False, lambda d: d["supervision"].update(remind_days=[60, 14])),
    ("training.valid", WIDENED, False, lambda d: d["training"].update(valid="P2Y")),
    ("training.grace_days", NARROWED, False, lambda d: d["training"].update(grace_days=0)),
    ("training.pass_percent", WIDENED, False, lambda d: d["training"].update(pass_percent=60)),
    ("training.attempts", NEUTRAL, False, lambda d: d["training"].update(attempts=9)),
    ("training.remind_days", NEUTRAL, False, lambda d: d["training"].update(remind_days=[60, 14])),
    ("requests.hours", NEUTRAL, False, lambda d: d["requests"]["hours"].update(closes="17:00")),
    ("requests.phone", NEUTRAL, False, lambda d: d["requests"].update(phone="03-0000-0001")),
    ("organisation.registration", WIDENED, True, lambda d: d["organisation"].update(registration=BOTH)),
    ("recipients.kotori-mail.name", WIDENED, True, lambda d: d["recipients"]["kotori-mail"].update(name=BOTH)),
    ("recipients.kotori-mail.kind", WIDENED, True, lambda d: d["recipients"]["kotori-mail"].update(kind="third_party")),
    ("confidentiality.purpose-only", WIDENED, True, lambda d: d["confidentiality"].pop(0)),
    ("duties.raffle.purposes", WIDENED, False, lambda d: d["duties"].update(raffle=d["duties"]["magazine"])),
    ("duties.raffle.acts", WIDENED, False, lambda d: d["duties"].update(raffle=d["duties"]["magazine"])),
    ("forms.feedback.consents.magazine", WIDENED, False, lambda d: d["forms"]["feedback"].update(consents=["magazine"])),
    ("requests.target_days", NARROWED, False, lambda d: d["requests"].update(target_days=1)),
    ("requests.cases_kept", WIDENED, True, lambda d: d["requests"].update(cases_kept="P9Y")),
    ("requests.target_days", WIDENED, False, lambda d: d["requests"].update(target_days=9)),
    ("statistics.retention", WIDENED, False, lambda d: d["statistics"].update(retention="P9Y")),
    ("training.grace_days", WIDENED, False, lambda d: d["training"].update(grace_days=60)),
    ("requests.complaints", NEUTRAL, False, lambda d: d["requests"].update(complaints=BOTH)),
    ("security", WORDING, False, lambda d: d.update(security=BOTH)),
    ("confidentiality.purpose-only.text", WORDING, False, lambda d: d["confidentiality"][0].update(text=BOTH)),
    ("forms.membership.fields.member_class.choices.regular.label", WORDING, False, lambda d: field(d, "membership", "member_class")["choices"][0].update(label=BOTH)),
    ("organisation.website", NEUTRAL, False, lambda d: d["organisation"].update(website="https://other.example.org")),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "effect", "existing", "change"), CASES, ids=[f"{e} {c}" for c, e, _, _ in CASES])
def test_a_change_is_named_with_its_effect(
    clause: str, effect: Effect, existing: bool, change: Callable[[Draft], object]
) -> None:
    found = changes(change)
    assert (clause, effect, existing) in {(c.clause, c.effect, c.existing) for c in found}
    assert widens_existing(found) is existing


ANY_WAY = {
    "forms.membership.fields.fax.category",
    "forms.plastic-free-river.closes",
    "organisation.registration",
    "purposes.magazine.statement",
    "purposes.questionnaire.retention",
    "recipients.kotori-mail.country",
    "recipients.kotori-mail.kind",
    "recipients.kotori-mail.name",
}
"""Clauses of which another word is no more and no less."""

OTHER_WAY = {WIDENED: NARROWED, NARROWED: WIDENED, NEUTRAL: NEUTRAL, WORDING: WORDING}


@pytest.mark.parametrize(("clause", "effect", "existing", "change"), CASES, ids=[f"{e} {c}" for c, e, _, _ in CASES])
def test_taking_it_back_is_named_as_the_opposite(
    clause: str, effect: Effect, existing: bool, change: Callable[[Draft], object]
) -> None:
    draft = deepcopy(STARTING)
    change(draft)
    back = {c.clause: c for c in diff(parse(json.dumps(draft)), OLD)}
    assert clause in back
    found = next(c for c in changes(change) if c.clause == clause)
    for lang, ends in (("ja", "。"), ("en", ".")):
        assert found.sentence[lang]
        assert found.sentence[lang].endswith(ends) or clause.startswith("confidentiality.")
    if clause not in ANY_WAY:
        assert back[clause].effect is OTHER_WAY[effect], (back[clause].sentence, existing)


def test_what_earlier_words_allowed_is_stopped_and_may_go_on_again() -> None:
    draft = deepcopy(STARTING)
    draft["purposes"]["magazine"].update(edition=2)
    before = parse(json.dumps(draft))
    draft["purposes"]["magazine"].update(oldest_edition=2)
    stopped = parse(json.dumps(draft))
    assert [(c.clause, c.effect) for c in diff(before, stopped)] == [("purposes.magazine.oldest_edition", NARROWED)]
    assert [(c.clause, c.effect) for c in diff(stopped, before)] == [("purposes.magazine.oldest_edition", WIDENED)]


def test_who_receives_data_for_a_new_purpose_alone_reaches_nobody_who_is_here() -> None:
    def change(draft: Draft) -> None:
        draft["purposes"].update(raffle=deepcopy(draft["purposes"]["magazine"]))
        draft["recipients"].update(other=deepcopy(draft["recipients"]["kotori-mail"]) | {"purposes": ["raffle"]})

    found = {c.clause: (c.effect, c.existing) for c in changes(change)}
    assert found["recipients.other"] == (WIDENED, False)


@pytest.mark.parametrize(("required", "word"), [(True, "required"), (False, "optional")])
def test_a_new_question_says_whether_it_must_be_answered(required: bool, word: str) -> None:
    (asked,) = changes(lambda d: d["forms"]["membership"]["fields"].append(EXTRA | {"required": required}))
    assert f"({word})" in asked.sentence["en"]
    assert f"({'必須' if required else '任意'})" in asked.sentence["ja"]


def test_a_date_that_is_taken_away_is_told_as_no_end() -> None:
    (told,) = changes(lambda d: d["forms"]["plastic-free-river"].pop("closes"))
    assert told.sentence["en"].endswith("it will be until further notice.")
    assert "から期限なしに変わります" in told.sentence["ja"]


def test_a_form_that_asks_consent_says_that_it_is_for_those_who_agree() -> None:
    (asked,) = changes(lambda d: d["forms"]["feedback"].update(consents=["magazine"]))
    assert asked.sentence["en"].endswith("for those who agree.")
    (told,) = changes(lambda d: d["forms"]["magazine"]["purposes"].append("feedback"))
    assert "agree" not in told.sentence["en"]


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("existing", [True, False])
def test_people_are_asked_again_where_more_is_done_with_what_they_left(effect: Effect, existing: bool) -> None:
    asked = widens_existing([Change(effect, "lead", BOTH, existing=existing)])
    assert asked is (effect is WIDENED and existing)


def test_where_nobody_is_left_only_what_goes_is_told() -> None:
    assert [c.clause for c in changes(lambda d: d.update(recipients={}))] == ["recipients.kotori-mail"]


def test_nothing_changes_between_a_policy_and_itself() -> None:
    assert diff(OLD, load(STARTER)) == ()


def test_one_change_is_named_once() -> None:
    found = changes(lambda d: d["purposes"]["magazine"]["may_use"].append("phone"))
    assert [c.clause for c in found] == ["purposes.magazine.needs"]
    assert found[0].sentence["en"] == "“The email magazine” will also use your phone number."


def test_no_rule_is_forgotten() -> None:
    written = {
        rule
        for module in (purposes, recipients, forms, layout, office)
        for name, rule in vars(module).items()
        if isfunction(rule) and rule.__module__ == module.__name__ and not name.startswith("_")
    }
    assert diff(OLD, OLD) == ()
    assert {*RULES} == written


def test_a_new_order_alone_is_a_change() -> None:
    def turn(draft: Draft) -> None:
        draft["forms"] = dict(reversed(draft["forms"].items()))

    assert [c.effect for c in changes(turn)] == [NEUTRAL]


def test_changed_words_are_shown_before_and_after() -> None:
    change = changes(lambda d: d.update(encryption=BOTH))[0]
    assert change.before == OLD.encryption
    assert change.after == BOTH


@pytest.mark.parametrize(("reworded", "shown"), [("ja", "ja"), ("en", "en")])
def test_words_of_the_other_language_are_shown_where_they_alone_change(reworded: str, shown: str) -> None:
    was = {"ja": "前", "en": "before"}
    change = Change(Effect.WORDING, "lead", {"ja": "。", "en": "."}, before=was, after={**was, reworded: "新 new"})
    read = change.read_in("ja")
    assert (read.before, read.after) == ({shown: was[shown]}, {shown: "新 new"})


def test_a_change_can_be_stored_and_read_again() -> None:
    def change(draft: Draft) -> None:
        draft["purposes"]["magazine"]["may_use"].append("phone")
        draft.update(encryption=BOTH, unconfirmed_days=14)

    for one in changes(change):
        again = from_json(json.loads(json.dumps(one.as_json())))
        assert again == one
        assert again.effect is one.effect


def test_an_exceptional_purpose_needs_a_second_person_until_it_has_been_published() -> None:
    draft = deepcopy(STARTING)
    draft["purposes"]["campaign"]["exceptional"] = True
    exceptional = parse(json.dumps(draft))
    assert second_person(OLD, exceptional).exceptional == ("campaign",)
    assert second_person(None, exceptional).exceptional == ("campaign",)
    assert not second_person(exceptional, exceptional)
    asked_more = deepcopy(draft)
    asked_more["forms"]["plastic-free-river"]["fields"].append(
        EXTRA | {"category": "message", "purposes": ["campaign"]}
    )
    assert second_person(exceptional, parse(json.dumps(asked_more))).exceptional == ("campaign",)


def test_a_new_purpose_and_a_question_of_another_one_need_no_second_person_for_an_exception() -> None:
    draft = deepcopy(STARTING)
    draft["purposes"]["campaign"]["exceptional"] = True
    exceptional = parse(json.dumps(draft))
    draft["forms"]["membership"]["fields"].append(EXTRA)
    draft["purposes"]["raffle"] = deepcopy(draft["purposes"]["magazine"])
    found = second_person(exceptional, parse(json.dumps(draft)))
    assert (found.exceptional, found.reworded) == ((), ())


def test_each_reason_alone_asks_for_a_second_person() -> None:
    assert not SecondPerson()
    assert SecondPerson(exceptional=("campaign",))
    assert SecondPerson(reworded=("magazine",))
    assert SecondPerson(widens=True)


def test_widened_use_and_another_statement_need_a_second_person_and_nothing_else_does() -> None:
    def asked(change: Callable[[Draft], object]) -> SecondPerson:
        draft = deepcopy(STARTING)
        change(draft)
        return second_person(OLD, parse(json.dumps(draft)))

    assert asked(lambda d: d["purposes"]["magazine"]["may_use"].append("phone")).widens
    assert asked(lambda d: d["purposes"]["magazine"].update(statement=BOTH)).reworded == ("magazine",)
    assert asked(lambda d: d["purposes"]["magazine"].update(statement=BOTH, edition=2)).reworded == ()
    assert asked(lambda d: d["purposes"]["magazine"].update(statement=BOTH, edition=2)).widens
    assert asked(lambda d: d["purposes"]["magazine"].update(edition=0)).reworded == ("magazine",)
    assert not asked(lambda d: d.update(security=BOTH))
    assert not asked(lambda d: d["purposes"]["magazine"].update(may_use=[]))
    assert not asked(lambda d: d["forms"].update(raffle=d["forms"]["magazine"]))


def test_a_place_is_called_by_its_title_and_never_by_its_key() -> None:
    told = {
        change.clause: change.sentence
        for change in changes(lambda d: (d.update(security=BOTH), d["forms"]["membership"].update(lead=BOTH)))
    }
    assert told["security"] == {
        "ja": "「安全のための手だて」の言い回しが変わります。",
        "en": "Words change: “How it is protected”.",
    }
    assert "「入会の申し込み」" in told["forms.membership.lead"]["ja"]
    assert "Become a member" in told["forms.membership.lead"]["en"]


def test_a_demand_for_passkeys_says_how_staff_get_one_and_its_end_is_a_widening():
    draft = deepcopy(STARTING)
    draft["duties"]["magazine"]["passkey"] = True
    demanding = parse(json.dumps(draft))
    (begins,) = diff(OLD, demanding)
    assert "opens only after signing in with a passkey" in begins.sentence["en"]
    assert "パスキーのない職員は" in begins.sentence["ja"]
    (ends,) = diff(demanding, OLD)
    assert (ends.effect, ends.clause) == (WIDENED, "duties.magazine.passkey")
    assert not diff(demanding, demanding)
