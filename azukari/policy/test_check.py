"""Each rule, by one policy that breaks it and nothing else."""
# ruff: noqa: E501 - the table reads best with one policy a line

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from inspect import isfunction, signature
from pathlib import Path
from typing import Any

import pytest

from azukari.policy.check import RULES, check, errors
from azukari.policy.finding import Finding, Severity
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.rules import (
    bounds,
    fields,
    forms,
    layout,
    minors,
    office,
    purposes,
    recipients,
    texts,
    uses,
)
from azukari.policy.terms import Category, FieldType

type Draft = dict[str, Any]

STARTING = document(load(STARTER))
BOTH = {"ja": "文", "en": "words"}
LONGEST = 20_000
_AS_TEXT = json.dumps(STARTING)


def found(change: Callable[[Draft], object]) -> set[tuple[str, str]]:
    """Code and clause of what the check finds in the starter after one change."""
    draft = json.loads(_AS_TEXT)
    change(draft)
    return {(finding.code, finding.clause) for finding in check(parse(json.dumps(draft)))}


def field(draft: Draft, form: str, id: str) -> Draft:
    named: Draft = next(f for f in draft["forms"][form]["fields"] if f["id"] == id)
    return named


def contract(draft: Draft) -> Draft:
    signed: Draft = draft["recipients"]["kotori-mail"]["contract"]
    return signed


def new_field(**values: object) -> Draft:
    return {
        "id": "extra", "category": "answer", "type": "text", "label": BOTH, "purposes": ["membership"], "reason": BOTH,
    } | values  # fmt: skip


@pytest.mark.parametrize(
    "name", ["notice", "lang", "consents", "altcha", "act", "again", "draft", "stamp", "step", "challenge"]
)
def test_no_field_takes_a_name_under_which_the_page_itself_sends(name: str) -> None:
    told = found(lambda d: d["forms"]["membership"]["fields"].append(new_field(id=name)))
    assert "field.reserved" in {code for code, _ in told}


@pytest.mark.parametrize("category", ["name", "email", "phone", "fax", "address"])
def test_an_opinion_is_taken_from_somebody_who_leaves_no_way_to_reach_them(category: str) -> None:
    fitting = {"email": "email", "phone": "phone", "fax": "phone", "address": "address"}.get(category, "text")
    asked = new_field(category=category, type=fitting, required=True, purposes=["feedback"])
    told = found(lambda d: d["forms"]["feedback"]["fields"].append(asked))
    assert ("form.contact-required" in {code for code, _ in told}) is (category != "name")


def test_errors_come_before_warnings() -> None:
    draft = deepcopy(STARTING)
    draft["forms"]["volunteers"]["sections"].append({"slug": "empty", "title": BOTH})
    draft["draft_days"] = 9_999
    severities = [finding.severity for finding in check(parse(json.dumps(draft)))]
    assert severities == [Severity.ERROR, Severity.WARNING]


def _rename_purpose(draft: Draft) -> None:
    draft["purposes"]["confirmation"] = draft["purposes"]["magazine"]


def _exception_in_japanese_only(draft: Draft) -> None:
    draft["purposes"]["magazine"] |= {"exceptional": True, "statement": {"ja": "文"}}


def _magazine_purpose_serves_volunteers(draft: Draft) -> None:
    draft["forms"]["volunteers"] |= {"purposes": ["volunteers", "magazine"], "consents": []}


def _uses_without_address(draft: Draft) -> None:
    """Names alone, to send news to."""
    draft["purposes"]["names"] = draft["purposes"]["campaign-updates"] | {"needs": ["name"], "may_use": []}
    draft["forms"]["plastic-free-river"]["consents"].append("names")
    field(draft, "plastic-free-river", "name")["purposes"].append("names")
    draft["duties"]["campaigns"]["purposes"].append("names")


def _asked_if(draft: Draft, form: str, id: str, of: str, *values: str) -> None:
    field(draft, form, id)["show_if"] = {"field": of, "values": [*values]}


def _section(draft: Draft, slug: str, **values: object) -> None:
    draft["forms"]["volunteers"]["sections"].append({"slug": slug, "title": BOTH} | values)


def _never(draft: Draft) -> None:
    """The section is for students, the field in it for supporting members."""
    draft["forms"]["membership"]["sections"] = [
        {"slug": "school", "title": BOTH, "show_if": {"field": "member_class", "values": ["student"]}}
    ]
    field(draft, "membership", "occupation")["section"] = "school"
    _asked_if(draft, "membership", "occupation", "member_class", "supporting")


def _third_party(draft: Draft) -> None:
    recipient = draft["recipients"]["kotori-mail"]
    recipient |= {"kind": "third_party", "purposes": ["membership"], "categories": ["name"]}


def _another_occupation(draft: Draft) -> None:
    for purpose in draft["purposes"].values():
        purpose["may_use"] = [c for c in purpose["may_use"] if c != "occupation"]
    for form in draft["forms"].values():
        form["fields"] = [f for f in form["fields"] if f["category"] != "occupation"]


BROKEN: list[tuple[str, str, Callable[[Draft], object]]] = [
    ("language.not-offered", "languages", lambda d: d.update(json.loads(_japanese_only(d)))),
    ("text.missing", "forms.magazine.lead", lambda d: d["forms"]["magazine"]["lead"].pop("en")),
    ("text.missing", "purposes.magazine.statement", lambda d: d["purposes"]["magazine"]["statement"].update(ja=" ")),
    ("text.missing", "forms.membership.fields.member_class.choices.2.label", lambda d: field(d, "membership", "member_class")["choices"][1]["label"].pop("en")),
    ("text.missing", "encryption", lambda d: d["encryption"].pop("ja")),
    ("purpose.exception-not-stated", "purposes.magazine.statement", _exception_in_japanese_only),
    ("purpose.reserved", "purposes.confirmation", _rename_purpose),
    ("purpose.law-unnamed", "purposes.dues-record.retention.law", lambda d: d["purposes"]["dues-record"]["retention"].pop("law")),
    ("purpose.law-without-ground", "purposes.dues-record.retention.law", lambda d: d["purposes"]["dues-record"].update(ground="contract")),
    ("purpose.never-recorded", "purposes.magazine.retention.start", lambda d: d["purposes"]["magazine"]["retention"].update(start="recorded")),
    ("purpose.never-recorded", "purposes.dues-record.retention.start", lambda d: d["purposes"]["dues-record"].update(ground="contract")),
    ("purpose.never-recorded", "purposes.volunteers.retention.start", lambda d: d["purposes"]["volunteers"].update(ground="law", retention=d["purposes"]["dues-record"]["retention"])),
    ("purpose.never-ends", "purposes.campaign.retention.start", lambda d: d["forms"]["plastic-free-river"].pop("closes")),
    ("purpose.never-ends", "purposes.magazine.retention.start", lambda d: d["purposes"]["magazine"].update(ground="contract")),
    ("purpose.oldest-edition", "purposes.magazine.oldest_edition", lambda d: d["purposes"]["magazine"].update(oldest_edition=2)),
    ("purpose.second-person", "purposes.campaign.second_person", lambda d: d["purposes"]["campaign"].update(second_person=True)),
    ("purpose.second-person", "purposes.magazine.second_person", lambda d: d["purposes"]["magazine"].update(second_person=True, ground="contract")),
    ("purpose.uses-nothing", "purposes.campaign-updates.needs", lambda d: d["purposes"]["campaign-updates"].update(needs=[], may_use=[])),
    ("purpose.uses-beyond-law", "purposes.dues-record.uses", lambda d: d["purposes"]["dues-record"].update(uses=["account", "inform"])),
    ("purpose.uses-without-address", "purposes.names.uses", _uses_without_address),
    ("purpose.uses-without-recipient", "purposes.campaign.uses", lambda d: d["purposes"]["campaign"].update(uses=["count", "publish"])),
    ("purpose.needs-and-may-use", "purposes.magazine.may_use", lambda d: d["purposes"]["magazine"]["may_use"].append("email")),
    ("purpose.unreachable", "purposes.campaign-updates", lambda d: d["forms"]["plastic-free-river"].update(consents=["magazine"])),
    ("purpose.many-services", "purposes.magazine", _magazine_purpose_serves_volunteers),
    ("purpose.category-never-asked", "purposes.questionnaire.may_use", lambda d: d["purposes"]["questionnaire"]["may_use"].append("phone")),
    ("purpose.without-duty", "purposes.questionnaire", lambda d: d["duties"].pop("questionnaires")),
    ("category.undeclared", "categories", lambda d: d["categories"].pop("fax")),
    ("category.unused", "categories.occupation", _another_occupation),
    ("form.none", "forms", lambda d: d.update(forms={})),
    ("form.without-purpose", "forms.magazine.purposes", lambda d: d["forms"]["magazine"].update(purposes=[])),
    ("form.without-fields", "forms.magazine.fields", lambda d: d["forms"]["magazine"].update(fields=[])),
    ("name.dangling", "forms.magazine.consents.lottery", lambda d: d["forms"]["magazine"].update(consents=["lottery"])),
    ("name.dangling", "forms.membership.fields.name.purposes.lottery", lambda d: field(d, "membership", "name")["purposes"].append("lottery")),
    ("name.dangling", "duties.magazine.purposes.lottery", lambda d: d["duties"]["magazine"]["purposes"].append("lottery")),
    ("name.dangling", "duties.magazine.sealed.lottery", lambda d: d["duties"]["magazine"].update(sealed=["lottery"])),
    ("name.dangling", "recipients.kotori-mail.purposes.lottery", lambda d: d["recipients"]["kotori-mail"]["purposes"].append("lottery")),
    ("name.dangling", "recipients.kotori-mail.contract.clauses.oath", lambda d: contract(d)["clauses"].append("oath")),
    ("name.dangling", "forms.membership.purposes.lottery", lambda d: (d["forms"]["membership"]["purposes"].append("lottery"), field(d, "membership", "name").update(purposes=["lottery"]))),
    ("form.consent-ground", "forms.membership.consents.magazine", lambda d: d["purposes"]["magazine"].update(ground="contract")),
    ("form.consent-bundled", "forms.magazine.consents.magazine", lambda d: d["forms"]["magazine"].update(consents=["magazine"])),
    ("form.purpose-unserved", "forms.magazine.fields", lambda d: d["purposes"]["magazine"]["needs"].append("phone")),
    ("form.purpose-unserved", "forms.membership.fields", lambda d: d["purposes"]["magazine"]["needs"].append("phone")),
    ("form.many-emails", "forms.magazine.fields", lambda d: d["forms"]["magazine"]["fields"].append(field(d, "membership", "email") | {"id": "second", "purposes": ["magazine"]})),
    ("form.without-email", "forms.magazine.fields", lambda d: field(d, "magazine", "email").update(required=False)),
    ("form.contact-required", "forms.feedback.fields.email.required", lambda d: field(d, "feedback", "email").update(required=True)),
    ("form.closes-before-opening", "forms.plastic-free-river.closes", lambda d: d["forms"]["plastic-free-river"].update(closes="2026-08-31")),
    ("form.campaign-without-end", "forms.plastic-free-river.closes", lambda d: d["forms"]["plastic-free-river"].pop("closes")),
    ("field.without-purpose", "forms.feedback.fields.phone.purposes", lambda d: field(d, "feedback", "phone").update(purposes=[])),
    ("field.without-reason", "forms.feedback.fields.phone.reason", lambda d: field(d, "feedback", "phone").update(reason={"ja": "", "en": ""})),
    ("field.purpose-of-another-form", "forms.feedback.fields.phone.purposes.membership", lambda d: field(d, "feedback", "phone")["purposes"].append("membership")),
    ("field.category-unused", "forms.membership.fields.phone.purposes.magazine", lambda d: field(d, "membership", "phone")["purposes"].append("magazine")),
    ("field.required-without-need", "forms.membership.fields.phone.required", lambda d: field(d, "membership", "phone").update(required=True)),
    ("field.required-without-need", "forms.membership.fields.email.required", lambda d: field(d, "membership", "email").update(purposes=["magazine"])),
    ("field.type-unfit", "forms.membership.fields.phone.type", lambda d: field(d, "membership", "phone").update(type="kana")),
    ("field.choices-missing", "forms.feedback.fields.topic.choices", lambda d: field(d, "feedback", "topic").update(choices=[])),
    ("field.choices-unexpected", "forms.feedback.fields.message.choices", lambda d: field(d, "feedback", "message").update(choices=[{"value": "a", "label": BOTH}])),
    ("field.choice-twice", "forms.feedback.fields.topic.choices", lambda d: field(d, "feedback", "topic").update(choices=[{"value": "a", "label": BOTH}, {"value": "a", "label": {"ja": "別", "en": "other"}}])),
    ("field.outside-scope", "forms.membership.fields.birthdate", lambda d: d["forms"]["membership"]["fields"].append(new_field(id="birthdate"))),
    ("field.outside-scope", "forms.membership.fields.extra", lambda d: d["forms"]["membership"]["fields"].append(new_field(label={"ja": "生年月日", "en": "When?"}))),
    ("field.reserved", "forms.membership.fields.notice.id", lambda d: d["forms"]["membership"]["fields"].append(new_field(id="notice"))),
    ("field.twice", "forms.membership.fields.name.id", lambda d: d["forms"]["membership"]["fields"].append(new_field(id="name"))),
    ("field.length", "forms.feedback.fields.message.max_length", lambda d: field(d, "feedback", "message").update(max_length=0)),
    ("field.length", "forms.feedback.fields.message.max_length", lambda d: field(d, "feedback", "message").update(max_length=LONGEST + 1)),
    ("recipient.without-purpose", "recipients.kotori-mail.purposes", lambda d: d["recipients"]["kotori-mail"].update(purposes=[])),
    ("recipient.category-unused", "recipients.kotori-mail.categories", lambda d: d["recipients"]["kotori-mail"]["categories"].append("phone")),
    ("recipient.without-contract", "recipients.kotori-mail.contract", lambda d: d["recipients"]["kotori-mail"].pop("contract")),
    ("recipient.unsigned", "recipients.kotori-mail.contract.signed", lambda d: contract(d).pop("signed")),
    ("recipient.signed-late", "recipients.kotori-mail.contract.begins", lambda d: contract(d).update(signed="2026-04-02")),
    ("recipient.ends-before-beginning", "recipients.kotori-mail.contract.ends", lambda d: contract(d).update(ends="2026-03-20")),
    ("recipient.clause-missing", "recipients.kotori-mail.contract.clauses", lambda d: contract(d)["clauses"].remove("secrecy")),
    ("recipient.third-party-ground", "recipients.kotori-mail.purposes.membership", _third_party),
    ("confidentiality.none", "confidentiality", lambda d: d.update(confidentiality=[])),
    ("duty.without-purpose", "duties.feedback.purposes", lambda d: d["duties"]["feedback"].update(purposes=[])),
    ("act.nobody", "duties", lambda d: d["duties"]["privacy"].pop("acts")),
    ("hours.order", "requests.hours.closes", lambda d: d["requests"]["hours"].update(closes="08:00")),
    ("hours.order", "requests.hours.closes", lambda d: d["requests"]["hours"].update(closes="09:00")),
    ("hours.no-day", "requests.hours.weekdays", lambda d: d["requests"]["hours"].update(weekdays=[])),
    ("form.cap", "forms.volunteers.cap", lambda d: d["forms"]["volunteers"].update(cap=0)),
    ("form.waiting-unused", "forms.volunteers.waiting.full", lambda d: d["forms"]["volunteers"].update(waiting={"full": BOTH})),
    ("form.waiting-unused", "forms.volunteers.waiting.before", lambda d: d["forms"]["volunteers"].update(waiting={"before": BOTH})),
    ("form.waiting-unused", "forms.volunteers.waiting.after", lambda d: d["forms"]["volunteers"].update(waiting={"after": BOTH})),
    ("minors.age", "minors.age", lambda d: d["minors"].update(age=21)),
    ("form.minors-without-age", "forms.volunteers.minors", lambda d: (d.pop("minors"), d["forms"]["volunteers"].update(minors=True))),
    ("form.minors-without-email", "forms.feedback.minors", lambda d: d["forms"]["feedback"].update(minors=True)),
    ("form.minors-without-email", "forms.volunteers.minors", lambda d: (d["forms"]["volunteers"].update(minors=True), field(d, "volunteers", "email").update(required=False))),
    ("form.minors-without-email", "forms.feedback.minors", lambda d: (d["forms"]["feedback"].update(minors=True), field(d, "feedback", "email").update(required=True))),
    ("section.twice", "forms.volunteers.sections.you.slug", lambda d: _section(d, "you")),
    ("section.without-fields", "forms.volunteers.sections.more", lambda d: _section(d, "more")),
    ("name.dangling", "forms.volunteers.fields.name.section", lambda d: field(d, "volunteers", "name").update(section="nowhere")),
    ("condition.dangling", "forms.membership.fields.fax.show_if.field", lambda d: _asked_if(d, "membership", "fax", "nobody", "x")),
    ("condition.later", "forms.membership.fields.fax.show_if.field", lambda d: _asked_if(d, "membership", "fax", "fax", "x")),
    ("condition.later", "forms.volunteers.fields.phone.show_if.field", lambda d: _asked_if(d, "volunteers", "phone", "days", "sunday")),
    ("condition.later", "forms.volunteers.sections.you.show_if.field", lambda d: d["forms"]["volunteers"]["sections"][0].update(show_if={"field": "days", "values": ["sunday"]})),
    ("condition.not-a-choice", "forms.membership.fields.fax.show_if.field", lambda d: _asked_if(d, "membership", "fax", "name", "x")),
    ("condition.unknown-value", "forms.membership.fields.fax.show_if.values.nobody", lambda d: _asked_if(d, "membership", "fax", "member_class", "nobody")),
    ("condition.without-values", "forms.membership.fields.fax.show_if.values", lambda d: _asked_if(d, "membership", "fax", "member_class")),
    ("condition.always", "forms.membership.fields.fax.show_if.values", lambda d: _asked_if(d, "membership", "fax", "member_class", "regular", "supporting", "student")),
    ("condition.never", "forms.membership.fields.occupation.show_if", _never),
    ("condition.email", "forms.membership.fields.email", lambda d: _asked_if(d, "membership", "email", "member_class", "regular")),
    ("hours.holidays-unknown", "requests.hours.holidays", lambda d: d["requests"]["hours"].update(holidays="XX")),
    ("requests.contact-form", "requests.contact_form", lambda d: d["requests"].update(contact_form="magazine")),
    ("requests.contact-form", "requests.contact_form", lambda d: d["requests"].update(contact_form="nowhere")),
    (
        "supervision.records-kept",
        "supervision.records_kept",
        lambda d: d["supervision"].update(records_kept="P2Y11M"),
    ),
    ("supervision.remind-days", "supervision.remind_days", lambda d: d["supervision"].update(remind_days=[7, 30])),
    ("training.valid", "training.valid", lambda d: d["training"].update(valid="P3Y")),
    ("training.valid", "training.valid", lambda d: d["training"].update(valid="P20D")),
    ("training.pass-percent", "training.pass_percent", lambda d: d["training"].update(pass_percent=40)),
    ("training.attempts", "training.attempts", lambda d: d["training"].update(attempts=0)),
    ("training.grace-days", "training.grace_days", lambda d: d["training"].update(grace_days=61)),
    ("training.remind-days", "training.remind_days", lambda d: d["training"].update(remind_days=[7, 30])),
    ("duty.sealed", "duties.magazine.sealed.membership", lambda d: d["duties"]["magazine"].update(sealed=["membership"])),
    ("duty.sealed", "duties.campaigns.sealed.campaign", lambda d: d["duties"]["campaigns"].update(sealed=["campaign"])),
    ("duty.lists", "duties.membership.lists.message", lambda d: d["duties"]["membership"]["lists"].append("message")),
    ("duty.lists", "duties.feedback.lists.answer", lambda d: d["duties"]["feedback"].update(lists=["message", "answer"])),
    ("duty.lists", "duties.magazine.lists.phone", lambda d: d["duties"]["magazine"].update(lists=["email", "phone"])),
    ("requests.target", "requests.target_days", lambda d: d["requests"].update(target_days=15)),
    ("requests.limit", "requests.limit_days", lambda d: d["requests"].update(limit_days=90)),
    ("unconfirmed.days", "unconfirmed_days", lambda d: d.update(unconfirmed_days=0)),
    ("draft.days", "draft_days", lambda d: d.update(draft_days=61)),
    ("questionnaires.least", "questionnaires.least", lambda d: d["questionnaires"].update(least=2)),
    ("questionnaires.batch", "questionnaires.batch", lambda d: d["questionnaires"].update(batch=4)),
    ("questionnaires.crossings", "questionnaires.crossings", lambda d: d["questionnaires"].update(crossings=3)),
]  # fmt: skip


def _japanese_only(draft: Draft) -> str:
    return re.sub(r', "en": "(?:[^"\\]|\\.)*"', "", json.dumps(draft | {"languages": ["ja"]}))


def test_the_starter_is_sound() -> None:
    assert check(load(STARTER)) == ()


@pytest.mark.parametrize(("code", "clause", "change"), BROKEN, ids=[f"{code} {clause}" for code, clause, _ in BROKEN])
def test_what_is_broken_is_found(code: str, clause: str, change: Callable[[Draft], object]) -> None:
    assert (code, clause) in found(change)


def _closing_as_it_opens(draft: Draft) -> None:
    draft["forms"]["plastic-free-river"].update(opens="2027-03-31", closes="2027-03-31")


def _waiting(draft: Draft) -> None:
    waiting = {"before": BOTH, "full": BOTH, "after": BOTH}
    draft["forms"]["volunteers"].update(opens="2027-01-01", closes="2027-12-31", cap=1, waiting=waiting)


def _student_section(draft: Draft) -> None:
    draft["forms"]["membership"]["sections"] = [
        {"slug": "school", "title": BOTH, "show_if": {"field": "member_class", "values": ["student"]}}
    ]
    field(draft, "membership", "occupation")["section"] = "school"


def _email_of_some(form: str, of: str, value: str, *, required: bool, draft: Draft) -> None:
    field(draft, form, "email").update(required=required)
    _asked_if(draft, form, "email", of, value)


def _of_an_optional_choice(draft: Draft) -> None:
    field(draft, "membership", "member_class").update(required=False)
    _asked_if(draft, "membership", "fax", "member_class", "regular", "supporting", "student")


def _of_no_choice(draft: Draft) -> None:
    field(draft, "membership", "member_class").update(choices=[])
    _asked_if(draft, "membership", "fax", "member_class", "x")


def _two_of_many(draft: Draft) -> None:
    condition = {"field": "activities", "values": ["cleaning"]}
    _section(draft, "words", show_if=condition)
    field(draft, "volunteers", "languages").update(section="words")


def _third_party_without_contract(draft: Draft, *purposes: str) -> None:
    _third_party(draft)
    draft["recipients"]["kotori-mail"].pop("contract")
    draft["recipients"]["kotori-mail"]["purposes"] = [*purposes]


def _exception_for_two(draft: Draft) -> None:
    _magazine_purpose_serves_volunteers(draft)
    draft["purposes"]["magazine"].update(exceptional=True)


SOUND: list[tuple[str, Callable[[Draft], object]]] = [
    ("purpose.many-services", _exception_for_two),
    ("recipient.signed-late", lambda d: contract(d).update(signed=contract(d)["begins"])),
    ("recipient.ends-before-beginning", lambda d: contract(d).pop("ends")),
    ("recipient.ends-before-beginning", lambda d: contract(d).update(ends=contract(d)["begins"])),
    ("recipient.third-party-ground", lambda d: _third_party_without_contract(d, "magazine", "lottery")),
    ("recipient.without-contract", lambda d: _third_party_without_contract(d, "magazine")),
    ("confidentiality.none", lambda d: d.update(confidentiality=[], recipients={})),
    ("minors.age", lambda d: d["minors"].update(age=1)),
    ("minors.age", lambda d: d["minors"].update(age=20)),
    ("condition.always", _of_an_optional_choice),
    ("condition.always", _of_no_choice),
    ("condition.never", _two_of_many),
    ("condition.never", _student_section),
    ("condition.never", lambda d: _asked_if(d, "membership", "fax", "member_class")),
    ("form.closes-before-opening", _closing_as_it_opens),
    ("form.cap", lambda d: d["forms"]["volunteers"].update(cap=1)),
    ("form.waiting-unused", _waiting),
    ("form.waiting-unused", lambda d: d["forms"]["volunteers"].update(waiting={})),
    ("field.length", lambda d: field(d, "feedback", "message").update(max_length=1)),
    ("field.length", lambda d: field(d, "feedback", "message").update(max_length=LONGEST)),
    ("condition.later", _student_section),
    ("condition.email", lambda d: field(d, "volunteers", "languages").update(required=True)),
    ("condition.email", lambda d: _email_of_some("membership", "member_class", "student", required=False, draft=d)),
    ("condition.email", lambda d: _email_of_some("feedback", "topic", "opinion", required=True, draft=d)),
]


@pytest.mark.parametrize(("code", "change"), SOUND)
def test_what_is_on_the_edge_is_not_found(code: str, change: Callable[[Draft], object]) -> None:
    assert code not in {told for told, _clause in found(change)}


def test_a_section_that_nobody_sees_and_that_has_a_condition_is_one_without_fields() -> None:
    condition = {"field": "activities", "values": ["cleaning"]}
    told = found(lambda d: _section(d, "more", show_if=condition))
    assert told == {("section.without-fields", "forms.volunteers.sections.more")}


def test_every_code_has_a_broken_policy() -> None:
    folder = Path(__file__).parent / "rules"
    sources = {*folder.glob("*.py")} - {*folder.glob("*example.py"), *folder.glob("test_*.py")}
    known = set(re.findall(r'"([a-z]+\.[a-z-]+)"', "".join(path.read_text("utf-8") for path in sources)))
    known -= {"requests.hours"}  # a clause
    assert known == {code for code, _, _ in BROKEN}


def test_each_finding_says_what_to_do_in_both_languages() -> None:
    for _, _, change in BROKEN:
        draft = deepcopy(STARTING)
        change(draft)
        for finding in check(parse(json.dumps(draft))):
            assert finding.sentence != finding.remedy
            for text in (finding.sentence, finding.remedy):
                assert set(text) == {"ja", "en"}
                assert text["ja"].endswith("。")
                assert text["en"].endswith(".")


def test_a_warning_alone_does_not_stop_a_publication() -> None:
    draft = deepcopy(STARTING)
    draft["forms"]["plastic-free-river"].pop("closes")
    findings = check(parse(json.dumps(draft)))
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert errors(findings) == ()
    assert "closes" in findings[0].remedy["en"]


def test_what_can_be_taken_back_may_be_published_and_what_never_ends_may_not() -> None:
    draft = deepcopy(STARTING)
    draft["purposes"]["magazine"].update(ground="contract")
    [never] = [finding for finding in check(parse(json.dumps(draft))) if finding.code == "purpose.never-ends"]
    assert never.severity is Severity.ERROR
    assert "closes" not in never.remedy["en"]


MODULES = (
    *(bounds, fields, forms, layout, minors, office),
    *(purposes, recipients, texts, uses),
)


def test_no_rule_is_forgotten() -> None:
    written = {
        rule
        for module in MODULES
        for name, rule in vars(module).items()
        if isfunction(rule) and rule.__module__ == module.__name__ and not name.startswith("_")
        if signature(rule).return_annotation == Iterator[Finding]
    }
    assert not errors(check(load(STARTER)))
    assert {*RULES} == written


def _with(change: Callable[[Draft, int], object], days: int, draft: Draft) -> None:
    change(draft, days)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d, n: d.update(unconfirmed_days=n), "unconfirmed.days"),
        (lambda d, n: d.update(draft_days=n), "draft.days"),
        (lambda d, n: d["requests"].update(target_days=1, limit_days=n), "requests.limit"),
        (lambda d, n: d["requests"].update(target_days=n, limit_days=20), "requests.target"),
    ],
    ids=["unconfirmed", "draft", "limit", "target"],
)
def test_each_number_of_days_is_good_between_its_bounds_and_on_them(
    change: Callable[[Draft, int], object], code: str
) -> None:
    good = {n for n in range(70) if code not in {told for told, _ in found(partial(_with, change, n))}}
    bounds = {"unconfirmed.days": (1, 31), "draft.days": (0, 60), "requests.limit": (0, 31), "requests.target": (1, 20)}
    assert good == {*range(bounds[code][0], bounds[code][1] + 1)}


def test_a_duty_that_runs_campaigns_by_their_numbers_alone_is_sound() -> None:
    def only(sealed: str, draft: Draft) -> None:
        draft["duties"]["numbers"] = {"title": BOTH, "purposes": [], "acts": [], "sealed": [sealed]}

    assert found(partial(only, "campaign")) == found(lambda d: None)
    assert found(partial(only, "lottery")) - found(lambda d: None) == {
        ("name.dangling", "duties.numbers.sealed.lottery")
    }


def _asking(asked: Draft, draft: Draft) -> None:
    draft["forms"]["membership"]["fields"].append(asked)


FITTING = {
    "text": "name address occupation message answer",
    "kana": "name address",
    "email": "email",
    "postcode": "address",
    "address": "address",
    "phone": "phone fax",
    "long_text": "message answer",
    "choice": "occupation answer",
    "choices": "occupation answer",
}


@pytest.mark.parametrize("type_", [*FieldType])
def test_each_kind_of_data_is_asked_by_fields_that_fit_it(type_: FieldType) -> None:
    good = set()
    for category in Category:
        asked = new_field(type=type_.value, category=category.value, choices=[{"value": "a", "label": BOTH}])
        told = {code for code, _ in found(partial(_asking, asked))}
        good |= set() if "field.type-unfit" in told else {category.value}
    assert good == {*FITTING[type_.value].split()}
