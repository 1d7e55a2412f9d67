"""The builder of forms: sections, pages, conditions, days, caps and guardians, in the same document as the file."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from azukari.features.policy.bind import read_back
from azukari.policy.asking import pages
from azukari.policy.parse import STARTER, document, load, parse, starter, to_yaml
from azukari.policy.terms import Form
from azukari.policy.tree import find, inside
from tests.console import sheet
from tests.console.policy_desk import DESK, at, draft, officer, save

__all__ = ["officer"]
FORM = "forms.membership"


def form() -> Form:
    return draft().forms["membership"]


def test_a_section_is_added_named_filled_and_begins_a_page(officer: Client):
    answer = save(officer, FORM, act=f"divide {FORM}")
    assert answer.headers["Location"].startswith(at(f"{FORM}.sections.section"))
    clause = f"{FORM}.sections.section"
    html = officer.get(at(clause)).content.decode()
    assert "No field stands in it, so it is not shown." in html
    assert html.count('class="badge attention">missing') == 2  # the heading, in either language
    answer = save(
        officer,
        clause,
        {
            f"{clause}.slug": "sending",
            f"{clause}.title.ja": "お届け先",
            f"{clause}.title.en": "Where to write",
            f"{clause}.page": "yes",
        },
    )
    assert answer.headers["Location"].startswith(at(f"{FORM}.sections.sending"))
    for field in ("postcode", "address"):
        offered = officer.get(at(f"{FORM}.fields.{field}")).content.decode()
        assert '<option value="sending">Where to write</option>' in offered
        save(officer, f"{FORM}.fields.{field}", {f"{FORM}.fields.{field}.section": "sending"})
    _first, second = pages(form())
    assert [f.id for f in second.fields] == ["postcode", "address"]
    assert "new page" in officer.get(at(FORM)).content.decode()


def test_fields_follow_a_section_that_is_renamed_and_stay_when_it_goes(officer: Client):
    clause = "forms.volunteers.sections.activities"
    save(officer, clause, {f"{clause}.slug": "work"})
    volunteers = draft().forms["volunteers"]
    assert {f.section for f in volunteers.fields} == {"you", "work"}
    clause = "forms.volunteers.sections.work"
    answer = save(officer, clause, {f"{clause}.slug": "you"})
    assert answer.status_code == 422
    answer = save(officer, clause, act=f"remove {clause}")
    assert answer.headers["Location"].startswith(at("forms.volunteers?")[:-2])
    volunteers = draft().forms["volunteers"]
    assert len(volunteers.fields) == len(load(STARTER).forms["volunteers"].fields)
    assert {f.section for f in volunteers.fields} == {"you", None}


def test_a_condition_is_chosen_question_first_then_its_answers(officer: Client):
    clause = f"{FORM}.fields.occupation"
    html = officer.get(at(clause)).content.decode()
    sent, _buttons = sheet.read(html)
    assert sent[f"{clause}.show_if.field"] == [""]
    assert '<option value="member_class">Kind of membership</option>' in html
    assert '<option value="name_kana"' not in html  # no choice, so nothing can depend on it
    save(officer, clause, {f"{clause}.show_if.field": "member_class"})
    html = officer.get(at(clause)).content.decode()
    assert "Write at least one answer in values." in html  # the finding, beside the answers
    assert "Student member" in html
    save(officer, clause, {f"{clause}.show_if.values": ["regular", "student"]})
    occupation = form().field("occupation")
    assert occupation
    assert occupation.show_if
    assert occupation.show_if.values == ("regular", "student")
    assert "asked of some" in officer.get(at(FORM)).content.decode()
    save(officer, clause, {f"{clause}.show_if.field": ""})
    occupation = form().field("occupation")
    assert occupation
    assert occupation.show_if is None


def test_a_condition_follows_its_question_and_says_when_it_is_gone(officer: Client):
    clause = "forms.volunteers.fields.activities"
    save(officer, clause, {f"{clause}.id": "wishes"})
    languages = draft().forms["volunteers"].field("languages")
    assert languages
    assert languages.show_if
    assert languages.show_if.field == "wishes"
    clause = "forms.volunteers.fields.wishes"
    save(officer, clause, act=f"remove {clause}")
    html = officer.get(at("forms.volunteers.fields.languages")).content.decode()
    beside = html[html.index('id="f-forms.volunteers.fields.languages.show_if.field-findings"') :]
    assert "There is no field “wishes”." in beside[:600]


def test_another_question_has_other_answers(officer: Client):
    clause = "forms.volunteers.fields.message"
    save(officer, clause, {f"{clause}.show_if.field": "days"})
    save(officer, clause, {f"{clause}.show_if.values": ["sunday"]})
    save(officer, clause, {f"{clause}.show_if.field": "activities"})
    message = draft().forms["volunteers"].field("message")
    assert message
    assert message.show_if
    assert (message.show_if.field, message.show_if.values) == ("activities", ())


def test_days_cap_waiting_words_and_guardians_are_set_and_what_is_wrong_stands_beside(officer: Client):
    more = {
        f"{FORM}.opens": "2027-01-10",
        f"{FORM}.closes": "2027-01-01",
        f"{FORM}.cap": "40",
        f"{FORM}.minors": "yes",
        f"{FORM}.waiting.before.ja": "一月に始まります。",
        f"{FORM}.waiting.full.ja": "次は春です。",
        f"{FORM}.waiting.full.en": "The next round is in spring.",
    }
    save(officer, FORM, more)
    built = form()
    assert (built.cap, built.minors) == (40, True)
    assert built.waiting
    assert built.waiting.after is None
    html = officer.get(at(FORM)).content.decode()
    assert "The form closes before it opens." in html[html.index(f'id="f-{FORM}.closes-findings"') :][:600]
    assert "The text in en is missing." in html[html.index(f'id="f-{FORM}.waiting.before-findings"') :][:600]
    save(officer, FORM, {f"{FORM}.cap": "many"})
    assert form().cap == 40
    save(officer, FORM, {f"{FORM}.cap": "", f"{FORM}.waiting.before.ja": ""})
    assert form().cap is None
    save(officer, "supplements", {"minors.age": "18"})
    assert draft().minors
    assert draft().minors.age == 18


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", ("2ページ中2ページ目", "「翻訳・通訳」を選んだ方だけ", "満員の言葉。", "16歳以上ですか")),
        ("en", ("Step 2 of 2", "Only if you chose “Translating", "Words when full.", "Are you 16 or older?")),
    ],
)
def test_the_preview_shows_pages_conditions_and_what_is_said_while_it_is_shut(
    officer: Client, lang: str, words: tuple[str, ...]
):
    clause = "forms.volunteers"
    full = {"ja": "満員の言葉。", "en": "Words when full."}
    said = {f"{clause}.waiting.full.{code}": text for code, text in full.items()}
    save(officer, clause, {f"{clause}.cap": "5", f"{clause}.minors": "yes", **said})
    for width in ("phone", "desktop"):
        page = officer.get(f"{DESK}preview/volunteers/?lang={lang}&width={width}").content.decode()
        shown = page[page.index(f'class="preview {width}"') : page.index("</main>")]
        for text in words:
            assert text in shown
        real = officer.get(f"/{lang}/forms/volunteers").content.decode()
        for part in ("save", "buttons", "notice-more", "hint"):
            assert (f'class="{part}"' in shown) == (f'class="{part}"' in real), "as the real form has it"


def _as_file() -> dict[str, Any]:
    """The starter with everything that the builder below is told to do, written as a file would say it."""
    plain = document(load(STARTER))
    built = plain["forms"]["membership"]
    built |= {
        "opens": "2026-12-01",
        "closes": "2027-03-31",
        "cap": 40,
        "minors": True,
        "waiting": {"full": {"ja": "次は春です。", "en": "The next round is in spring."}},
        "sections": [
            {
                "slug": "sending",
                "title": {"ja": "お届け先", "en": "Where to write"},
                "page": True,
                "show_if": {"field": "member_class", "values": ["regular", "student"]},
            }
        ],
    }
    for field in built["fields"]:
        if field["id"] in ("phone", "fax"):
            field["section"] = "sending"
        if field["id"] == "occupation":
            field["show_if"] = {"field": "member_class", "values": ["supporting"]}
    return plain


def _build(officer: Client) -> None:
    sending, occupation = f"{FORM}.sections.section", f"{FORM}.fields.occupation"
    steps: list[tuple[str, Mapping[str, object], str]] = [
        (
            FORM,
            {
                f"{FORM}.opens": "2026-12-01",
                f"{FORM}.closes": "2027-03-31",
                f"{FORM}.cap": "40",
                f"{FORM}.minors": "yes",
                f"{FORM}.waiting.full.ja": "次は春です。",
                f"{FORM}.waiting.full.en": "The next round is in spring.",
            },
            f"divide {FORM}",
        ),
        (
            sending,
            {
                f"{sending}.slug": "sending",
                f"{sending}.title.ja": "お届け先",
                f"{sending}.title.en": "Where to write",
                f"{sending}.page": "yes",
                f"{sending}.show_if.field": "member_class",
            },
            "save",
        ),
        (f"{FORM}.sections.sending", {f"{FORM}.sections.sending.show_if.values": ["regular", "student"]}, "save"),
        (f"{FORM}.fields.phone", {f"{FORM}.fields.phone.section": "sending"}, "save"),
        (f"{FORM}.fields.fax", {f"{FORM}.fields.fax.section": "sending"}, "save"),
        (occupation, {f"{occupation}.show_if.field": "member_class"}, "save"),
        (occupation, {f"{occupation}.show_if.values": ["supporting"]}, "save"),
    ]
    for clause, typed, act in steps:
        assert save(officer, clause, typed, act=act).status_code == 303, clause


def test_a_form_that_was_built_here_and_exported_is_the_form_in_the_file(officer: Client):
    _build(officer)
    exported = officer.get(f"{DESK}policy.yaml").content.decode()
    written = parse(json.dumps(_as_file(), ensure_ascii=False))
    assert parse(exported) == written
    assert parse(to_yaml(written)) == written


@pytest.mark.parametrize("count", ["9" * 5000, "-1", "many"])
def test_a_count_of_rows_that_is_no_number_counts_for_nothing(count: str):
    field = find(document(starter()), "forms.membership.fields.member_class")
    assert field is not None
    spot = next(step for step in inside(field) if step.key == "choices")
    assert read_back(spot, QueryDict(f"{spot.clause}.count={count}"), ["ja", "en"]) == []
