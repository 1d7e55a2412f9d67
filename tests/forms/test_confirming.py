"""The mailed link: opening it changes nothing, its button works once, and the receipt follows."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.consent.signed_receipt import verify
from azukari.core.forms import letters, receipt_letter
from azukari.core.forms.answers import Answers, read
from azukari.core.forms.confirm import LINK
from azukari.core.forms.intake import receive
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.receipts import LINK as RECEIPT
from azukari.core.ledger.integrate import integrate_all
from azukari.core.mail.link import LinkClosed, MailedLink
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current

MARKER = "髙﨑 花"
PUBLIC_KEY = (
    Ed25519PrivateKey.from_private_bytes(settings.AZUKARI.newest_key("receipts"))
    .public_key()
    .public_bytes(Encoding.Raw, PublicFormat.Raw)
)


@pytest.fixture
def pending(charter: Current) -> Submission:
    """A membership that waits for its confirmation."""
    form = charter.policy.forms["membership"]
    data = {
        "member_class": "regular",
        "name": MARKER,
        "email": "hana@example.org",
        "postcode": "1000001",
        "address": "千代田1-1",
        "consent.magazine": "on",
    }
    answers = read(form, charter.policy, data, lang="ja")
    assert isinstance(answers, Answers)
    received = receive(
        charter=charter,
        form=form,
        answers=answers,
        lang="ja",
        notice=notices(charter, form)["ja"].digest,
        channel=Channel.PAGE,
        now=timezone.now(),
    )
    return Submission.objects.get(id=received.id)


def path(submission: Submission, *, lang: str = "ja", expires=None) -> str:
    expires = expires or timezone.now() + timedelta(days=7)
    return LINK.address(submission.id, lang=lang, expires=expires).removeprefix(settings.AZUKARI.base_url)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(client: Client, pending: Submission, method: str):
    for _ in range(3):
        response = getattr(client, method)(path(pending), headers={"Purpose": "prefetch"})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_the_page_names_nobody(client: Client, pending: Submission):
    html = client.get(path(pending)).content.decode()
    assert "hana@example.org" not in html
    assert MARKER not in html


def test_the_button_confirms_once(client: Client, pending: Submission):
    response = client.post(path(pending))
    assert response.status_code == 303
    pending.refresh_from_db()
    assert pending.state == State.ACCEPTED
    living = Grant.objects.filter(submission_id=pending.id, end_reason="")
    assert {grant.purpose for grant in living} == {"membership", "magazine"}  # the books begin with a payment
    again = client.post(path(pending))
    assert again.status_code == 200
    assert "確認はもう済んでいます" in again.content.decode()
    assert client.get(path(pending)).status_code == 200


def test_a_late_link_confirms_nothing(client: Client, pending: Submission):
    late = path(pending, expires=timezone.now() - timedelta(seconds=1))
    assert client.get(late).status_code == 410
    assert client.post(late).status_code == 410
    pending.refresh_from_db()
    assert pending.state == State.PENDING


@pytest.mark.parametrize("token", ["x", "A" * 54, "%00", "..%2f"])
def test_a_wrong_link_says_so(client: Client, charter: Current, token: str):
    response = client.get(f"/en/confirm/{token}")
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_a_link_for_something_else_confirms_nothing(client: Client, pending: Submission):
    token = MailedLink("receipt", "confirm", LINK.find).address(
        pending.id, lang="ja", expires=timezone.now() + timedelta(days=1)
    )
    assert client.post(token.removeprefix(settings.AZUKARI.base_url)).status_code == 404


def test_the_link_to_the_receipt_is_over_after_a_month(client: Client, pending: Submission):
    token = client.post(path(pending)).headers["Location"].rpartition("/")[2]
    now, day = timezone.now(), timedelta(days=1)
    assert RECEIPT.opened(token, now=now + 29 * day) == pending
    with pytest.raises(LinkClosed):
        RECEIPT.opened(token, now=now + 31 * day)


def test_the_receipt_is_signed_complete_and_names_nobody(client: Client, pending: Submission):
    place = client.post(path(pending)).headers["Location"]
    page = client.get(place)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    integrate_all(timezone.now())
    response = client.get(f"{place}.json")
    assert response.headers["Content-Disposition"].startswith("attachment")
    receipt = json.loads(response.content)
    assert verify(receipt, PUBLIC_KEY) == []
    assert receipt["ledger"]["proof"].startswith("c2sp.org/tlog-proof@v1\n")
    for text in (page.content.decode(), response.content.decode()):
        assert MARKER not in text
        assert "hana@example.org" not in text
        assert "127.0.0.1" not in text
    assert receipt["dpv:hasConsentRecord"]["dpv:hasNotice"]["schema:text"] == pending.notice.text


def test_the_receipt_says_which_act_it_was_with_a_short_number(client: Client, pending: Submission):
    place = client.post(path(pending)).headers["Location"]
    letter = receipt_letter.receipt(Message.objects.get(kind="forms:receipt"), timezone.now())
    assert letter is not None
    for text in (client.get(place).content.decode(), "".join(letter.paragraphs)):
        assert "入会を申し込みました。" in text
        assert "あわせて同意したこと：メールマガジンをお届けするため" in text
        assert pending.id.hex[-8:] in text
    assert f"番号は {pending.id.hex[-8:]} です。" in letter.paragraphs, "a line of its own, run into no other"
    paper = client.get(f"{place}.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert pending.id.hex[-8:] in paper.headers["Content-Disposition"]
    Person.objects.filter(id=pending.person_id).delete()
    assert client.get(f"{place}.pdf").status_code == 404


def test_a_receipt_speaks_of_consents_where_there_are_some(client: Client, pending: Submission):
    Submission.objects.filter(id=pending.id).update(consents="")
    place = client.post(path(pending)).headers["Location"]
    assert "同意した内容" not in client.get(place).content.decode()
    Submission.objects.filter(id=pending.id).update(consents="magazine")
    assert "同意した内容" in client.get(place).content.decode()


def test_a_receipt_lists_the_recipients_as_its_language_does(
    client: Client, pending: Submission, charter: Current, monkeypatch
):
    known = next(iter(charter.policy.recipients.values()))
    names = [replace(known, name={"ja": name, "en": name}) for name in ("Post House", "Print House")]
    monkeypatch.setattr("azukari.core.forms.confirming.receipts.recipients_of", lambda _purpose, _policy: names)
    place = client.post(path(pending, lang="en")).headers["Location"]
    page = client.get(place).content.decode()
    assert "Post House and Print House" in page


def test_an_unconfirmed_submission_has_no_receipt(client: Client, pending: Submission):
    token = RECEIPT.address(pending.id, lang="ja", expires=timezone.now() + timedelta(days=1))
    assert client.get(token.removeprefix(settings.AZUKARI.base_url)).status_code == 404


def test_an_erased_person_has_no_receipt(client: Client, pending: Submission):
    place = client.post(path(pending)).headers["Location"]
    Person.objects.filter(id=pending.person_id).delete()
    assert client.get(place).status_code == 404
    assert client.get(f"{place}.json").status_code == 404


def test_the_receipt_comes_by_mail(client: Client, pending: Submission):
    client.post(path(pending))
    integrate_all(timezone.now())
    message = Message.objects.get(kind="forms:receipt")
    letter = receipt_letter.receipt(message, timezone.now())
    assert letter is not None
    assert verify(json.loads(letter.attachments[0].content), PUBLIC_KEY) == []
    assert letters.confirmation(Message.objects.get(kind="forms:confirm"), timezone.now()) is None
