"""P14: what something is used for now has one answer: on the own page, in the archive, in the document, on the receipt,
and on the certificate; and it is the answer that the vault gives to whoever wants to open it.
"""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from azukari.core.forms.receipts import receipt_path
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase import erase
from azukari.core.vault.erasures import erasure
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.withdraw import withdraw
from azukari.demo.people import VISITORS, fill_in, pay
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.certificate import keepings, lines
from tests.cast import NOW
from tests.rights.desk import Own, come_in

KANA = next(visitor for visitor in VISITORS if visitor.mailbox == "kana")


def title(purpose: str) -> str:
    return current().policy.purposes[purpose].title["en"]


@pytest.fixture
def join(charter, present):
    """Let somebody become a member, and come in to their own page."""

    def joined(*, agrees: bool):
        visitor = replace(KANA, agrees=agrees)
        submission = fill_in(visitor, charter.policy.forms["membership"], charter, now=NOW)
        return submission, come_in("kana@example.org", present)

    return joined


class Said:
    """What each of the places says may use the person's data now: titles of purposes."""

    def __init__(self, own: Own, submission, now) -> None:
        policy = current().policy
        known = [purpose.title["en"] for purpose in policy.purposes.values()]
        html = own.get()
        tags = re.sub(r"<[^>]*>", " ", " ".join(re.findall(r'<div class="sealed-for">(.*?)</div>', html, re.DOTALL)))
        self.page = {name for name in known if name in tags}
        archive = json.loads(own.post("/archive.json").content)
        self.archive = {use["title"]["en"] for value in archive["values"] for use in value["used_for"]}
        self.in_force = {grant["title"]["en"] for grant in archive["grants"] if grant["in_force"]}
        reader = PdfReader(io.BytesIO(own.post("/archive.pdf").content))
        text = squeezed("".join(page.extract_text() for page in reader.pages))
        table = text.partition(squeezed("What it may be used for"))[0]
        self.document = {name for name in known if squeezed(name) in table}
        receipt = Client().get(receipt_path(submission.id, lang="en", now=now)).content.decode()
        rows = re.findall(r"<dt>([^<]*)</dt>\s*<dd>(.*?)</dd>", receipt, re.DOTALL)
        self.receipt = {name for name, row in rows if name in known and "Ended" not in row}

    @property
    def all(self) -> list[set[str]]:
        return [self.page, self.archive, self.in_force, self.document, self.receipt]


def squeezed(text: str) -> str:
    return "".join(text.split())


def opens(person, purpose: str, now) -> set[str]:
    """The fields that the vault opens for a purpose, to a duty that has it."""
    policy = current().policy
    duty = next(slug for slug, duty in policy.duties.items() if purpose in duty.purposes)
    actor = Actor(ActorKind.STAFF, "7", frozenset({duty}))
    wanted = policy.purposes[purpose].categories
    try:
        found = release([person], purpose=purpose, categories=wanted, actor=actor, reason=Reason.CONTROL, now=now)
    except Refused:
        return set()
    return {value.field for value in found.get(person, ())}


def test_without_a_tick_and_before_a_payment_nobody_says_more_than_membership(join, present):
    submission, own = join(agrees=False)
    assert Said(own, submission, present).all == [{title("membership")}] * 5
    assert opens(submission.person_id, "magazine", present) == set()


def test_a_consent_is_said_everywhere_until_it_is_taken_back(join, present):
    submission, own = join(agrees=True)
    assert Said(own, submission, present).all == [{title("membership"), title("magazine")}] * 5
    me = Actor(ActorKind.PERSON, str(submission.person_id))
    withdraw(submission.person_id, purpose="magazine", actor=me, now=present)
    assert Said(own, submission, present).all == [{title("membership")}] * 5


def test_the_books_are_said_once_there_is_a_payment(join, present):
    submission, own = join(agrees=False)
    pay(submission, now=present - timedelta(hours=1))
    said = Said(own, submission, present)
    both = {title("membership"), title("dues-record")}
    assert said.all[:4] == [both] * 4
    assert said.receipt == {title("membership")}  # it tells of the registration, which came before the payment


def test_each_value_in_the_archive_names_what_the_vault_opens_it_for(join, present):
    submission, own = join(agrees=True)
    pay(submission, now=present - timedelta(hours=1))
    archive = json.loads(own.post("/archive.json").content)
    for purpose in ("membership", "magazine"):
        named = {v["field"] for v in archive["values"] if purpose in {use["purpose"] for use in v["used_for"]}}
        assert named == opens(submission.person_id, purpose, present), purpose


def test_the_certificate_of_a_purpose_names_what_goes_on_and_no_more(join, present):
    submission, own = join(agrees=True)
    me = Actor(ActorKind.PERSON, str(submission.person_id))
    done = erasure(erase(submission.person_id, actor=me, now=present, purpose="magazine").id)
    assert done is not None
    named = {line.kept_for for line in lines(done, current().policy, lang="en") if line.kept_for}
    assert named == {title("membership")}
    assert {keeping.title for keeping in keepings(done, lang="en")} == Said(own, submission, present).archive


def test_the_document_is_for_people(join, present):
    submission, own = join(agrees=False)
    reader = PdfReader(io.BytesIO(own.post("/archive.pdf").content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Student member" in text or "Regular member" in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text)  # no reference of a program
    assert not re.search(r"\b20\d\d-\d\d-\d\d|\+00:00", text)  # no time of a program
    assert not re.search(r"\bconfirmation\b|\bregular\b|\bstudent\b(?! member)", text)
    labels = re.findall(r"^(Name|Reading of your name in kana|Email address)\s*$", text, re.MULTILINE)
    assert len(labels) == len(set(labels)), labels
    assert str(submission.id) not in text
