"""P14: what was begun under one charter and is carried out under another serves only what both allow: lists that wait
to be fetched, issues that are scheduled, mailings on their way, tokens, invitations.
"""

import pytest
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.ledger.models import Pending
from azukari.core.mail import mailing
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.models import ListLine
from azukari.features.exports.events import LIST_FETCHED
from azukari.features.exports.models import ExportState, FileFormat, ListExport
from azukari.features.writing.list_letter import LETTER
from azukari.policy.mailing import MailingState
from tests.console import desks
from tests.console.exported import ASKED, PEOPLE, fetched, ordered, put_together, table
from tests.purposes.changed import publish_uses

pytestmark = pytest.mark.django_db

FORM = "/console/export/forms/membership/"


def _recorded(kind) -> int:
    return Pending.objects.filter(kind=kind.name).count()


@pytest.fixture
def clerk() -> User:
    desks.publish()
    return desks.staff("membership")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("format", FileFormat.values)
@pytest.mark.parametrize("at", [PEOPLE, FORM])
def test_a_list_that_waits_is_not_handed_out_once_its_purpose_allows_no_list(clerk, format, at, lang):
    desks.register("membership")
    client = desks.fresh(clerk, lang)
    order = ordered(client, at, format=format)
    put_together()
    publish_uses("membership", uses=[])
    before = _recorded(VALUE_REFUSED)
    answer = client.post(f"{order}file/")
    assert answer.status_code == 403
    said = {"en": "and nothing else is done: exporting", "ja": "一件ずつ見るためだけのもので、「"}[lang]
    assert said in answer.content.decode()
    assert (_recorded(VALUE_REFUSED), _recorded(LIST_FETCHED)) == (before + 1, 0)


def test_a_list_that_is_ordered_is_not_put_together_any_more(clerk):
    desks.register("membership")
    client = desks.fresh(clerk)
    ordered(client)
    publish_uses("membership", uses=[])
    before = _recorded(VALUE_RELEASED)
    put_together()
    assert ListExport.objects.get().state == ExportState.FAILED
    assert (_recorded(VALUE_RELEASED), ListLine.objects.count()) == (before, 0)


@pytest.mark.parametrize("at", [PEOPLE, FORM])
def test_whoever_registered_before_the_purpose_allowed_lists_is_on_none(at):
    publish_uses("membership", uses=[])
    earlier = desks.register("membership", {"name": "Marker Earlier", "email": "earlier@example.org"})
    publish_uses("membership", uses=["administer", "invite"])
    desks.register("membership")
    client = desks.fresh(desks.staff("membership"))
    looked = client.post(at, ASKED).content.decode()
    assert "1 has not agreed to what this purpose has become." in looked
    order = ordered(client, at)
    put_together()
    assert ListLine.objects.filter(person_id=earlier.person).count() == 0
    assert len(table(fetched(client, order))) == 2, "the heads, and one row"


def test_a_letter_to_a_list_that_was_paused_goes_on_only_while_its_purpose_allows_it(clerk):
    now = desks.moment()
    made = mailing.write(
        LETTER.name, purpose="membership", texts=[mailing.Text("en", "News", "News", "<p>News</p>")],
        actor=desks.actor(clerk), now=now,
    )  # fmt: skip
    mailing.start(made, now=now)
    mailing.pause(made)
    publish_uses("membership", uses=["account"])
    before = _recorded(VALUE_REFUSED)
    answer = desks.browser(clerk).post(reverse("console-list-letter-steer", args=[made.id]), {"act": "go-on"})
    assert (answer.status_code, _recorded(VALUE_REFUSED)) == (403, before + 1)
    made.refresh_from_db()
    assert made.state == MailingState.PAUSED


def test_a_letter_to_a_list_counts_nobody_who_agreed_to_no_letters():
    publish_uses("membership", uses=["account"])
    desks.register("membership", {"email": "earlier@example.org"})
    publish_uses("membership", uses=["administer"])
    desks.register("membership")
    page = desks.browser(desks.staff("membership")).get("/console/people/write/?purpose=membership")
    assert "1 person is on this list" in page.content.decode()
