"""The policy's editor and the file are one document: pages made from its shape, nothing lost on the way."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.events import CHARTER_REFUSED
from azukari.features.policy import guide
from azukari.features.policy.outline import CHAPTER_OF, CHAPTERS
from azukari.features.policy.pages import has_pages
from azukari.features.policy.rows import REFERENCES
from azukari.policy.parse import STARTER, canonical, load, parse
from azukari.policy.reading import Shape
from azukari.policy.shape import Keyed, Listed, Record
from azukari.policy.terms import Policy
from azukari.policy.tree import Spot, inside, whole
from tests.console import desks, sheet
from tests.console.policy_desk import DESK, at, draft, officer, save

__all__ = ["officer"]


def pages() -> list[str]:
    """Every page of the editor of the starter policy."""
    document = json.loads(canonical(load(STARTER)))
    found = [chapter.slug for chapter in CHAPTERS]

    def walk(spot: Spot) -> None:
        for step in inside(spot):
            if has_pages(spot.shape):
                found.append(step.clause)
            walk(step)

    walk(whole(document))
    return found


def known_keys() -> Iterator[tuple[type, str]]:
    """Every key that can stand in a document, with the class it belongs to."""
    seen: set[type] = set()

    def walk(shape: Shape) -> Iterator[tuple[type, str]]:
        match shape:
            case Record(of=of) if of not in seen:
                seen.add(of)
                for key, inner in shape.keys().items():
                    yield of, key
                    yield from walk(inner)
            case Listed(item=inner) | Keyed(value=inner):
                yield from walk(inner)

    yield from walk(Record(Policy))


def test_every_key_of_the_document_has_words_a_help_and_a_page():
    keys = set(known_keys())
    assert keys == guide.TITLES.keys()
    assert keys == guide.HELPS.keys()
    assert keys >= REFERENCES.keys()
    assert CHAPTER_OF.keys() == Record(Policy).keys().keys()


def test_opening_and_saving_any_page_changes_nothing(officer: Client):
    before = drafts.find()
    assert len(pages()) > 50
    for clause in pages():
        assert save(officer, clause).status_code == 303, clause
        after = drafts.find()
        assert before
        assert after
        assert (after.document, after.version) == (before.document, before.version), clause


def test_what_the_console_writes_is_what_the_file_would_say(officer: Client):
    save(officer, "requests", {"requests.phone": "03-1111-2222", "requests.hours.closes": "18:00"})
    page = officer.get(f"{DESK}at/organisation/").content.decode()
    assert '<legend class="unseen"><span class="group-title">Organisation</span>' in page, "its title says it already"
    save(officer, "organisation", {"organisation.name.en": "River Network & Friends"})
    save(officer, "words", {"lead.ja": "一行目です。\r\n続きです。\r\n\r\n次の段落です。"})
    save(officer, "forms.membership.fields.phone", {"forms.membership.fields.phone.hint.ja": "日中の番号"})
    text = STARTER.read_text("utf-8")
    for was, now in (
        ("phone: 03-0000-0000", "phone: 03-1111-2222"),
        ('closes: "17:30"', 'closes: "18:00"'),
        ("    en: Seoto River Network\n", '    en: "River Network & Friends"\n'),
        (
            "label: {ja: 電話番号, en: Phone number}\n",
            "label: {ja: 電話番号, en: Phone number}\n        hint: {ja: 日中の番号}\n",
        ),
    ):
        assert was in text
        text = text.replace(was, now, 1)
    lead = text[text.index("lead:\n  ja: |\n") : text.index("  en: |\n")]
    text = text.replace(lead, "lead:\n  ja: |\n    一行目です。\n    続きです。\n\n    次の段落です。\n")
    file = officer.get(f"{DESK}policy.yaml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="policy.yaml"'
    assert parse(file.content.decode()) == parse(text) == draft()


def test_a_pasted_file_becomes_the_draft(published: Current):
    client = desks.browser(desks.staff("privacy"))
    text = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 5")
    assert client.post(f"{DESK}begin/", {"version": 0, "source": "text", "text": text}).status_code == 302
    assert draft() == parse(text)


def test_a_file_that_cannot_be_read_stays_on_the_page_with_its_line(published: Current):
    client = desks.browser(desks.staff("privacy"))
    text = STARTER.read_text("utf-8").replace("    kind: magazine\n", "    kind: raffle\n")
    answer = client.post(f"{DESK}begin/", {"version": 0, "source": "text", "text": text})
    assert answer.status_code == 422
    assert "kind: raffle" in answer.content.decode()
    assert f"Line {text.splitlines().index('    kind: raffle') + 1}" in answer.content.decode()
    assert drafts.find() is None


def test_nobody_else_reads_or_writes_the_draft_and_each_attempt_is_recorded(officer: Client):
    clerk = desks.browser(desks.staff("membership"))
    ways = ["", "policy.yaml", "changes/", "publish/", "at/requests/", "preview/membership/"]
    posts = ["begin/", "close/", "compare/", "propose/", "approve/", "publish/", "at/requests/"]
    for way in ways:
        assert clerk.get(f"{DESK}{way}").status_code == 403, way
    for way in posts:
        assert clerk.post(f"{DESK}{way}", {"version": 1}).status_code == 403, way
    assert Pending.objects.filter(kind=CHARTER_REFUSED.name).count() == len(ways) + len(posts)
    assert draft() == load(STARTER)


def test_what_cannot_be_kept_stays_on_the_page_beside_its_input(officer: Client):
    answer = save(officer, "requests", {"requests.target_days": "soon", "requests.phone": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="soon"' in page
    assert 'href="#f-requests.target_days"' in page
    assert 'href="#f-requests.phone"' in page
    assert "Phone number: Please fill this in." in page
    assert draft().requests.target_days == 3


def test_of_two_who_write_at_once_the_later_is_told_and_loses_nothing(officer: Client):
    second = desks.browser(desks.staff("privacy", email="second@staff.example.org"))
    sent, _buttons = sheet.read(second.get(at("requests")).content.decode())
    save(officer, "requests", {"requests.phone": "03-1111-2222"})
    answer = second.post(at("requests"), {**sent, "requests.phone": "03-3333-4444", "act": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing is saved yet." in page
    assert "03-1111-2222" in page
    assert 'value="03-3333-4444"' in page
    assert draft().requests.phone == "03-1111-2222"
    again, _buttons = sheet.read(page)
    assert second.post(at("requests"), {**again, "act": "save"}).status_code == 409  # neither was chosen
    chosen = {**again, "keep-requests.phone": "mine", "both-changed": "requests.phone", "act": "save"}
    assert second.post(at("requests"), chosen).status_code == 303
    assert draft().requests.phone == "03-3333-4444"


def test_what_was_typed_into_a_part_that_somebody_removed_is_shown(officer: Client):
    sent, _buttons = sheet.read(officer.get(at("forms.feedback.fields.phone")).content.decode())
    save(officer, "forms.feedback.fields.phone", act="remove forms.feedback.fields.phone")
    answer = officer.post(
        at("forms.feedback.fields.phone"), {**sent, "forms.feedback.fields.phone.label.en": "Your phone"}
    )
    assert answer.status_code == 409
    assert "Your phone" in answer.content.decode()


def test_missing_words_are_counted_and_found_beside_their_input(officer: Client):
    save(officer, "forms.membership", {"forms.membership.title.en": "", "forms.membership.lead.en": ""})
    desk, page = officer.get(DESK).content.decode(), officer.get(at("forms.membership")).content.decode()
    assert "2 translations missing" in desk
    assert "2 findings" in desk
    beside = page[page.index('id="f-forms.membership.title-findings"') :]
    assert "The text in en is missing." in beside[:600]
    listed = officer.get(f"{DESK}changes/").content.decode()
    assert "<code>forms.membership.title</code>" in listed
    assert f'href="{at("forms.membership")}"' in listed


def test_a_form_asks_for_more_moves_and_drops_its_fields(officer: Client):
    page = officer.get(at("forms.magazine")).content.decode()
    _sent, buttons = sheet.read(page)
    assert "ask forms.magazine phone" in buttons
    assert "ask forms.magazine email" not in buttons  # it is asked for already
    answer = save(officer, "forms.magazine", act="ask forms.magazine phone")
    assert answer.headers["Location"].startswith(at("forms.magazine.fields.phone"))
    made = draft().forms["magazine"].fields[-1]
    assert (made.id, made.type, made.required, made.label["ja"]) == ("phone", "phone", False, "電話番号")
    assert "It does not say why we ask." in officer.get(at("forms.magazine.fields.phone")).content.decode()
    save(officer, "forms.magazine", act="up forms.magazine.fields.phone")
    assert [f.id for f in draft().forms["magazine"].fields] == ["email", "phone", "name"]
    save(officer, "forms.magazine.fields.phone", act="remove forms.magazine.fields.phone")
    assert [f.id for f in draft().forms["magazine"].fields] == ["email", "name"]


def test_a_field_gets_another_name_and_its_choices_move_grow_and_go(officer: Client):
    clause = "forms.membership.fields.member_class"
    answer = save(officer, clause, {f"{clause}.id": "kind_of_member"})
    clause = "forms.membership.fields.kind_of_member"
    assert answer.headers["Location"].startswith(at(clause))
    more = {f"{clause}.choices.4.value": "friend", f"{clause}.choices.4.label.ja": "友の会"}
    save(officer, clause, more, act=f"down {clause}.choices.1")
    choices = draft().forms["membership"].fields[0].choices
    assert [c.value for c in choices] == ["supporting", "regular", "student", "friend"]
    assert choices[3].label == {"ja": "友の会"}
    save(officer, clause, act=f"remove {clause}.choices.2")
    assert [c.value for c in draft().forms["membership"].fields[0].choices] == ["supporting", "student", "friend"]


def test_a_field_does_not_take_the_name_of_another(officer: Client):
    clause = "forms.membership.fields.phone"
    answer = save(officer, clause, {f"{clause}.id": "fax"})
    assert answer.status_code == 422
    assert f'href="#f-{clause}.id"' in answer.content.decode()
    assert draft().forms["membership"].field("phone")


def test_a_purpose_is_added_and_a_name_taken_twice_is_refused(officer: Client):
    answer = save(officer, "purposes", {"purposes.new": "river-walk"}, act="add purposes")
    assert answer.headers["Location"].startswith(at("purposes.river-walk"))
    assert list(draft().purposes)[-1] == "river-walk"
    for name in ("magazine", "River Walk", ""):
        answer = save(officer, "purposes", {"purposes.new": name}, act="add purposes")
        assert answer.status_code == 422
        assert 'href="#f-purposes.new"' in answer.content.decode()


def test_two_supplements_of_one_name_are_both_kept(officer: Client):
    save(officer, "supplements", {"supplements.4.key": "cookies", "supplements.4.ja": "もう一つ"})
    assert draft().supplements["cookies"]["en"]
    assert draft().supplements["cookies-2"] == {"ja": "もう一つ"}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_preview_shows_the_form_of_the_draft_and_can_send_nothing(lang: str, officer: Client):
    label = {"ja": "ご希望の呼び名", "en": "What we may call you"}[lang]
    save(officer, "forms.magazine.fields.name", {f"forms.magazine.fields.name.label.{lang}": label})
    page = officer.get(f"{DESK}preview/magazine/?lang={lang}&width=desktop").content.decode()
    shown = page[page.index('class="preview desktop"') : page.index("</main>")]
    assert label in shown
    assert 'id="notice"' in shown
    assert "<form" not in shown
    assert "<button" not in shown


def test_a_preview_shows_a_form_that_lacks_words(officer: Client):
    save(officer, "forms.magazine", {"forms.magazine.title.en": ""}, act="ask forms.magazine phone")
    assert officer.get(f"{DESK}preview/magazine/?lang=en").status_code == 200


def test_queries_do_not_grow_with_the_document(officer: Client):
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(path).status_code == 200
        return len(captured)

    paths = (DESK, at("forms"), at("forms.membership"), f"{DESK}changes/")
    assert [queries(path) for path in paths]  # what is remembered between requests is remembered now
    few = {path: queries(path) for path in paths}
    for _turn in range(5):
        save(officer, "forms.membership", act="ask forms.membership answer")
    assert {path: queries(path) for path in few} == few
