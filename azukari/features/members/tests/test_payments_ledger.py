"""Payments ledger: found by day, amount and payer, each with each; its journal is what the books are, to the yen."""

import csv
import random
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.vault.events import VALUE_RELEASED, VALUE_SEARCHED
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.books.journal import Account, Booked, entries, freee, yayoi
from azukari.features.members.books.payments_ledger import Wanted, booked, fiscal_year
from azukari.features.members.models import (
    Invoice,
    Membership,
    MoneyKind,
    MoneyState,
    Payment,
    Progress,
    ProviderMoney,
    Register,
)
from azukari.features.members.payments import record_payment
from azukari.features.members.receipt_lines import ReceiptLine
from azukari.features.members.registers import set_register
from azukari.features.members.returned import set_returned
from tests.console import desks

FORM = "membership"
EVER = (date(2000, 1, 1), date(2099, 12, 31))


@pytest.fixture
def treasurer(classes):
    """A browser of whoever serves the membership, and has said a moment ago who they are."""
    return desks.fresh(desks.staff("membership"))


@pytest.fixture
def member(applicant, classes):
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    return applicant


def _pay(known, amount, day):
    now = timezone.now()
    return record_payment(known.submission.id, paid_on=day, amount=amount, by=None, actor=SETTER, now=now)


def _page(client, **asked):
    answer = client.get(reverse("console-members-payments", args=[FORM]), asked)
    return answer.content.decode()


def _find(client, name, **asked):
    return client.post(reverse("console-members-payments-find", args=[FORM]), {"name": name, **asked})


def _file(client, kind, **asked):
    answer = client.post(reverse("console-members-payments-file", args=[FORM]), {"kind": kind, **asked})
    return list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig" if kind == "plain" else "cp932"))))


def _give_back(payment, amount, at, reference):
    ProviderMoney.objects.create(
        recipient="pay", form=FORM, kind=MoneyKind.REFUND, reference=reference, charge=payment.charge, amount=amount,
        currency="jpy", at=at, told_at=at, state=MoneyState.BOOKED, progress=Progress.GONE, payment=payment.id,
    )  # fmt: skip
    set_returned(payment.submission, payment, payment.returned + amount, recipient="pay", now=timezone.now())


@pytest.mark.parametrize(
    ("day", "month", "first", "last"),
    [
        (date(2026, 3, 31), 4, date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), 4, date(2026, 4, 1), date(2027, 3, 31)),
        (date(2024, 2, 29), 3, date(2023, 3, 1), date(2024, 2, 29)),
        (date(2026, 12, 31), 1, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_fiscal_year_begins_with_its_month(day, month, first, last):
    assert fiscal_year(day, month=month) == (first, last)


def test_it_is_searched_by_day_amount_and_number_each_with_each(treasurer, member):
    today = timezone.localdate()
    _pay(member, 3000, today)
    _pay(member, 5001, today - timedelta(days=400))
    number = Membership.objects.get().number or 0
    since = (today - timedelta(days=700)).isoformat()
    assert "3,000 yen (1 payment)" in _page(treasurer)
    assert "8,001 yen (2 payments)" in _page(treasurer, since=since)
    assert "5,001 yen (1 payment)" in _page(treasurer, since=since, least="3001")
    assert "3,000 yen (1 payment)" in _page(treasurer, since=since, most="3000", number=str(number))
    assert "8,001 yen (2 payments)" in _page(treasurer, since=since, number=str(number))
    assert "There are no such payments" in _page(treasurer, since=since, number=str(number + 1))


def test_the_year_that_is_offered_begins_with_the_organisations_month(treasurer, member):
    set_register(Register(form=FORM, dues_month=10), actor=SETTER, now=timezone.now())
    first, last = fiscal_year(timezone.localdate(), month=10)
    assert f"?since={first}&amp;until={last}" in _page(treasurer)


def test_what_cannot_be_is_said_beside_the_field(treasurer):
    here = reverse("console-members-payments", args=[FORM])
    answers = [
        treasurer.get(here, asked)
        for asked in ({"since": "2026-05-02", "until": "2026-05-01"}, {"least": "5", "most": "4"}, {"number": "見本"})
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "The last day is before the first." in answers[0].content.decode()
    assert "This amount is smaller than the other." in answers[1].content.decode()
    assert "whole number" in answers[2].content.decode()


def test_a_payer_is_found_by_name_which_stands_in_no_address(treasurer, member):
    _pay(member, 3000, timezone.localdate())
    assert _find(treasurer, "").status_code == 302
    found = _find(treasurer, "見本 花子")
    assert "3,000 yen (1 payment)" in found.content.decode()
    assert "%E8%A6%8B" not in found.content.decode(), "no link of the page has the name"
    assert "There are no such payments" in _find(treasurer, "見本 花子", least="3001").content.decode()
    assert "There are no such payments" in _find(treasurer, "別府 太郎").content.decode()
    assert Pending.objects.filter(kind=VALUE_SEARCHED.name).count() == 3
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists(), "nobody's name was opened"


def test_the_plain_table_has_names_which_is_recorded_and_the_journals_have_none(treasurer, member):
    _pay(member, 3000, timezone.localdate())
    number = str(Membership.objects.get().number)
    for kind in ("yayoi", "freee"):
        assert "花子" not in str(_file(treasurer, kind))
        assert number in str(_file(treasurer, kind))
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()
    head, line = _file(treasurer, "plain")
    told = dict(zip(head, line, strict=True))
    assert (told["Name"], told["Received (yen)"], told["Member number"]) == ("見本 花子", "3000", number)
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).count() == 1


def test_lines_are_what_the_programs_take():
    day = date(2026, 5, 1)
    (entry,) = entries(
        [Booked(day, "12", Account.BANK, [ReceiptLine(day, 1100, 2026, 10)], (), "abcd1234")],
        first=EVER[0],
        last=EVER[1],
    )
    line = yayoi(entry)
    assert len(line) == 25
    assert line[:17] == [
        "2000", "", "", "2026/05/01", "普通預金", "", "", "対象外", "1100", "", "受取会費", "", "", "課税売上込10%",
        "1100", "100", "受取会費 2026年度 12",
    ]  # fmt: skip
    deal = freee(entry)
    assert deal[:9] == ["収入", "abcd1234", "2026/05/01", "", "12", "受取会費", "課税売上10%", "1100", "内税"]
    assert deal[-3:] == ["2026/05/01", "普通預金", "1100"]


def test_a_refund_reverses_what_was_booked_and_changes_no_earlier_entry(member):
    Invoice.objects.update(is_donation=True, issued_on=date(2025, 1, 1))
    day = timezone.localdate() - timedelta(days=40)
    payment, zone = _pay(member, 3000, day), current().policy.organisation.zone

    def made():
        found = entries(booked(FORM, Wanted(*EVER), by_hand=Account.BANK, zone=zone), first=EVER[0], last=EVER[1])
        return [(each.day, each.debit, each.credit, each.amount) for each in found]

    came = (day, Account.BANK, Account.DONATIONS, 3000)
    assert made() == [came]
    _give_back(payment, 3000, timezone.now(), "re_1")
    back = (timezone.localdate(), Account.DONATIONS, Account.BANK, 3000)
    assert made() == [came, back]


@pytest.mark.parametrize("seed", range(5))
def test_the_journal_equals_the_books_to_the_yen(member, seed):
    chance, today = random.Random(seed), timezone.localdate()  # noqa: S311 - a generator of tests
    for n in range(12):
        day = today - timedelta(days=chance.randrange(900))
        payment = _pay(member, chance.choice((1000, 2999, 3000, 10_000)), day)
        for part in range(chance.randrange(3)):
            payment.refresh_from_db()
            if payment.kept:
                amount = chance.randint(1, payment.kept)
                at = timezone.now() - timedelta(days=chance.randrange(30))
                _give_back(payment, amount, at, f"re_{n}_{part}")
    zone = current().policy.organisation.zone
    found = entries(booked(FORM, Wanted(*EVER), by_hand=Account.CASH, zone=zone), first=EVER[0], last=EVER[1])
    balance = Counter[Account]()
    for each in found:
        balance[each.debit] += each.amount
        balance[each.credit] -= each.amount
    kept = sum(each.kept for each in Payment.objects.all())
    settled = sum(Invoice.objects.values_list("paid", flat=True))
    assert balance[Account.CASH] == kept
    assert (-balance[Account.DUES], -balance[Account.ADVANCE]) == (settled, kept - settled)
    years = [fiscal_year(today - timedelta(days=365 * n), month=4) for n in range(4)]
    apart = [
        entries(booked(FORM, Wanted(*year), by_hand=Account.CASH, zone=zone), first=year[0], last=year[1])
        for year in years
    ]
    assert sorted(map(str, found)) == sorted(str(each) for year in apart for each in year), "each in one year"


def test_the_page_takes_as_many_queries_for_many_as_for_a_few(treasurer, member):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as taken:
            _page(treasurer, since="2020-01-01")
        return len(taken)

    day = timezone.localdate()
    for n in range(2):
        _give_back(_pay(member, 3000 + n, day), 10, timezone.now(), f"re_{n}")
    _page(treasurer, since="2020-01-01")
    few = count()
    for n in range(2, 20):
        _give_back(_pay(member, 3000 + n, day - timedelta(days=n)), 10, timezone.now(), f"re_{n}")
    assert count() == few
