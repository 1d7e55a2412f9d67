"""What is owed, paid, taxed and counted, to the last yen, day and vote; and what a bank writes of it. Nothing is asked
of a database.
"""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from django import forms

from azukari.features.members.bank_debts import LARGEST_FEE, Debt, Fit, within_reach
from azukari.features.members.bank_file import NotABankFile, deposits, payer_name
from azukari.features.members.bank_names import Names, Nearness, parse
from azukari.features.members.bank_numbers import codes_in, member_numbers_in
from azukari.features.members.counts import Cohort
from azukari.features.members.desk.classes import TaxNumber
from azukari.features.members.meetings.tally import MeetingTally
from azukari.features.members.models import Invoice, InvoiceState, Term, TermState
from azukari.features.members.paused_time import Paused, YearPaid, carried_on, credit, dues, moved, opens_on, resumes_on
from azukari.features.members.payment_number import is_code, luhn
from azukari.features.members.post import sheets
from azukari.features.members.post.addressees import Addressee
from azukari.features.members.receipt_lines import ReceiptLine, Tax, lines_of, taxes
from azukari.features.members.term import Rule, Span, TermKind, fee_for, months_in, with_pauses
from azukari.lib.months import add_months
from azukari.shells.staff.number_field import Number

TODAY = date(2026, 11, 24)


def _debt(*amounts: int, paid: int = 0) -> Debt:
    return Debt([Invoice(amount=amount, paid=paid, state=InvoiceState.OPEN) for amount in amounts])


@pytest.mark.parametrize(
    ("amount", "fit", "dues_settled"),
    [
        (3000, Fit.WHOLE, 1),
        (5000, Fit.WHOLE, 1),
        (8000, Fit.WHOLE, 2),
        (15000, Fit.WHOLE, 3),
        (7000, Fit.WHOLE, 1),
        (3000 - LARGEST_FEE, Fit.LESS_A_FEE, 1),
        (3000 - LARGEST_FEE - 1, Fit.OTHER, 1),
        (2999, Fit.LESS_A_FEE, 1),
        (3001, Fit.OTHER, 2),
        (15001, Fit.MORE, 3),
    ],
)
def test_an_amount_is_dues_several_dues_or_less_by_a_bank_s_fee(amount: int, fit: Fit, dues_settled: int) -> None:
    debt = _debt(3000, 5000, 7000)
    assert (debt.total, debt.sums()) == (15000, {3000, 5000, 7000, 8000, 15000})
    assert (debt.fit(amount), debt.count(amount)) == (fit, dues_settled)


def test_what_is_paid_of_an_invoice_is_owed_no_more() -> None:
    assert [Invoice(amount=3000, paid=paid, state="open").owed for paid in (0, 1000, 3000, 4000)] == [3000, 2000, 0, 0]
    assert [Invoice(amount=3000, paid=0, state=state).owed for state in ("paid", "void")] == [0, 0]


def test_names_are_opened_of_those_alone_who_owe_such_an_amount_or_that_and_a_fee() -> None:
    owing: dict[Any, Debt] = {"a": _debt(3000), "b": _debt(3880), "c": _debt(3881), "d": _debt(2999)}
    assert within_reach(owing, [3000]) == ["a", "b"]


@pytest.mark.parametrize(("digits", "check"), [("0000000", "0"), ("0000001", "8"), ("1234567", "4"), ("9999999", "7")])
def test_a_payment_number_has_eight_digits_of_which_the_last_checks_the_others(digits: str, check: str) -> None:
    assert luhn(digits) == check
    assert is_code(digits + check)
    wrong = str((int(check) + 1) % 10)
    assert not any(map(is_code, (digits + wrong, digits, "0" + digits + luhn("0" + digits), "１234567" + check, "")))


@pytest.mark.parametrize(("percent", "amount", "tax"), [(10, 11000, 1000), (8, 10800, 800), (10, 109, 9), (8, 107, 7)])
def test_the_tax_is_in_the_amount_and_rounded_down(percent: int, amount: int, tax: int) -> None:
    assert Tax(percent, amount).tax == tax
    assert Tax(percent, amount).said == (f"{amount:,}", f"{tax:,}")


def test_a_receipt_lists_what_was_settled_and_what_is_left_and_one_tax_for_each_rate() -> None:
    def part(amount: int, year: int, percent: int, is_donation: bool = False) -> Any:
        its = SimpleNamespace(dues_year=year, tax_percent=percent, is_donation=is_donation)
        return SimpleNamespace(amount=amount, invoice=its)

    def paid(id: int, day: int, amount: int, *parts: Any) -> Any:
        return Mock(id=id, paid_on=date(2026, 11, day), kept=amount, allocations=Mock(all=lambda: parts))

    found = lines_of(
        [
            paid(2, 9, 5000, part(2000, 2026, 8), part(3000, 2027, 10)),
            paid(3, 7, 1000, part(800, 2026, 10)),
            paid(1, 9, 700, part(700, 2026, 0, is_donation=True)),
        ]
    )
    assert [(one.day.day, one.amount, one.dues_year, one.tax_percent, one.is_donation) for one in found] == [
        (7, 800, 2026, 10, False),
        (7, 200, None, 0, False),
        (9, 700, 2026, 0, True),
        (9, 2000, 2026, 8, False),
        (9, 3000, 2027, 10, False),
    ]
    assert taxes(found) == [Tax(10, 3800), Tax(8, 2000)]
    assert taxes([ReceiptLine(TODAY, 5)]) == []
    assert ReceiptLine(TODAY, 12345).said == "12,345"


@pytest.mark.parametrize(
    ("quorum", "votes", "needed"),
    [
        *(("none", votes, 0) for votes in (0, 7)),
        *(("third", votes, needed) for votes, needed in ((0, 0), (6, 2), (7, 3))),
        *(("half", votes, needed) for votes, needed in ((6, 3), (7, 4))),
        *(("two-thirds", votes, needed) for votes, needed in ((6, 4), (7, 5))),
    ],
)
def test_a_quorum_is_the_fewest_votes_that_are_enough(quorum: str, votes: int, needed: int) -> None:
    for there in range(votes + 1):
        tally = MeetingTally(votes=votes, present=there // 2, proxies=there - there // 2, comes=0, quorum=quorum)
        assert (tally.counted, tally.needed, tally.is_enough) == (there, needed, there >= needed)


def test_shares_of_a_cohort_are_in_percent() -> None:
    assert Cohort(2024, 3, [3, 2, 0]).shares == [100, 67, 0]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), -60, date(2021, 11, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_month_s_last(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


# --- Pauses and terms -------------------------------------------------------------------------------------------------

REST = Paused(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [(1, 31, 31), (31, 31, 1), (1, 1, 1), (10, 12, 3)],
)
def test_days_of_a_pause_within_others(first: int, last: int, days: int) -> None:
    assert REST.of(date(2026, 12, first), date(2026, 12, last)) == days
    assert REST.of(date(2027, 1, 1), date(2027, 1, 2)) == REST.of(date(2026, 11, 1), date(2026, 11, 30)) == 0
    assert (REST.days, REST.covers(REST.ends), REST.covers(REST.ends + timedelta(days=1))) == (31, True, False)


def test_a_pause_carries_on_the_term_in_which_it_begins_and_holds_up_the_next() -> None:
    begins, day = date(2026, 1, 1), timedelta(days=1)
    assert carried_on(begins, REST.begins, [REST]) == date(2027, 1, 1)
    assert carried_on(REST.begins, REST.begins, [REST]) == date(2027, 1, 1)
    assert carried_on(begins, REST.begins - day, [REST]) == REST.begins - day
    assert carried_on(REST.begins + day, date(2027, 3, 1), [REST]) == date(2027, 3, 1)
    later = Paused(date(2027, 1, 1), date(2027, 1, 10))
    assert carried_on(begins, REST.begins, [later, REST]) == date(2027, 1, 11), "whichever is told first"
    assert resumes_on(REST.begins - day, [later, REST]) == date(2027, 1, 11)
    assert resumes_on(REST.begins - 2 * day, [REST]) == REST.begins - day
    assert opens_on(REST.ends, [REST]) == date(2027, 1, 1)
    assert opens_on(date(2027, 1, 1), [REST]) == date(2027, 1, 1)


def test_a_longer_pause_moves_a_term_that_it_lies_in_or_before() -> None:
    first, last, day = date(2026, 11, 1), date(2027, 10, 31), timedelta(days=1)
    assert moved(first, last, REST, 5) == (first, last + 5 * day)
    assert moved(REST.begins, last, REST, 5) == (REST.begins, last + 5 * day)
    assert moved(REST.begins + day, last, REST, 5) == (REST.begins + 6 * day, last + 5 * day)
    assert moved(first, REST.begins, REST, -5) == (first, REST.begins - 5 * day)
    assert moved(first, REST.begins - day, REST, 5) == (first, REST.begins - day)


def test_months_that_were_paid_and_wholly_paused_are_taken_off() -> None:
    year = YearPaid(date(2026, 4, 1), date(2027, 3, 31), 12)
    whole = Paused(date(2026, 6, 1), date(2026, 8, 31))
    assert credit([year], [whole], 0) == 3
    assert credit([year], [Paused(whole.begins, date(2026, 8, 30))], 0) == 2
    assert credit([year], [Paused(date(2026, 6, 2), whole.ends)], 0) == 2
    assert credit([YearPaid(year.begins, year.ends, 2)], [whole], 0) == 2, "no more than were paid"
    assert (credit([year, year], [whole], 5), credit([year], [whole], 4), credit([year], [], 0)) == (1, 0, 0)
    assert dues(10_000, months=12, off=3) == (7500, 3)
    assert dues(10_001, months=7, off=9) == (0, 7)


def test_a_term_by_date_alone_is_carried_on_by_a_pause() -> None:
    span = Span(date(2026, 11, 1), date(2027, 10, 31))
    longer = Span(span.begins, date(2027, 12, 1))
    assert with_pauses(Rule(TermKind.DATE), span, [REST]) == longer
    for kind in (TermKind.YEAR, TermKind.FISCAL):
        assert with_pauses(Rule(kind), span, [REST]) == span
    endless = Span(span.begins, None)
    assert with_pauses(Rule(TermKind.DATE), endless, [REST]) == endless


def test_a_fee_by_months_is_never_for_more_than_a_year() -> None:
    rule = Rule(TermKind.YEAR, is_prorated=True)
    long, half = (Span(date(2026, 4, 1), ends) for ends in (date(2027, 9, 30), date(2026, 9, 30)))
    assert (months_in(long), months_in(half), months_in(Span(TODAY, None))) == (18, 6, 12)
    assert (fee_for(rule, 6000, long), fee_for(rule, 6000, half)) == (6000, 3000)
    assert (
        fee_for(Rule(TermKind.YEAR), 6000, half) == fee_for(Rule(TermKind.DATE, is_prorated=True), 6000, half) == 6000
    )


def test_a_paid_term_covers_its_days_and_one_without_an_end_all_that_follow() -> None:
    term, day = Term(begins=TODAY, ends=TODAY, state=TermState.PAID), timedelta(days=1)
    assert [term.covers(on) for on in (TODAY - day, TODAY, TODAY + day)] == [False, True, False]
    assert Term(begins=TODAY, ends=None, state=TermState.PAID).covers(TODAY + 9999 * day)
    assert not any(Term(begins=TODAY, ends=None, state=state).covers(TODAY) for state in ("pending", "unpaid", "void"))


# --- Banks ------------------------------------------------------------------------------------------------------------


def _record(sort: str = "2", day: str = "081120", amount: str = "0000003000", mark: str = " ") -> bytes:
    """A record of the Zengin system: what is not looked at is filled with 9."""
    payer = "ﾐﾎﾝ ﾊﾅｺ".encode("cp932").ljust(48, b" ")
    found = f"{sort}999999{day}999999{amount}".encode() + b"9" * 20 + payer + b"9" * 30 + mark.encode()
    return found.ljust(200, b"9")


def _zengin(*records: bytes, between: bytes = b"\r\n") -> bytes:
    return between.join((_record("1"), *records, _record("8"), _record("9")))


@pytest.mark.parametrize("between", [b"\r\n", b"\n", b""])
def test_a_notice_of_transfers_has_its_data_records_alone(between: bytes) -> None:
    found = deposits(
        _zengin(
            _record(), _record(mark="1"), _record(amount="0000000000"), _record(amount="0000000001"), between=between
        )
        + b"\x1a",
        today=TODAY,
    )
    assert [(one.day, one.amount, one.payer) for one in found] == [
        (date(2026, 11, 20), 3000, "ミホン ハナコ"),
        (date(2026, 11, 20), 1, "ミホン ハナコ"),
    ]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("081120", date(2026, 11, 20)),
        ("261124", date(2026, 11, 24)),
        ("261125", date(2026, 11, 25)),
        ("081124", date(2026, 11, 24)),
        ("081125", date(2008, 11, 25)),
        ("250101", date(2025, 1, 1)),
    ],
)
def test_a_year_of_two_digits_is_of_reiwa_or_of_the_west_whichever_came_last(day: str, found: date) -> None:
    assert [one.day for one in deposits(_zengin(_record(day=day)), today=TODAY)] == [found]


@pytest.mark.parametrize("broken", [_record(day="089920"), _record(amount="000000x000"), _record()[:199]])
def test_a_broken_notice_is_refused(broken: bytes) -> None:
    with pytest.raises(NotABankFile):
        deposits(_zengin(broken), today=TODAY)


def _csv(*lines: str) -> list[tuple[date, int, str]]:
    return [(one.day, one.amount, one.payer) for one in deposits("\n".join(lines).encode(), today=TODAY)]


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026/11/20", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("2026年11月 5日", date(2026, 11, 5)),
        ("R8.11.20", date(2026, 11, 20)),
        ("令和8年11月20日", date(2026, 11, 20)),
        ("2026/11/20 09:05", date(2026, 11, 20)),
        ("2026/13/20", None),
        ("2026112", None),
        ("H30.1.1", date(2018, 1, 1)),
    ],
)
def test_a_day_is_read_as_banks_write_it(told: str, day: date | None) -> None:
    assert [found for found, _amount, _payer in _csv("取引日,入金額,摘要", f"{told},100,ミホン")] == [day] * bool(day)


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ('"3,000"', 3000), ("３０００円", 3000), ("￥3000", 3000), ("\\3 000", 3000), ("+3000", 3000), ("1", 1),
        ("0", None), ("-3000", None), ("▲3000", None), ("3000.5", None), ("1234567890", None), ("", None),
    ],
)  # fmt: skip
def test_an_amount_is_whole_yen_that_came_in(told: str, amount: int | None) -> None:
    found = [amount for _day, amount, _payer in _csv("取引日,入金額,摘要", f"2026/11/20,{told},ミホン")]
    assert found == [amount] * bool(amount)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("日付,お預り金額,名義", "2026/11/20,500,ミホン"),
        ("日付\tお預り金額\t名義", "2026/11/20\t500\tミホン"),
        ("Booking date,Amount,Payer", "2026/11/20,500,ミホン"),
        ("日付,金額,振込人", "2026/11/20,500,ミホン"),
        ("日付,出金額,入金額,依頼人番号,依頼人名,備考", "2026/11/20,9,500,77,ミホン,"),
        ("日付,金額,取引区分,名義", "2026/11/20,500,入金,ミホン"),
        ("日付,金額,取引区分,名義", "2026/11/20,500,1,ミホン"),
        ("日付,credit,debit,description", "2026/11/20,500,,ミホン"),
    ],
)
def test_columns_are_known_by_their_heads(head: str, line: str) -> None:
    assert _csv("口座,1", "", head, line) == [(date(2026, 11, 20), 500, "ミホン")]


@pytest.mark.parametrize("word", ["出金", "支払", "引落", "払出", "2", "Debit", "withdrawal"])
def test_what_went_out_by_a_word_beside_it_is_left_out(word: str) -> None:
    assert _csv("日付,金額,入払区分,名義", f"2026/11/20,500,{word},ミホン", "2026/11/21,7,,ミホン") == [
        (date(2026, 11, 21), 7, "ミホン")
    ]


@pytest.mark.parametrize("head", ["金額,名義", "日付,名義", "日付,金額", "日付,出金額,名義", "a,b,c"])
def test_a_file_without_a_day_an_amount_or_a_payer_is_none(head: str) -> None:
    with pytest.raises(NotABankFile):
        _csv(head, "2026/11/20,500,ミホン")
    with pytest.raises(NotABankFile):
        deposits(b"\xff\xfe\x80", today=TODAY)


def test_rows_that_are_cut_off_are_left_out() -> None:
    assert _csv("日付,入金額,名義", "2026/11/20,500", "2026/11/20,500,ミホン", "") == [
        (date(2026, 11, 20), 500, "ミホン")
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("ヤマタ゛　ハ゜ン", "ヤマダ パン"),
        ("みほん はなこ", "ミホン ハナコ"),
        ("キョウヮッャュョァィゥェォヵヶ", "キヨウワツヤユヨアイウエオカケ"),
        ("ｶ)ﾐﾎﾝ―a", "カ)ミホン-A"),
    ],
)
def test_a_payer_is_written_as_all_banks_would(text: str, name: str) -> None:
    assert payer_name(text) == name


def test_numbers_beside_a_name_are_codes_or_members() -> None:
    code, other = "12345674", "00000018"
    assert (
        codes_in(f"{code} ミホン")
        == codes_in(f"{code[:4]}-{code[4:]} ミホン")
        == codes_in(f"1234 5674{'ミ'}")
        == [code]
    )
    assert codes_in(f"{code}ミホン{other} {code}") == [code, other]
    assert codes_in("1234567 ミホン") == codes_in("12345675") == []
    assert member_numbers_in("12 ミホン 123456 1234567 7-8 ０") == {12, 123456}


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("カ)ミホン", "カ", ("ミホン",)),
        ("ミホン(カ", "カ", ("ミホン",)),
        ("ミホン(カ)トウキョウ", "カ", ("ミホン", "トウキヨウ")),
        ("12 ユ)ミホン", "ユ", ("ミホン",)),
        ("株式会社ミホン", "カ", ("ミホン",)),
        ("特定非営利活動法人 ミホン", "トクヒ", ("ミホン",)),
        ("カイヒ ミホン ハナコ 2026ネンド", "", ("ミホン", "ハナコ")),
        ("SAMPLE AMELIA NO 12", "", ("SAMPLE", "AMELIA")),
        ("-ミホン-ハナコ-", "", ("ミホン-ハナコ",)),
        ("山田", "", ()),
    ],
)
def test_a_name_is_parted_from_its_kind_and_from_what_stands_beside_it(text: str, kind: str, words: tuple[str, ...]):
    found = parse(text)
    assert (found.kind, found.words) == (kind, words)
    assert found.key == (f"{kind})" if kind else "") + "".join(words)


OWNERS: dict[str, list[str]] = {
    "hanako": ["見本 花子", "ミホン ハナコ"],
    "amelia": ["Amelia Sample"],
    "company": ["株式会社 見本", "ミホンショウジ"],
    "long": ["コノナマエハナガイノデキレル"],
    "other": ["コノナマエハナガイノデノコル"],
}


@pytest.mark.parametrize(
    ("payer", "nearness", "owners"),
    [
        ("ミホン ハナコ", Nearness.SAME, ["hanako"]),
        ("ハナコ ミホン", Nearness.SAME, ["hanako"]),
        ("ミホン　バナコ", Nearness.SAME, ["hanako"]),
        ("SAMPLE AMELIA", Nearness.SAME, ["amelia"]),
        ("カ)ミホンショウジ", Nearness.SAME, ["company"]),
        ("ミホンハナエ", Nearness.NEAR, ["hanako"]),
        ("ミホンショウジ", Nearness.NEAR, ["company"]),
        ("コノナマエハナガイノ", Nearness.CUT, ["long", "other"]),
        ("コノナマエハナガイノデキ", Nearness.CUT, ["long"]),
    ],
)
def test_whose_a_name_is(payer: str, nearness: Nearness, owners: list[str]) -> None:
    found = Names(OWNERS).whose(payer)
    assert found is not None
    assert (found[0], sorted(found[1])) == (nearness, owners)


@pytest.mark.parametrize("payer", ["タナカ イチロウ", "ユ)ミホンショウジ", "12345", "コノナマ"])
def test_a_name_that_is_nobody_s(payer: str) -> None:
    assert Names(OWNERS).whose(payer) is None


# --- Paper and fields -------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the pages that become paper are made of; none is made."""
    told: list[Any] = []

    def rendered(_name: str, about: Any) -> str:
        told.append(about)
        return ""

    monkeypatch.setattr(sheets, "current", Mock)
    monkeypatch.setattr(sheets, "render_to_string", rendered)
    monkeypatch.setattr(sheets, "pdf", lambda _html: b"%PDF")
    return told


def test_labels_begin_where_the_sheet_is_not_used_up_and_go_on_over_sheets(drawn: list[Any]) -> None:
    people: Any = [Addressee(Mock(), "ja", str(number), "", ()) for number in range(14)]
    sheet = sheets.SHEETS["12"][1]
    for used, first, turns in ((0, 12, 0), (3, 9, 3), (11, 1, 11), (12, 12, 0)):
        sheets.labels_pdf(people, sheet, used=used)
        pages = drawn[-1]["sheets"]
        assert (len(pages[0]), pages[0][0][0], sum(map(len, pages))) == (first, turns, 14)
        assert [turn for turn, _one in pages[1]] == [*range(min(12, 14 - first))]
    assert [place for place in drawn[-1]["places"] if place[0] in (0, 1, 11)] == [
        (0, 18.6, 21.5),
        (1, 105.0, 21.5),
        (11, 105.0, 233.0),
    ]
    assert [one.labels for _title, one in sheets.SHEETS.values()] == [12, 21, 24]
    for _title, one in sheets.SHEETS.values():
        left, top = one.place(one.labels - 1)
        assert left + one.width <= 210
        assert top + one.height <= 297
        assert one.place(one.labels) == (one.left, one.top)


def test_letters_have_their_day_and_words(drawn: list[Any]) -> None:
    assert sheets.letters_pdf([], day=TODAY, subject={"ja": "s"}, text={"ja": "t"}) == b"%PDF"
    assert {name: drawn[0][name] for name in ("people", "day", "subject", "text")} == {
        "people": [], "day": TODAY, "subject": {"ja": "s"}, "text": {"ja": "t"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        ("99", 99),
        (" 1,0 ", 10),
        ("１２", 12),
        ("2", None),
        ("100", None),
        ("3.5", None),
        ("0000000099", None),
    ],
)
def test_a_number_is_whole_and_within_its_bounds(typed: str, number: int | None) -> None:
    field = Number("", least=3, most=99)
    if number is None:
        with pytest.raises(forms.ValidationError):
            field.clean(typed)
    else:
        assert field.clean(typed) == number
    assert Number("", least=3, most=99, required=False).clean("") == ""


@pytest.mark.parametrize(
    ("typed", "number"), [("t1234-5678-90123", "T1234567890123"), ("Ｔ１234567890123", "T1234567890123")]
)
def test_a_tax_number_is_t_and_thirteen_digits(typed: str, number: str) -> None:
    field = TaxNumber("", max_length=20, required=False)
    assert (field.clean(typed), field.clean("")) == (number, "")
    for wrong in (typed + "4", typed[:-1], "X" + typed[1:]):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)
