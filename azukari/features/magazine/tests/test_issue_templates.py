"""What a new issue begins with: a template of the program, one of the organisation's own, or an earlier issue."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from azukari.features.magazine import issue_templates
from azukari.features.magazine.checking import check
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.models import Issue, IssueTemplate, Layout
from azukari.features.magazine.tests.issues import BODIES, SUBJECTS, draft
from tests.console import desks

pytestmark = pytest.mark.django_db
LIST = "magazine"
_LEFT = re.compile(r"{{[^}]*}}")


@pytest.fixture
def editor(of: MailingList) -> Client:
    return desks.browser(desks.staff("magazine"))


def _at(name: str, **more: object) -> str:
    return reverse(name, kwargs={"slug": LIST, **more})


def _begun_with(editor: Client, **said: str) -> Issue:
    editor.post(_at("console-magazine-new"), said)
    return Issue.objects.prefetch_related("texts").latest("created_at", "id")


def _texts(issue: Issue) -> dict[str, tuple[str, str]]:
    return {text.lang: (text.subject, text.body) for text in issue.texts.all()}


@pytest.mark.parametrize("code", issue_templates.SHIPPED)
def test_what_was_left_to_write_in_a_template_of_the_program_stops_the_issue(
    code: str, editor: Client, of: MailingList
) -> None:
    assert f'value="{code}"' in editor.get(_at("console-magazine-list")).content.decode()
    issue = _begun_with(editor, template=code)
    assert issue.layout == code
    assert set(_texts(issue)) == {"ja", "en"}
    assert editor.get(reverse("console-magazine-issue", args=[LIST, issue.id])).status_code == 200
    texts = {text.lang: text for text in issue.texts.all()}
    found = check(texts, of, languages=("ja", "en"), wished={"ja": 2, "en": 1})
    told = {one.lang: one.sentence for one in found if one.stops}
    assert len([one for one in found if one.stops]) == len(told) == 2, "one sentence for each version"
    for lang, text in texts.items():
        for left in _LEFT.findall(text.subject + text.body):
            assert told[lang].count(left) == 1, "named once, however often it stands there"


def test_an_issue_is_kept_under_a_name_and_every_list_can_begin_with_it(editor: Client, of: MailingList) -> None:
    issue = draft(of, desks.moment(), layout=Layout.JOURNAL)
    keep = _at("console-magazine-template", issue_id=issue.id)
    assert "is replaced" in editor.get(keep).content.decode()
    assert not IssueTemplate.objects.exists(), "A GET keeps nothing."
    wrong = editor.post(keep, {"name": " "})
    assert wrong.status_code == 422
    assert not IssueTemplate.objects.exists()
    for name in ("Spring", "Spring", "Autumn"):  # the second one replaces the first
        assert name in editor.post(keep, {"name": name}, follow=True).content.decode()
    spring = IssueTemplate.objects.get(name="Spring")
    begun = _begun_with(editor, template=str(spring.id))
    assert begun.layout == Layout.JOURNAL
    assert _texts(begun) == {lang: (SUBJECTS[lang], BODIES[lang]) for lang in SUBJECTS}

    at = _at("console-magazine-template-delete", template_id=spring.id)
    editor.get(at)
    assert IssueTemplate.objects.count() == 2, "A GET deletes nothing."
    for _ in range(2):
        assert editor.post(at, follow=True).status_code == 200
    assert [template.name for template in issue_templates.own()] == ["Autumn"]
    assert Issue.objects.filter(id=begun.id).exists()


@pytest.mark.parametrize("code", ["no-such", "00000000-0000-4000-8000-000000000000", ""])
def test_an_unknown_template_is_an_empty_page(code: str, editor: Client) -> None:
    begun = _begun_with(editor, template=code)
    assert (_texts(begun), begun.layout) == ({}, Layout.LETTER)


def test_one_like_an_earlier_issue_looks_like_it(editor: Client, of: MailingList) -> None:
    earlier = draft(of, desks.moment(), layout=Layout.JOURNAL)
    begun = _begun_with(editor, like=str(earlier.id))
    assert (begun.layout, _texts(begun)["en"][0]) == (Layout.JOURNAL, SUBJECTS["en"])
