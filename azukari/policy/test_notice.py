"""The notice says of its own form what is asked, by whom it is opened, what becomes of it and who gets it; no more."""

from dataclasses import replace

import pytest

from azukari.policy.notice import rows
from azukari.policy.notice_brief import lines
from azukari.policy.parse import STARTER, load, to_yaml
from azukari.policy.terms import Category, Form, FormKind, Policy

POLICY = load(STARTER)
LANGUAGES = ("ja", "en")


def row(form: str | Form, lang: str, key: str, policy: Policy = POLICY) -> str:
    asked = policy.forms[form] if isinstance(form, str) else form
    return next(r.text for r in rows(policy, asked, lang=lang) if r.key == key)


@pytest.mark.parametrize(("lang", "phone"), [("ja", "電話"), ("en", "phone")])
def test_a_recipient_is_not_said_to_get_what_the_form_does_not_ask(lang: str, phone: str):
    everything = frozenset(Category)
    recipients = {slug: replace(one, categories=everything) for slug, one in POLICY.recipients.items()}
    policy = replace(POLICY, recipients=recipients)
    assert Category.PHONE not in {field.category for field in policy.forms["magazine"].fields}
    assert phone not in row("magazine", lang, "recipients", policy)
    assert phone in row("membership", lang, "recipients", policy)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_recipient_is_named_for_the_purposes_that_the_form_leads_to(lang: str):
    said = row("magazine", lang, "recipients")
    titles = {slug: purpose.title[lang] for slug, purpose in POLICY.purposes.items()}
    marks = ("「{}」", "“{}”")
    named = {slug for slug, title in titles.items() if any(mark.format(title) in said for mark in marks)}
    assert named == {"magazine"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", POLICY.forms)
def test_the_duties_that_open_it_are_named_and_no_others(slug: str, lang: str):
    form = POLICY.forms[slug]
    served = {*form.purposes, *form.consents}
    said = row(slug, lang, "who")
    for duty in POLICY.duties.values():
        if duty.title[lang] not in POLICY.requests.department[lang]:
            assert (duty.title[lang] in said) == bool(duty.purposes & served), duty.slug


@pytest.mark.parametrize(("lang", "only"), [("ja", "だけです。"), ("en", " only.")])
def test_a_purpose_that_uses_a_part_says_which_and_one_that_uses_all_says_nothing(lang: str, only: str):
    form = POLICY.forms["membership"]
    everything = {field.category for field in form.fields}
    paragraphs = row(form, lang, "why").split("\n\n")
    slugs = (*form.purposes, *form.consents)
    assert len(paragraphs) == len(slugs)
    for slug, said in zip(slugs, paragraphs, strict=True):
        used = {field.category for field in form.fields if slug in field.purposes}
        assert POLICY.purposes[slug].title[lang] in said
        assert (only in said) == (used != everything), slug


@pytest.mark.parametrize(("lang", "box"), [("ja", "欄には「{}」とあります。"), ("en", "The box says “{}”.")])
@pytest.mark.parametrize("slug", POLICY.forms)
def test_what_a_box_says_is_quoted_where_there_is_a_box(slug: str, lang: str, box: str):
    form = POLICY.forms[slug]
    for purpose, said in zip((*form.purposes, *form.consents), row(form, lang, "why").split("\n\n"), strict=True):
        agree = POLICY.purposes[purpose].agree
        assert (box.partition("{}")[0] in said) == bool(agree and purpose in form.consents), purpose
        if agree and purpose in form.consents:
            assert box.format(agree[lang]) in said


@pytest.mark.parametrize(
    ("lang", "must", "may", "unanswered", "colon"),
    [
        ("ja", "お申し込みの確認が", "メールアドレスを書き、", "お返事のいらないものは", "："),
        ("en", "If you do not confirm", "If you leave an email address", "Where no answer is wanted", ":"),
    ],
)
@pytest.mark.parametrize("slug", POLICY.forms)
def test_how_long_says_what_becomes_of_the_unconfirmed_and_of_which_purpose_each_line_is(
    slug: str, lang: str, must: str, may: str, unanswered: str, colon: str
):
    form = POLICY.forms[slug]
    asked = [field.required for field in form.fields if field.category is Category.EMAIL]
    said = row(form, lang, "how_long")
    assert (must in said, may in said) == (asked == [True], asked == [False])
    assert (unanswered in said) == (form.kind is FormKind.FEEDBACK)
    purposes = (*form.purposes, *form.consents)
    headed = [purpose for purpose in purposes if f"{POLICY.purposes[purpose].title[lang]}{colon}" in said]
    assert headed == (list(purposes) if len(purposes) > 1 else [])


@pytest.mark.parametrize(("lang", "optional"), [("ja", "空けておけます"), ("en", "may stay empty")])
def test_what_may_stay_empty_is_said_where_something_may(lang: str, optional: str):
    form = POLICY.forms["membership"]
    assert optional in row(form, lang, "method")
    strict = replace(form, fields=tuple(replace(field, required=True) for field in form.fields))
    assert optional not in row(strict, lang, "method")


@pytest.mark.parametrize(("lang", "nobody", "else_"), [("ja", "誰にも", "ほかには"), ("en", "obody", "Nobody else")])
def test_that_nobody_else_gets_it_is_said_after_those_who_do(lang: str, nobody: str, else_: str):
    assert else_ in row("magazine", lang, "recipients")
    assert nobody in row("feedback", lang, "recipients")
    assert else_ not in row("feedback", lang, "recipients")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", POLICY.forms)
def test_at_a_glance_each_purpose_of_the_form_is_named_and_what_one_may_tick_is_counted(slug: str, lang: str):
    form = POLICY.forms[slug]
    said = lines(POLICY, form, lang=lang)
    assert all(POLICY.purposes[purpose].title[lang] in said["why"] for purpose in form.purposes)
    count = {"ja": f"任意のもの{len(form.consents)}件", "en": f"; {len(form.consents)} more"}[lang]
    assert (count in said["why"]) == bool(form.consents)
    assert said["who"] == POLICY.organisation.name[lang]
    assert all(said.values())


def test_how_long_at_a_glance_says_so_where_purposes_differ():
    assert "一部は別の期間" in lines(POLICY, POLICY.forms["membership"], lang="ja")["how_long"]
    assert "otherwise" not in lines(POLICY, POLICY.forms["magazine"], lang="en")["how_long"]


def test_a_draft_shows_japanese_as_japanese():
    assert POLICY.organisation.name["ja"] in to_yaml(POLICY)


@pytest.mark.parametrize(("lang", "box"), [("ja", "欄には"), ("en", "The box says")])
def test_a_box_that_says_nothing_of_its_own_is_not_quoted(lang: str, box: str):
    asked = replace(POLICY.forms["magazine"], consents=("feedback",))
    assert POLICY.purposes["magazine"].agree
    assert not POLICY.purposes["feedback"].agree
    magazine, feedback = row(asked, lang, "why").split("\n\n")
    assert box not in magazine, "The magazine is no box of this form."
    assert box not in feedback


@pytest.mark.parametrize(("lang", "guardian"), [("ja", "保護者"), ("en", "guardian")])
def test_a_guardian_is_spoken_of_where_one_is_asked(lang: str, guardian: str):
    form = POLICY.forms["plastic-free-river"]
    assert guardian in row(form, lang, "method")
    assert guardian not in row(replace(form, minors=False), lang, "method")
    assert guardian not in row(form, lang, "method", replace(POLICY, minors=None))
    assert POLICY.minors
    older = replace(POLICY, minors=replace(POLICY.minors, age=13))
    assert {"ja": "13歳未満", "en": "age of 13"}[lang] in row(form, lang, "method", older)
