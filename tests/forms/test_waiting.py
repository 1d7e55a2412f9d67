"""The page after sending: where the mail went, the mail once more, and another address where the first was mistyped."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from azukari.core.forms.models import State, Submission
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import SealedValue
from tests.forms.by_hand import limits, post
from tests.forms.filled import MEMBER, hidden, opened

pytestmark = pytest.mark.django_db
EN = "/en/forms/membership"


@pytest.fixture
def sent(client: Client, charter: Current) -> str:
    """The page after somebody sent the form with a slip in the address, whose mail has gone."""
    checked = post(client, EN, opened(client, EN) | MEMBER | {"email": "hamako@example.org"})
    there: str = post(client, EN, hidden(checked.content.decode()), "send").headers["Location"]
    send_due(timezone.now())
    return there


def link(number: int) -> str:
    return next(word for word in str(mail.outbox[number].body).split() if "/confirm/" in word)


def test_it_shows_the_address_masked_and_says_nothing_of_it_in_its_own(sent: str, client: Client):
    page = client.get(sent).content.decode()
    assert "ha•••@example.org" in page
    assert "hamako" not in page + sent
    assert "example" not in sent


def test_the_mail_goes_once_more_but_not_twice_at_once_and_only_so_often(sent: str, client: Client):
    assert client.post(sent).status_code == 303
    assert client.post(sent).status_code == 303
    assert "sending it again" in client.get(f"{sent}?done=again").content.decode()
    assert send_due(timezone.now()) == 1
    with limits(confirmations_per_address=2):
        client.post(sent)
    assert not Message.objects.filter(sent_at__isnull=True).exists()
    assert [letter.to for letter in mail.outbox] == [["hamako@example.org"]] * 2


def test_a_mistyped_address_is_put_right_and_the_first_mail_opens_nothing(sent: str, client: Client):
    answer = client.post(sent, {"address": "hanako@example.org"})
    assert "ha•••@example.org" in client.get(answer.headers["Location"]).content.decode()
    assert client.get(sent).status_code == 404
    send_due(timezone.now())
    assert mail.outbox[1].to == ["hanako@example.org"]
    first, second = link(0), link(1)
    assert client.post(first).status_code == 404
    assert Submission.objects.get().state == State.PENDING
    assert client.post(second).status_code == 303
    assert Submission.objects.get().state == State.ACCEPTED
    assert confirmed_person("hanako@example.org")
    assert confirmed_person("hamako@example.org") is None
    assert {v.field for v in SealedValue.objects.all()} == MEMBER.keys()
    assert "confirmed" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("typed", ["", "no address"])
def test_what_is_no_address_is_said_so_and_changes_nothing(typed: str, sent: str, client: Client):
    answer = client.post(sent, {"address": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert Submission.objects.count() == 1
    assert client.get(sent).status_code == 200


def test_after_half_an_hour_it_shows_nothing(sent: str, client: Client, monkeypatch: pytest.MonkeyPatch):
    late = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert client.get(sent).status_code == 410
    assert client.post(sent, {"address": "hanako@example.org"}).status_code == 410
    assert "ha•••" not in client.get(sent).content.decode()


def test_the_switch_of_languages_brings_a_typed_address_along_and_sends_nothing(sent: str, client: Client):
    before = Message.objects.count()
    page = client.post(sent.replace("/en/", "/ja/"), {"address": "hanako@", "step": "language"}).content.decode()
    assert 'value="hanako@"' in page
    assert "has-error" not in page
    assert '<html lang="ja"' in page
    assert Message.objects.count() == before
