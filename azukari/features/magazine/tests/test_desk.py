"""The desk of the magazine: an issue is written, checked, looked at, approved, sent and watched, by its duty alone."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from azukari.features.magazine.issues import settings_of
from azukari.features.magazine.life import SECOND_THOUGHTS, IssueState
from azukari.features.magazine.models import Issue, Picture
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.tests.issues import BODIES, SUBJECTS, TRICKY, begun, draft, readers_of, sent
from tests.console import desks
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "magazine"
PAGES = (
    "console-magazine-list", "console-magazine-settings", "console-magazine-growth", "console-magazine-issue",
    "console-magazine-edit", "console-magazine-who", "console-magazine-preview", "console-magazine-text",
    "console-magazine-templates", "console-magazine-template",
)  # fmt: skip
PRESSED = (
    "console-magazine-new", "console-magazine-throw-away", "console-magazine-act", "console-magazine-picture",
    "console-magazine-score", "console-magazine-template-delete",
)  # fmt: skip


@pytest.fixture
def editor(of):
    return desks.browser(desks.staff("magazine"))


def _at(name: str, issue=None, **more) -> str:
    of_issue = name.rpartition("-")[2] in {
        "issue",
        "edit",
        "who",
        "preview",
        "text",
        "away",
        "act",
        "picture",
        "score",
        "template",
    }
    given = {"slug": LIST, **({"issue_id": issue.id} if of_issue else {}), **more}
    return reverse(name, kwargs=given)


def _all(issue):
    for name in (*PAGES, *PRESSED):
        more = (
            {"lang": "ja"}
            if name.endswith(("preview", "text"))
            else {"step": "hide"}
            if name.endswith("act")
            else {"template_id": issue.id}
            if name.endswith("template-delete")
            else {}
        )
        yield name, _at(name, issue, **more)


def _typed(version: int, **more) -> dict[str, str]:
    words = {f"subject_{lang}": text for lang, text in SUBJECTS.items()}
    words |= {f"body_{lang}": text for lang, text in BODIES.items()}
    return {"version": str(version), "layout": "journal", **words, **more}


def _do(client, issue, step: str, **data) -> str:
    answer = client.post(_at("console-magazine-act", issue, step=step), data, follow=True)
    return answer.content.decode()


def test_an_issue_from_the_first_word_to_the_last_reader(server: Sink, of, editor):
    readers_of(3)
    editor.post(_at("console-magazine-new"))
    issue = Issue.objects.get()
    saved = editor.post(_at("console-magazine-edit", issue), _typed(1), follow=True).content.decode()
    assert "Saved. Nothing has been sent yet." in saved
    assert "The check found nothing." in saved
    preview = editor.get(_at("console-magazine-preview", issue, lang="ja"))
    assert TRICKY in preview.content.decode()
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert "読者の皆様" in editor.get(_at("console-magazine-text", issue, lang="ja")).content.decode()
    issue.refresh_from_db()
    assert "Send now to 3 readers" in _do(editor, issue, "approve", version=issue.version)
    assert "Withdraw" in _do(editor, issue, "send")
    assert send_due(timezone.now()) == 0, "for a minute it can be withdrawn"
    later = timezone.now() + SECOND_THOUGHTS
    assert send_due(later) == 1
    send_all(later)
    shown = editor.get(_at("console-magazine-issue", issue)).content.decode()
    assert "No message is left to send." in shown
    assert len(server.taken) == 3
    who = editor.get(_at("console-magazine-who", issue), {"state": "sent"}).content.decode()
    assert who.count('<tr><th scope="row">') == 3
    for hidden in ("@example.org", "髙﨑"):
        assert hidden not in shown + who, "no address and no name at the desk"


def test_what_the_check_finds_is_put_right_first(of, editor, moment):
    readers_of(2)
    bodies = {
        "ja": "{{ nickname }} ![](/theme/0/logo) ![x](https://other.example/p.gif) [見る](river.example)",
        "en": "[](https://a.example) [old](http://a.example)",
    }
    issue = draft(of, moment, subjects={"ja": "題", "en": "T"}, bodies=bodies)
    page = editor.get(_at("console-magazine-issue", issue)).content.decode()
    for words in ("Still between braces: {{ nickname }}.", "no words for those who do not see it", "from another site",
                  "not a whole address", "has no words", "not encrypted"):  # fmt: skip
        assert words in page
    assert "The messages of 2 readers cannot be made." in page
    assert "has to be corrected first" in _do(editor, issue, "approve", version=issue.version)
    assert Issue.objects.get().state == IssueState.DRAFT
    html = editor.get(_at("console-magazine-preview", issue, lang="ja")).content.decode()
    assert "other.example/p.gif" not in html


def test_the_preview_opens_on_a_language_that_has_words(of, editor, moment):
    issue = draft(of, moment, bodies=BODIES | {"en": ""}, subjects=SUBJECTS | {"en": ""})
    assert issue.texts.filter(lang="en").exists() or issue.texts.filter(lang="ja").exists()
    page = editor.get(_at("console-magazine-edit", issue)).content.decode()
    assert '<details data-lang="ja" open>' in page
    assert '<details data-lang="en">' in page


def test_two_at_once_are_told_and_a_missing_version_is_counted(of, editor, moment):
    readers_of(2)
    issue = draft(of, moment, subjects={"en": "Only"}, bodies={"en": "Words"})
    assert editor.post(_at("console-magazine-edit", issue), _typed(1)).status_code == 409
    page = editor.get(_at("console-magazine-issue", issue)).content.decode()
    assert "This version is missing: 2 readers who want it get the other one." in page


def test_a_sample_goes_to_oneself_alone(of, editor, moment):
    readers_of(1)
    issue = draft(of, moment)
    assert "A sample is on its way" in _do(editor, issue, "sample")
    assert [one.to for one in mail.outbox] == [["magazine@staff.example.org"]] * 2
    assert "{{" not in "".join(str(one.body) for one in mail.outbox)


def test_it_is_scheduled_on_the_organisation_s_clocks(of, editor, moment):
    issue = draft(of, moment)
    _do(editor, issue, "approve", version=issue.version)
    past = editor.post(_at("console-magazine-act", issue, step="schedule"), {"at": "2020-01-01T09:00"})
    assert past.status_code == 422
    day = (moment + timedelta(days=40)).date()
    assert "It goes at its time." in _do(editor, issue, "schedule", at=f"{day}T09:00")
    found = Issue.objects.get()
    assert found.scheduled_at
    assert found.scheduled_at.isoformat() == f"{day}T00:00:00+00:00", "nine in Tokyo"
    assert "It is a draft again." in _do(editor, issue, "back")


def test_it_is_paused_resumed_and_cancelled(server: Sink, of, editor, moment):
    readers_of(2)
    issue = begun(of, moment)
    assert "Paused: nothing is sent" in _do(editor, issue, "pause")
    assert "It continues." in _do(editor, issue, "resume")
    assert "Cancelled." in _do(editor, issue, "cancel")
    assert editor.post(_at("console-magazine-act", issue, step="resume")).status_code == 409
    assert editor.post(_at("console-magazine-act", issue, step="send")).status_code == 409


def test_the_page_costs_the_same_for_few_readers_and_for_many(server: Sink, of, editor, moment):
    counts = []
    for number in (1, 12):
        readers_of(number)
        issue = sent(of, moment)
        for at in (_at("console-magazine-issue", issue), _at("console-magazine-who", issue)):
            editor.get(at)
            with CaptureQueriesContext(connection) as asked:
                editor.get(at)
            counts.append(len(asked))
    assert counts[:2] == counts[2:], counts


@pytest.mark.parametrize("who", ["membership", "feedback", "volunteers"])
def test_other_duties_are_refused(of, moment, who: str):
    issue, client = draft(of, moment), desks.browser(desks.staff(who))
    for name, at in _all(issue):
        answer = client.post(at) if name in PRESSED else client.get(at)
        assert answer.status_code == 403, name
    assert Issue.objects.get().state == IssueState.DRAFT
    assert "covers a list" in client.get(reverse("console-magazine")).content.decode()


def test_another_form_has_no_issues_and_a_get_changes_nothing(of, moment, editor):
    issue = draft(of, moment)
    other = desks.browser(desks.staff("membership"))
    for name, at in _all(issue):
        assert other.get(at.replace("/magazine/magazine/", "/magazine/membership/")).status_code in (302, 404), name
        if name in PRESSED:
            assert editor.get(at).status_code == 302
    assert Issue.objects.count() == 1


def test_a_draft_is_thrown_away_and_a_list_has_settings(of, moment, editor):
    issue = draft(of, moment)
    said = {"has_archive": "no", "asks": "no"}
    assert editor.post(_at("console-magazine-settings"), said).status_code == 302
    assert settings_of(LIST).has_archive is False
    issue.refresh_from_db()
    issue.changed_by = "staff:" + str(desks.staff("magazine", email="b@staff.example.org").reference)
    issue.save()
    answer = editor.post(_at("console-magazine-throw-away", issue))
    assert urlsplit(answer.headers["Location"]).path == _at("console-magazine-list")
    assert not Issue.objects.exists()


def test_a_picture_is_made_anew_and_everybody_gets_it_at_one_address(server: Sink, of, editor, moment):
    issue, raw = draft(of, moment), io.BytesIO()
    photo = Image.new("RGB", (2000, 500), "navy")
    exif = photo.getexif()
    exif[0x010E] = "Hanako took it"
    photo.save(raw, "JPEG", exif=exif)
    upload = SimpleUploadedFile("hanako.jpg", raw.getvalue(), "image/jpeg")
    editor.post(_at("console-magazine-picture", issue), {"file": upload})
    kept = Picture.objects.get()
    assert (kept.width, kept.height) == (1200, 300)
    assert b"Hanako" not in bytes(kept.content)
    at = f"/ja/magazine/picture/{kept.id}"
    assert at in editor.get(_at("console-magazine-edit", issue)).content.decode()
    answer = desks.browser().get(at)
    assert (answer.headers["Content-Type"], answer.headers["Cross-Origin-Resource-Policy"]) == (
        "image/jpeg",
        "cross-origin",
    )
    readers_of(2)
    sent(of, moment, bodies={"ja": f"![川の写真]({at})"}, subjects={"ja": "写真"})
    htmls = [one.get_body(("html",)).get_content() for one in server.read()]
    assert all(f'src="http://localhost{at}" alt="川の写真"' in html for html in htmls)


@pytest.mark.parametrize("raw", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_not_taken(of, editor, moment, raw: bytes):
    issue, upload = draft(of, moment), SimpleUploadedFile("x.png", raw, "image/png")
    answer = editor.post(_at("console-magazine-picture", issue), {"file": upload}, follow=True)
    assert "cannot be shown as a picture" in answer.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.parametrize(("done", "kind"), [("sampled", "kept"), ("not-sampled", "attention")])
def test_a_sample_that_was_not_taken_is_no_success(of, editor, done: str, kind: str):
    issue = draft(of, desks.moment())
    page = editor.get(_at("console-magazine-issue", issue), {"done": done}).content.decode()
    assert f'class="callout {kind}"' in page.partition('<dl class="facts">')[0]
