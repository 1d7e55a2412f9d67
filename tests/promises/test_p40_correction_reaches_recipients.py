"""P40: what a person corrects reaches those who hold it: the new value goes with the instruction, through the same
gate, sealed, only what was corrected and only to who got it; recorded first, and withheld where the gate says no.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.events import INSTRUCTION_SENT, TRANSFER_REFUSED, TRANSFER_WITHHELD
from azukari.core.transfers.instruction_post import send_due
from azukari.core.transfers.models import Channel, ContractReason
from azukari.core.transfers.posting import post_due
from azukari.core.vault.correct import correct
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.models import SealedValue
from azukari.features.processors.call import tend
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.receiver import receiving
from tests.supervision import post

pytestmark = pytest.mark.django_db

BOTH = office.EMAIL | {Category.NAME}


def rename(person, now):
    name = SealedValue.objects.get(person_id=person, category=Category.NAME).id
    correct(name, "読者 新", person=person, actor=Actor(ActorKind.PERSON, str(person)), now=now)


def corrections(person):
    made = [entry for entry in entries_of(person) if "instruction" in entry.payload]
    return [(entry.kind, entry.payload.get("categories")) for entry in reversed(made)]


def file_of(company, now, folder):
    """What the contractor takes behind its link, opened with the standard tool."""
    tend(now)
    (mail,) = post.delivered(now)
    assert "読者" not in str(mail.body) + str(mail.alternatives)
    page = Client().post(post.link(mail), {"act": "file"})
    assert page.headers["Content-Type"] == "application/age"
    assert "読者".encode() not in page.content
    return office.unsealed(page.content, company, folder)


@pytest.fixture
def handed(kotori, readers, moment):
    """Names and addresses of three readers went to the mail company."""
    post.reachable()
    office.fetch(office.carried(office.wish(categories=BOTH), now=moment).id, actor=office.ASKER, now=moment)
    return readers


def test_the_new_value_and_no_other_is_in_the_sealed_file(handed, kotori, moment, tmp_path):
    rename(handed[0], moment)
    (told,) = file_of(kotori, moment, tmp_path)
    assert told["do"] == "correct"
    assert list(told["values"]) == ["name"]
    assert list(told["values"]["name"].values()) == ["読者 新"]
    kinds = corrections(handed[0])
    assert (TRANSFER_MADE, ["name"]) in kinds
    assert not corrections(handed[1])


def test_where_the_gate_says_no_the_instruction_goes_without_it(handed, kotori, moment, tmp_path):
    rename(handed[0], moment)
    contract, words = kotori.contract, ""
    suspend(contract, reason=ContractReason.BREACH, words=words, version=None, actor=office.ASKER, now=moment)
    (told,) = file_of(kotori, moment, tmp_path)
    assert told["do"] == "correct"
    assert "values" not in told
    kinds = [kind for kind, _categories in corrections(handed[0])]
    assert TRANSFER_REFUSED in kinds
    assert TRANSFER_MADE not in kinds


def test_looking_at_the_page_opens_nothing(handed, kotori, moment):
    rename(handed[0], moment)
    tend(moment)
    (mail,) = post.delivered(moment)
    assert 'value="file"' in Client().get(post.link(mail)).content.decode()
    assert TRANSFER_MADE not in [kind for kind, _categories in corrections(handed[0])]


def test_a_webhook_gets_it_and_what_was_not_taken_stayed(ruling, readers, moment, tmp_path, monkeypatch):
    with receiving(tmp_path) as at:
        monkeypatch.setenv("SSL_CERT_FILE", str(at.certificate))
        company = office.engaged(now=moment, channel=Channel.WEBHOOK, url=at.url)
        office.run(office.approved(office.wish(categories=BOTH), now=moment).id, clock=lambda: moment)
        post_due(moment)
        before = moment - timedelta(minutes=5)  # a signature of the future is none
        at.status = 503
        rename(readers[0], before)
        assert send_due(before) == 1
        at.status = 204
        assert send_due(before + timedelta(minutes=1)) == 1
        (told,) = office.unsealed(at.requests[-1].body, company, tmp_path)
    assert list(told["values"]["name"].values()) == ["読者 新"]
    kinds = Counter(kind for kind, _categories in corrections(readers[0]))
    assert kinds == {TRANSFER_MADE: 2, TRANSFER_WITHHELD: 1, INSTRUCTION_SENT: 1}
