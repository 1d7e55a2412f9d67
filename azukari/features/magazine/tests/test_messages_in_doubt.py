"""What a mail server may have taken from a sender that died is told on the page of the issue, and not tried again."""

import pytest
from django.urls import reverse

from azukari.core.mail.holder import MailingHolder
from azukari.core.mail.models import MailingMessage
from azukari.features.magazine.tests.issues import begun, readers_of
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


def test_messages_in_doubt_are_counted_also_when_their_reader_went(of, moment):
    people, editor = readers_of(3), desks.browser(desks.staff("magazine"))
    at = reverse("console-magazine-issue", kwargs={"slug": "magazine", "issue_id": begun(of, moment).id})
    assert "Sending was interrupted" not in editor.get(at).content.decode()
    MailingMessage.objects.filter(person__in=people[:2]).update(doubtful=True)
    assert "Sending was interrupted during 2 messages." in editor.get(at).content.decode()
    MailingHolder().erase(people[:1])
    page = editor.get(at).content.decode()
    assert "Sending was interrupted during 2 messages." in page
    assert "Not taken by the server" in page
    assert "failed once more" not in page, "nobody is there to whom it could be sent again"
