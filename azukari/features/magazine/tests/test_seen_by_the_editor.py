"""What an editor sees besides the messages: views that an issue brought, in total, and a spam filter's score."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from azukari.core.mail.models import MailingMessage
from azukari.features.magazine.models import Issue
from azukari.features.magazine.tests.issues import begun, draft, readers_of, sent
from azukari.lib import campaign_views
from azukari.lib.campaign_views import Views
from azukari.policy.mailing import MessageState
from tests.console import desks
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

RSPAMC = """#!/bin/sh
grep -q '^Subject: ' || exit 1
echo '{"score": %s, "required_score": 15.0, "symbols": {}}'
"""
SPAMASSASSIN = """#!/bin/sh
echo 'X-Spam-Status: No, score=-0.5 required=5.0'
"""


@pytest.fixture
def editor(of):
    return desks.browser(desks.staff("magazine"))


def _address(issue: Issue, name: str = "issue", **more: str) -> str:
    return reverse(f"console-magazine-{name}", kwargs={"slug": "magazine", "issue_id": issue.id, **more})


def _program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "ascii")
    (folder / name).chmod(0o755)


def test_views_of_an_issue_are_told_in_total_where_its_links_name_it(server: Sink, of, editor, moment, monkeypatch):
    readers_of(1)
    asked = []

    def tell(campaign, since):
        asked.append((campaign, since))
        return Views(None if len(asked) == 1 else 34, 5)

    monkeypatch.setattr(campaign_views.on_asked, "known", [tell])
    issue = sent(of, moment)
    assert "Views by its links" not in editor.get(_address(issue)).content.decode()
    Issue.objects.update(names_itself=True)
    assert "fewer than 5" in editor.get(_address(issue)).content.decode()
    assert "at least 34" in editor.get(_address(issue)).content.decode()
    assert {campaign for campaign, _since in asked} == {"magazine-1"}


def test_the_numbers_and_the_rate_are_told_while_it_goes(server: Sink, of, editor, moment):
    readers_of(4)
    issue = begun(of, moment)
    page = editor.get(_address(issue)).content.decode()
    assert "4 messages have not gone yet." in page
    assert "within the last minute" not in page
    rows = MailingMessage.objects.order_by("id")
    rows.filter(id__in=list(rows.values_list("id", flat=True)[:3])).update(state=MessageState.SENT, changed_at=moment)
    rows.filter(id=rows.first().id).update(changed_at=moment - timedelta(minutes=3))
    page = editor.get(_address(issue)).content.decode()
    assert "1 message has not gone yet." in page
    assert "2 went within the last minute." in page
    assert "data-going" in page
    MailingMessage.objects.update(state=MessageState.SENT)
    page = editor.get(_address(issue)).content.decode()
    assert "No message is left to send." in page
    assert "data-going" not in page


def test_a_filter_on_this_machine_scores_it_if_there_is_one(of, editor, moment, monkeypatch, tmp_path: Path):
    issue = draft(of, moment)
    monkeypatch.setattr(shutil, "which", lambda name: str(at) if (at := tmp_path / name).exists() else None)
    page = editor.get(_address(issue)).content.decode()
    assert "Spam score: not checked" in page
    assert _address(issue, "score") not in page
    _program(tmp_path, "spamassassin", SPAMASSASSIN)
    scored = editor.post(_address(issue, "score")).content.decode()
    assert "SpamAssassin gives it -0.5; from 5.0 on it counts an email as spam." in scored
    _program(tmp_path, "rspamc", RSPAMC % "3.1")
    scored = editor.post(_address(issue, "score")).content.decode()
    assert "rspamd gives it 3.1; from 15.0 on it counts an email as spam." in scored
    _program(tmp_path, "rspamc", "#!/bin/sh\nexit 1\n")
    assert "did not answer" in editor.post(_address(issue, "score")).content.decode()
