"""Before an issue goes: what filters would hold against it; whether the part of the readers is large enough (P08)."""

import pytest
from django.urls import reverse

from azukari.core.policy_versions.current import current
from azukari.features.magazine.readers import readers
from azukari.features.magazine.tests.issues import BODIES, SUBJECTS, draft, readers_of
from azukari.features.magazine.wishes import wish
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(of):
    return desks.browser(desks.staff("magazine"))


def _at(page: str, issue, **more) -> str:
    return reverse(f"console-magazine-{page}", kwargs={"slug": "magazine", "issue_id": issue.id, **more})


def _approved(client, issue) -> str:
    answer = client.post(_at("act", issue, step="approve"), {"version": issue.version}, follow=True)
    return answer.content.decode()


def _words() -> dict[str, str]:
    subjects = {f"subject_{lang}": text for lang, text in SUBJECTS.items()}
    return subjects | {f"body_{lang}": text for lang, text in BODIES.items()}


def test_what_filters_hold_against_a_message_is_told_before_it_goes(of, editor, moment):
    readers_of(1)
    bodies = {
        "en": "![A river](/en/magazine/picture/x) [bank.example](https://other.example/in) [go](https://bit.ly/x)"
    }
    issue = draft(of, moment, subjects={"en": "BUY NOW, RIVERS!!!"}, bodies=bodies)
    page = editor.get(_at("issue", issue)).content.decode()
    for words in ("in capitals", "exclamation marks", "hardly any text", "hides where it leads", "looks like fraud"):
        assert words in page
    assert "The check found nothing." in editor.get(_at("edit", draft(of, moment))).content.decode()


def test_a_part_of_the_readers_gets_it_unless_it_is_so_small_that_it_says_who_they_are(of, editor, moment):
    people = readers_of(11)
    for person in people[:4]:
        wish(person, of, lang="en", until=None, actor=Actor(ActorKind.PERSON, str(person)), now=moment)
    issue = draft(of, moment)
    typed = {"version": str(issue.version), "layout": "letter", "audience": "en", "step": "done", **_words()}
    page = editor.post(_at("edit", issue), typed, follow=True).content.decode()
    assert "has fewer than 5 people" in page
    issue.refresh_from_db()
    assert "has to be corrected first" in _approved(editor, issue)
    wish(people[4], of, lang="en", until=None, actor=Actor(ActorKind.PERSON, str(people[4])), now=moment)
    assert "Send now to 5 readers" in _approved(editor, issue)
    assert {*readers(of, current().policy, now=moment, audience="en")} == {*people[:5]}


@pytest.mark.parametrize(
    ("lang", "body", "told"),
    [("ja", "{{ name }}様", False), ("ja", "{{name}} さん", False), ("ja", "{{ name }}、こんにちは", True),
     ("ja", "{{ name }}様と{{ name }}", True), ("en", "Dear {{ name }},", False)],
)  # fmt: skip
def test_a_name_in_japanese_stands_before_sama_since_where_there_is_none_the_reader_is_called_so(
    of, editor, moment, lang, body, told
):
    issue = draft(of, moment, subjects={lang: "A"}, bodies={lang: body})
    assert ("it then reads 読者の皆様" in editor.get(_at("issue", issue)).content.decode()) is told
    page = editor.get(_at("edit", issue)).content.decode()
    assert 'data-put="{{ name }}様"' in page, "the button of the Japanese text"
    assert 'data-put="{{ name }}"' in page, "the button of the English one"
