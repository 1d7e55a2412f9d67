"""Tokens of recipients, to the second and to the row: when one is made, what it opens, and when it alone ends."""

import hashlib
import json
from datetime import timedelta

import pytest

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import today
from azukari.core.transfers.contracts import end
from azukari.core.transfers.events import RECIPIENT_TOKEN_MADE, RECIPIENT_TOKEN_REVOKED
from azukari.core.transfers.models import Channel, Contract, ContractReason, Recipient, RecipientToken
from azukari.core.transfers.register import add_authority
from azukari.core.transfers.tokens import bearer, forget_ended, living, make, revoke
from azukari.lib.conflict import InvalidTransition
from tests.disclosure import office

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WHO = actor_reference(office.ASKER)


@pytest.fixture
def company(ruling, moment) -> office.Company:
    return office.engaged(now=moment, channel=Channel.API)


@pytest.fixture
def court(moment) -> Recipient:
    """Who has no contract, and needs none."""
    names = {"name": {"ja": "架空町裁判所", "en": "Court"}, "address": {"ja": "架空町1", "en": "1 Kakucho"}}
    made = add_authority("kakucho-court", **names, country="JP", actor=office.ASKER, now=moment)
    return office.keyed(made.slug, now=moment, channel=Channel.API).recipient


def token(slug: str, moment, *, days: int = 30, name: str = "Mailer") -> tuple[RecipientToken, str]:
    return make(slug, name, days=days, actor=office.ASKER, now=moment)


def told(kind) -> list[dict[str, str]]:
    return [json.loads(payload) for payload in Pending.objects.filter(kind=kind.name).values_list("payload", flat=True)]


def test_a_token_knows_its_recipient_contract_maker_and_end(company, moment):
    row, words = token(company.slug, moment, name=f" {'n' * 70} ")
    row.refresh_from_db()
    assert (row.recipient_id, row.contract, row.name) == (company.slug, company.contract, "n" * 60)
    assert (row.made_by, row.created_at, row.ends_at, row.last_used_on) == (WHO, moment, moment + 30 * DAY, None)
    assert words.startswith("azr_")
    assert row.digest == hashlib.sha256(words.encode()).hexdigest()
    assert told(RECIPIENT_TOKEN_MADE) == [{"actor": WHO, "recipient": company.slug, "token": str(row.id)}]


def test_an_authority_needs_no_contract(company, court, moment):
    assert token(court.slug, moment)[0].contract is None


@pytest.mark.parametrize(("days", "fits"), [(0, False), (-1, False), (1, True), (365, True), (366, False)])
def test_for_how_long(company, moment, days, fits):
    if fits:
        token(company.slug, moment, days=days)
    else:
        with pytest.raises(InvalidTransition) as stuck:
            token(company.slug, moment, days=days)
        assert stuck.value.code == "token.days"
    assert RecipientToken.objects.exists() is fits


def refused(code: str, slug: str, moment) -> None:
    before = RecipientToken.objects.count(), Pending.objects.count()
    with pytest.raises(InvalidTransition) as stuck:
        token(slug, moment)
    assert stuck.value.code == code
    assert (RecipientToken.objects.count(), Pending.objects.count()) == before


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.API])
def test_who_does_not_fetch_gets_no_token(company, moment, channel):
    Recipient.objects.filter(slug=company.slug).update(channel=channel)
    refused("token.channel", company.slug, moment)


def test_without_a_contract_that_goes_on_there_is_no_token(company, court, moment):
    end(
        company.contract,
        reason=ContractReason.BREACH,
        words="x",
        version=company.contract.version,
        actor=office.ASKER,
        now=moment,
    )
    refused("token.contract", company.slug, moment)
    Contract.objects.update(recipient_id=court.slug)
    refused("token.contract", company.slug, moment)
    token(court.slug, moment)


def test_of_ten_that_live_there_is_no_eleventh(company, court, moment):
    for _ in range(10):
        token(company.slug, moment)
    refused("token.many", company.slug, moment)
    token(court.slug, moment)
    RecipientToken.objects.filter(id=living(company.slug, now=moment)[0].id).update(ends_at=moment)
    token(company.slug, moment)


def test_one_is_revoked_and_the_others_live(company, court, moment):
    rows = [token(slug, moment) for slug in (company.slug, court.slug, company.slug)]
    for (row, _words), whose in zip(rows[1:], (court.slug, company.slug), strict=True):
        assert revoke(row.id, actor=office.ASKER, now=moment) == whose
        assert revoke(row.id, actor=office.ASKER, now=moment) is None
    assert list(RecipientToken.objects.all()) == [rows[0][0]]
    expected = [{"actor": WHO, "recipient": row.recipient_id, "token": str(row.id)} for row, _words in rows[1:]]
    assert sorted(told(RECIPIENT_TOKEN_REVOKED), key=str) == sorted(expected, key=str)
    assert bearer(rows[1][1], now=moment) is None
    assert bearer(rows[0][1], now=moment) is not None


def test_words_open_for_their_own_recipient_until_the_second_of_their_end(company, court, moment):
    (mine, words), (_theirs, others) = token(company.slug, moment), token(court.slug, moment)
    for at in (moment, mine.ends_at - SECOND):
        found = bearer(words, now=at)
        assert found is not None
        assert (found.token, found.actor.reference, found.actor.token) == (mine, company.slug, str(mine.id))
    assert found.actor.kind == "recipient"
    assert bearer(others, now=moment).actor.reference == court.slug
    assert bearer(words, now=mine.ends_at) is None
    assert bearer(words[:-1], now=moment) is None
    assert bearer(words.removeprefix("azr_"), now=moment) is None
    Recipient.objects.filter(slug=company.slug).update(channel=Channel.FILE)
    assert bearer(words, now=moment) is None


def test_that_it_was_used_is_noted_once_a_day_and_of_it_alone(company, court, moment):
    (mine, words), (theirs, _words) = token(company.slug, moment), token(court.slug, moment)
    bearer(words, now=moment)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.last_used_on, theirs.last_used_on) == (today(moment), None)
    bearer(words, now=moment + DAY)
    mine.refresh_from_db()
    assert mine.last_used_on == today(moment + DAY)


def test_living_are_those_of_the_recipient_that_have_not_ended(company, court, moment):
    row, _words = token(company.slug, moment)
    token(court.slug, moment)
    assert list(living(company.slug, now=row.ends_at - SECOND)) == [row]
    assert list(living(company.slug, now=row.ends_at)) == []


def test_a_month_after_its_end_a_token_is_forgotten(company, moment):
    row, _words = token(company.slug, moment)
    token(company.slug, moment, days=31)
    gone = row.ends_at + 30 * DAY
    assert forget_ended(gone - SECOND) == 0
    assert forget_ended(gone) == 1
    assert RecipientToken.objects.count() == 1
