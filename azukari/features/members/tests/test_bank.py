"""Bank files: found by headers and codes, confirmed by a person, and never twice; against a generator."""

import random
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.bank_file import NotABankFile, deposits, payer_name
from azukari.features.members.bank_numbers import codes_in
from azukari.features.members.models import Invoice, InvoiceState, Payment
from azukari.features.members.payment_number import is_code, luhn
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks

TODAY = date(2026, 11, 24)
HEADS = (
    ("取引日", "お取引内容", "お引出し", "お預入れ", "残高"),
    ("年月日", "摘要", "出金金額(円)", "入金金額(円)", "残高(円)"),
    ("Date", "Description", "Withdrawal", "Deposit", "Balance"),
)


def _csv(rows, *, heads, chance):
    """A bank's file of these deposits, in one of the ways in which banks make them."""
    order = list(range(len(heads)))
    chance.shuffle(order)
    lines = ["口座番号,普通 0000000", ""][: chance.randint(0, 2)]
    lines.append(",".join(heads[at] for at in order))
    for day, amount, payer in rows:
        wide = chance.choice([str(amount), f'"{amount:,}"', f'"￥{amount:,}"'])
        dated = chance.choice(
            [f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"]
        )
        cells = [dated, f'"{payer}"', "", wide, "100000"]
        lines.append(",".join(cells[at] for at in order))
        lines.append(",".join([dated, "ATM", "3000", "", "97000"][at] for at in order))
    return "\r\n".join(lines)


def _payer(code, chance):
    name = chance.choice(["ミホン ハナコ", "ｶ)ｼｻｸ ﾀﾛｳ", "カナ―ヨシダ", "Sample Amelia"])
    typed = chance.choice([code, f"{code[:4]}-{code[4:]}", f"{code} ", " ".join((code[:4], code[4:]))])
    wide = typed.translate({ord(d): ord("０") + int(d) for d in "0123456789"})
    return chance.choice([typed, wide]) + chance.choice(["", " "]) + name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("heads", HEADS, ids=["bank", "post", "english"])
def test_columns_are_found_by_their_heads_in_every_encoding(encoding, heads):
    chance = random.Random(f"{encoding}{heads}")  # noqa: S311 - a generator of tests
    codes = [(base := f"{chance.randrange(10**7):07}") + luhn(base) for _ in range(40)]
    rows = [(TODAY - timedelta(days=n), 1000 + n, _payer(code, chance)) for n, code in enumerate(codes)]
    written = _csv(rows, heads=heads, chance=chance).replace("―", "-").encode(encoding)
    found = deposits(written, today=TODAY)
    assert [(d.day, d.amount) for d in found] == [(day, amount) for day, amount, _payer in rows]
    named = [codes_in(d.payer) for d in found]
    pairs = list(zip(codes, named, strict=True))
    assert all(code in codes_ for code, codes_ in pairs)
    assert not [code for code, codes_ in pairs if {*codes_} & ({*codes} - {code})], "no deposit names another's invoice"


_BANKS = {
    "one column with a sign": [
        "取引日,入出金(円),取引後残高(円),入出金先内容",
        "20261120,3000,53000,ｶﾅ銀行 普通 ミホン ハナコ",
        "20261121,-500,52500,テスウリヨウ",
    ],
    "one column and a word": [
        "取引日,入出金,金額,摘要",
        '2026/11/20,入金,"3,000",ミホン ハナコ',
        "2026/11/21,出金,500,テスウリヨウ",
    ],
    "day in three": [
        "操作日(年),操作日(月),操作日(日),操作時刻(時),操作時刻(分),操作時刻(秒),取引順番号,摘要,お支払金額,お預り金額,残高,メモ",
        "2026,11,20,9,05,00,0112001,ミホン ハナコ,,3000,53000,-",
        "2026,11,21,9,05,00,0112002,テスウリヨウ,500,,52500,-",
    ],
    "post": [
        "取引日,入出金明細ID,受入金額(円),払出金額(円),詳細１,詳細２,現在(貸付)高",
        "20261120,202611200001,3000,,振込,ミホン ハナコ,53000",
        "20261121,202611210001,,500,料金,テスウリヨウ,52500",
    ],
    "sorts": [
        "日付,摘要,摘要内容,支払い金額,預かり金額,差引残高,メモ,未資金化区分,入払区分",
        '2026/11/20,振込１,ミホン ハナコ,,"3,000","53,000",,,入金',
        '2026/11/21,手数料,テスウリヨウ,500,,"52,500",,,支払い',
    ],
    "codes": [
        "勘定日,入払区分,取引金額,振込依頼人名",
        "2026-11-20,1,3000,ミホン ハナコ",
        "2026-11-21,2,500,テスウリヨウ",
    ],
}


@pytest.mark.parametrize("bank", sorted(_BANKS))
def test_of_what_banks_write_in_their_ways_what_came_in_is_taken_and_nothing_else(bank):
    [found] = deposits("\r\n".join(_BANKS[bank]).encode("cp932"), today=TODAY)
    assert (found.day, found.amount) == (date(2026, 11, 20), 3000)
    assert "ミホン ハナコ" in found.payer
    assert "2026112" not in found.payer


def _zengin(day, amount, payer, cancelled=" "):
    name = payer.encode("cp932")[:48].ljust(48)
    middle = f"{day}{day}{amount:010}{0:010}{'':10}".encode()
    return b"2" + b"000001" + middle + name + b"BANK".ljust(15) + b"BRANCH".ljust(15) + cancelled.encode() + b" " * 72


@pytest.mark.parametrize("joint", [b"\r\n", b""])
@pytest.mark.parametrize("year", ["26", "08"])
def test_the_notice_of_200_bytes_is_read_with_western_years_and_reiwa(joint, year):
    head = b"101".ljust(200)
    records = [
        head,
        _zengin(f"{year}1120", 3000, "12345674 ﾐﾎﾝ ﾊﾅｺ"),
        _zengin(f"{year}1121", 9, "ﾄﾘｹｼ", "1"),
        b"8".ljust(200),
    ]
    assert all(len(record) == 200 for record in records)
    (one,) = deposits(joint.join(records), today=TODAY)
    assert (one.day, one.amount, one.payer) == (date(2026, 11, 20), 3000, "12345674 ミホン ハナコ")
    assert codes_in(one.payer) == ["12345674"]


def test_a_name_that_the_bank_cuts_within_a_letter_is_read_as_far_as_it_goes():
    records = [b"101".ljust(200), _zengin("261120", 3000, "a" + "ミホン" * 9), b"8".ljust(200)]
    (one,) = deposits(b"\r\n".join(records), today=TODAY)
    assert one.payer == "A" + ("ミホン" * 8)[:23]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", "日付,金額\n2026/1/1,5\n".encode(), b"1" * 200]
)
def test_what_is_no_bank_file_is_refused_or_has_nothing_in_it(content):
    try:
        assert deposits(content, today=TODAY) == []
    except NotABankFile:
        return


def test_names_are_written_as_all_banks_would():
    same = ["ｶ)ｷｬﾉﾝ ﾔｯﾎｰ", "カ）きゃのん　やっほー", "カ)キヤノン ヤツホ-"]
    assert {payer_name(text) for text in same} == {"カ)キヤノン ヤツホ-"}


def test_a_slip_of_one_finger_is_no_code():
    code = "1234567" + luhn("1234567")
    assert is_code(code)
    slips = {code[:n] + d + code[n + 1 :] for n in range(8) for d in "0123456789"} - {code}
    assert not any(map(is_code, slips))


@pytest.fixture
def owing(charter, classes):
    known = [registrant(charter, mailbox, FormKind.MEMBERSHIP) for mailbox in ("hanako", "kana")]
    for one, name in zip(known, ("Regular member", "Supporting member"), strict=True):
        admit(one.submission.id, into=classes[name].id, actor=SETTER, now=timezone.now())
    return known


def test_a_file_is_matched_confirmed_and_the_same_file_twice_changes_nothing(owing, membership_desk):
    first, second = (Invoice.objects.get(submission=known.submission) for known in owing)
    today = timezone.localdate()
    text = (
        "日付,摘要,入金\n"
        f"{today:%Y/%m/%d},{first.code} ミホン ハナコ,3000\n"
        f"{today:%Y/%m/%d},{second.code} ヨシダ カナ,9780\n"
        f"{today:%Y/%m/%d},シラナイ ヒト,77\n"
        f"{today:%Y/%m/%d},{first.code} ミホン ハナコ,3000\n"
    )
    client = desks.browser(membership_desk.user)
    at = reverse("console-members-bank", args=["membership"])

    def send() -> str:
        return client.post(at, {"file": SimpleUploadedFile("bank.csv", text.encode("cp932"))}).content.decode()

    page = send()
    assert page.count('" checked>') == 1, "only what fits in number and amount is ticked, and each debt once"
    assert "4 (15,857 yen)" in page
    assert "シラナイ ヒト" in page
    assert not Payment.objects.exists()
    lines = re.findall('name="line" value="([^"]+)"', page)
    assert len({*lines}) == 4, "who paid twice on a day paid twice"
    confirm = reverse("console-members-bank-confirm", args=["membership"])
    ticks = re.findall('name="take" value="([^"]+)"', page)
    sent = {"line": lines, "to": [""] * 4, "why": [""] * 4, "take": ticks, "count": "4", "sum": "15857"}
    told = client.post(confirm, sent, follow=True).content.decode()
    assert "Recorded: 3 (15,780 yen)." in told
    assert "1 (77 yen)" in told, "what is left"
    told = client.post(confirm, sent, follow=True).content.decode()
    assert "Nothing was recorded." in told
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [3000, 3000, 9780]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.owed) == (InvoiceState.PAID, 220)
    again = send()
    assert again.count("It is in the books already.") == 3
    assert 'name="take"' not in again
    assert not any("ミホン" in str(row) for row in Payment.objects.values())
    wrong = client.post(at, {"file": SimpleUploadedFile("bank.csv", b"hello")})
    assert wrong.status_code == 422


def test_what_is_not_recorded_is_said_before_and_after(owing, membership_desk):
    code, today = Invoice.objects.get(submission=owing[0].submission).code, timezone.localdate()
    days = (today + timedelta(days=1), today.replace(year=today.year - 11, day=1), today)
    text = "日付,摘要,入金\n" + "".join(f"{day:%Y/%m/%d},{code},3000\n" for day in days)
    client = desks.browser(membership_desk.user)
    at, confirm = (
        reverse(name, args=["membership"]) for name in ("console-members-bank", "console-members-bank-confirm")
    )
    page = client.post(at, {"file": SimpleUploadedFile("bank.csv", text.encode())}).content.decode()
    assert (page.count("It cannot be recorded"), page.count('name="take"'), page.count('name="to"')) == (2, 1, 1)
    [line] = re.findall('name="line" value="([^"]+)"', page)
    ahead = line.replace(str(today), str(days[0]))
    out, none = "Some lines were left out", "Nothing was recorded"
    for sent, words in (
        ({}, {none}),
        ({"line": line, "to": "99999", "why": ""}, {out, none}),
        ({"line": "nonsense", "to": "1", "why": ""}, {out, none}),
        ({"line": ahead, "to": "", "why": "", "take": "0"}, {out, none}),
        ({"line": [ahead, line], "to": ["", ""], "why": ["", ""], "take": ["0", "1"]}, {out, "Recorded:"}),
        ({"line": line, "to": "", "why": "", "take": "0"}, {none}),
    ):
        told = client.post(confirm, sent, follow=True).content.decode()
        assert {each for each in (out, none, "Recorded:") if each in told} == words
    assert Payment.objects.count() == 1
