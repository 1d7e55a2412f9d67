"""A line of a bank file is booked once, whatever else came in; what the books seem to have is overruled by a reason."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.bank_confirm import Answer, Confirmed, DepositLine, confirm
from azukari.features.members.bank_file import deposits
from azukari.features.members.bank_lines import Likeness, LineMarks, likeness, marks_of
from azukari.features.members.bank_match import suggest
from azukari.features.members.bank_numbers import member_numbers_in
from azukari.features.members.bank_suggestion import DepositShare, Why
from azukari.features.members.events import BANK_OVERRULED
from azukari.features.members.known_payers import token
from azukari.features.members.models import BankLine, Invoice, Payment
from azukari.features.members.payments import record_payment, take_back
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks

FORM = "membership"


@pytest.fixture
def members(charter, classes):
    """Two who owe 3,000 yen each."""
    found = [registrant(charter, mailbox, FormKind.MEMBERSHIP).submission for mailbox in ("hanako", "kana")]
    for one in found:
        admit(one.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    Invoice.objects.update(amount=3000)
    return found


def _whose(members, *names):
    return lambda wanted: {one.id: [name] for one, name in zip(members, names, strict=False) if one.id in wanted}


NAMES = ("サトウ ハナコ", "スズキ カナ")


def _read(rows, members, *, account="1111111", balances=True):
    """The suggestions for a bank's file of these payers, amounts and balances."""
    today = timezone.localdate()
    head = f"口座番号,{account}\n" if account else ""
    lines = "".join(f"{today:%Y/%m/%d},{payer},{amount},{balance}\n" for payer, amount, balance in rows)
    content = f"{head}日付,摘要,入金,{'残高' if balances else '印'}\n{lines}".encode()
    return suggest(FORM, deposits(content, today=today), _whose(members, *NAMES))


def _book(found, *, reason="", to=None):
    lines = []
    for its in found:
        deposit = its.deposit
        digest = token(deposit.payer) or b""
        line = DepositLine(deposit.day, deposit.amount, its.left, marks_of(FORM, deposit), its.turn, digest)
        parts = (DepositShare(to, its.left),) if to else its.parts
        if parts and (reason or to or its.why not in {Why.DONE, Why.PROBABLY}):
            lines.append(Confirmed(line, parts, its.is_sure and not to, 0 if to else its.entries, reason))
    return confirm(FORM, lines, by=None, actor=SETTER, now=timezone.now())


def test_another_payer_s_line_of_the_same_day_and_amount_is_another_line(members):
    _book(_read([(NAMES[0], 3000, 3000)], members))
    both = _read([(NAMES[0], 3000, 3000), (NAMES[1], 3000, 6000)], members)
    assert [its.why for its in both] == [Why.DONE, Why.NAME]
    without = _read([(NAMES[1], 3000, "-")], members, balances=False)
    assert [its.why for its in without] == [Why.NAME]


@pytest.mark.parametrize("balances", [True, False])
def test_a_file_that_overlaps_books_the_new_lines_alone_and_twice_the_same_is_two(members, balances):
    line = (NAMES[0], 3000, 3000)
    _book(_read([line], members, balances=balances))
    assert [its.why for its in _read([line], members, balances=balances)] == [Why.DONE]
    again = _read([line, (NAMES[0], 3000, 6000)], members, balances=balances)
    assert [its.why for its in again] == [Why.DONE, Why.NOT_OWED]
    _book(again)
    assert Payment.objects.count() == 2
    third = _read([line, (NAMES[0], 3000, 6000)], members, balances=balances)
    assert [its.why for its in third] == [Why.DONE, Why.DONE]


def test_the_file_of_another_account_is_other_lines(members):
    _book(_read([(NAMES[0], 3000, "-")], members, balances=False))
    (other,) = _read([(NAMES[0], 3000, "-")], members, account="2222222", balances=False)
    assert other.why is Why.NOT_OWED
    assert _book([other]).counts == {Answer.BOOKED: 1}


def test_a_debt_is_ticked_once_in_a_file(members):
    rows = [(NAMES[0], 3000, balance) for balance in (3000, 6000, 9000)]
    assert [its.why for its in _read(rows, members)] == [Why.NAME, Why.NOT_OWED, Why.NOT_OWED]
    assert _book(_read(rows[:1], members)).sums == {Answer.BOOKED: 3000}


def test_what_was_typed_before_is_the_same_payer_s_line_alone_and_a_reason_overrules(
    members, django_assert_num_queries
):
    now = timezone.now()
    record_payment(members[0].id, paid_on=timezone.localdate(), amount=3000, by=None, actor=SETTER, now=now)
    mine, theirs = _read([(NAMES[0], 3000, 3000), (NAMES[1], 3000, 6000)], members)
    assert (mine.why, theirs.why) == (Why.PROBABLY, Why.NAME)
    assert _book([mine]).lines == 0
    assert _book([mine], to=members[0].id).counts == {Answer.ALIKE: 1}, "by hand as well"
    assert _book([theirs]).counts == {Answer.BOOKED: 1}
    for answer in (Answer.BOOKED, Answer.RECORDED):
        assert _book([mine], reason="another").counts == {answer: 1}
    told = json.loads(Pending.objects.get(kind=BANK_OVERRULED.name).payload)
    assert told["reason"] == "another"
    assert not {NAMES[0], "3000"} & {str(word) for word in told.values()}
    assert Payment.objects.filter(submission=members[0]).count() == 2


def test_what_is_in_the_books_already_can_be_overruled_once(members):
    line = (NAMES[0], 3000, 3000)
    _book(_read([line], members))
    (done,) = _read([line], members)
    assert done.why is Why.DONE
    for answer in (Answer.BOOKED, Answer.RECORDED):
        assert _book([done], reason="another", to=members[1].id).counts == {answer: 1}


def test_a_line_given_to_two_members_in_two_windows_is_one_payment(members):
    (stranger,) = _read([("ミホン イチロウ", 500, 500)], members)
    assert _book([stranger], to=members[0].id).counts == {Answer.BOOKED: 1}
    assert _book([stranger], to=members[1].id).counts == {Answer.RECORDED: 1}
    assert Payment.objects.get().submission == members[0]


def test_what_is_sure_and_paid_meanwhile_is_left_out(members):
    found = _read([(NAMES[0], 3000, 3000)], members)
    yesterday = timezone.localdate() - timedelta(days=1)
    record_payment(members[0].id, paid_on=yesterday, amount=3000, by=None, actor=SETTER, now=timezone.now())
    assert _book(found).counts == {Answer.NOT_OWED: 1}


def test_a_part_that_was_taken_out_is_what_is_left_of_the_line(members):
    codes = " ".join(Invoice.objects.order_by("id").values_list("code", flat=True))
    rows = [(f"{codes} ミホン", 6000, 6000)]
    assert _book(_read(rows, members)).counts == {Answer.BOOKED: 1}
    assert [its.why for its in _read(rows, members)] == [Why.DONE]
    wrong = Payment.objects.get(submission=members[1])
    take_back(wrong.id, submission=members[1].id, actor=SETTER, now=timezone.now())
    (part,) = _read(rows, members)
    assert (part.why, part.left) == (Why.PART, 3000)
    assert _book([part], to=members[1].id).counts == {Answer.BOOKED: 1}
    assert _book([part], to=members[1].id).counts == {Answer.RECORDED: 1}
    assert [its.why for its in _read(rows, members)] == [Why.DONE]


def test_after_a_restore_the_balance_tells_and_without_one_somebody_is_asked(members):
    _book(_read([(NAMES[0], 3000, 3000)], members))
    BankLine.objects.update(core=b"", text=b"")
    assert [its.why for its in _read([(NAMES[0], 3000, 3000)], members)] == [Why.DONE]
    assert [its.why for its in _read([(NAMES[0], 3000, "-")], members, balances=False)] == [Why.PROBABLY]


@pytest.mark.parametrize(
    "payer", ["振込1 ミホン", "ATM2 ミホン", "振込 1 ミホン", "2026ネンド ミホン", "12ガツブン ミホン", "R8 ミホン"]
)
def test_a_number_of_the_bank_s_is_no_member_s(payer):
    assert member_numbers_in(payer) == set()


def test_lines_of_two_layouts_are_compared_by_name():
    line = LineMarks((b"\0\1core",), (b"\0\1text",), layout="csv", balance=5)
    assert likeness(line, LineMarks((b"\0\1core",), (b"\0\1else",), "z1", layout="zengin")) is Likeness.SAME
    assert likeness(line, LineMarks((b"\0\1else",), (b"\0\1else",), "z1", layout="zengin")) is Likeness.UNSURE
    assert likeness(line, LineMarks((b"\0\1core",), (b"\0\1else",), layout="csv")) is Likeness.OTHER
    assert likeness(line, LineMarks((b"\0\2core",), (b"\0\2text",))) is Likeness.UNSURE


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="locks of rows")
def test_two_windows_at_one_moment_book_a_line_once(members):
    (stranger,) = _read([("ミホン イチロウ", 500, 500)], members)
    ready, answers = Barrier(2), []

    def window(to):
        ready.wait()
        answers.extend(_book([stranger], to=to).counts)
        connection.close()

    windows = [Thread(target=window, args=(one.id,)) for one in members]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(answers, key=str) == [Answer.BOOKED, Answer.RECORDED]
    assert Payment.objects.count() == 1


def test_the_page_overrules_with_a_reason(members, membership_desk):
    client, today = desks.browser(membership_desk.user), timezone.localdate()
    code = Invoice.objects.filter(submission=members[0]).get().code
    text = f"日付,摘要,入金\n{today:%Y/%m/%d},{code},3000\n"
    record_payment(members[0].id, paid_on=today, amount=3000, by=None, actor=SETTER, now=timezone.now())
    upload = {"file": SimpleUploadedFile("bank.csv", text.encode())}
    page = client.post(reverse("console-members-bank", args=[FORM]), upload).content.decode()
    assert "It seems to be in the books" in page
    assert 'name="take"' not in page
    line = page.split('name="line" value="')[1].split('"')[0]
    sent = {"line": line, "to": "", "why": "another"}
    told = client.post(reverse("console-members-bank-confirm", args=[FORM]), sent, follow=True).content.decode()
    assert "Recorded: 1 (3,000 yen)." in told
    assert Payment.objects.count() == 2
