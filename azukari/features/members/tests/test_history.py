"""A register that was kept elsewhere comes in with its history, is shown before, and can be put back (P03, P05)."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.ending import end_registration, take_back_end
from azukari.core.forms.models import EndedAs
from azukari.core.mail.models import Message
from azukari.core.vault.models import SealedPart
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.counts import Counts
from azukari.features.members.history.columns import Line, LineError, Paid, columns
from azukari.features.members.history.lives import life_of
from azukari.features.members.history.plan import plan_of
from azukari.features.members.history.taking import take_over
from azukari.features.members.history.work import work
from azukari.features.members.models import (
    Application,
    History,
    Invoice,
    InvoiceState,
    Membership,
    MonthlyCount,
    Payment,
    Register,
    Term,
    TermState,
)
from azukari.features.members.models.counts import What
from azukari.features.members.payments import record_payment
from azukari.features.members.term import Rule, TermKind
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks

FORM, TODAY = "membership", date(2026, 11, 27)
PEOPLE = ("hanako", "kana", "amelia", "taro")
HEAD = (
    "氏名,メールアドレス,会員番号,会員種別,入会日,"
    "2023年度会費,2024年度会費,2024年度入金日,2025年度会費,2025年度入金日,退会日"
)
FISCAL, BY_DATE = Rule(TermKind.FISCAL, 12, 4, False), Rule(TermKind.DATE, 12, 4, False)


def _life(lines, rule=FISCAL, until=None):
    return life_of(lines, rule, dues_month=4, until=until, today=TODAY)


def test_headers_of_japanese_lists_and_of_civicrm_are_known():
    known = columns(HEAD.split(","))
    cells = "会員,a@x,No.0012,正会員,H30.4.1,済,3000,2024/6/3,３０００円,令和7年6月2日,"
    line = known.line(2, cells.split(","))
    paid = (Paid(2023, None, 0), Paid(2024, date(2024, 6, 3), 3000), Paid(2025, date(2025, 6, 2), 3000))
    assert line == Line(2, 12, "正会員", date(2018, 4, 1), None, None, paid)
    civi = columns(
        ["Contact ID", "Display Name", "Email", "Membership Type", "Member Since", "Membership Start Date",
         "Membership Expiration Date", "Membership Status"]
    )  # fmt: skip
    told = civi.line(2, ["4", "X", "a@x", "General", "2019-05-02", "2019-05-02", "2026-12-31", "Current"])
    assert told == Line(2, None, "General", date(2019, 5, 2), date(2019, 5, 2), date(2026, 12, 31))
    gifts = columns(["Contact ID", "Email", "Total Amount", "Date Received", "Contribution Status"])
    assert gifts.line(2, ["4", "a@x", "30.00", "2024-06-01 10:00", "Completed"]).paid == (
        Paid(0, date(2024, 6, 1), 30),
    )
    assert not columns(["氏名", "メールアドレス"]).tells


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["a", "2024-05-40", "", ""], "day"),
        (["a", "", "正会員/12/13", ""], "number"),
        (["a", "", "", "退会済"], "left"),
    ],
)
def test_what_a_cell_cannot_say_is_told_by_a_code(cells, code):
    with pytest.raises(LineError, match=f"^{code}$"):
        columns(["メール", "入会日", "会員番号", "状態"]).line(2, cells)


def test_what_is_not_told_follows_from_the_class():
    fiscal = _life([Line(2, 1, "", date(2023, 6, 10), paid=(Paid(2023, None, 0), Paid(2024, date(2024, 5, 1), 3000)))])
    assert [(t.begins, t.ends) for t in fiscal.terms] == [
        (date(2023, 6, 10), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2025, 3, 31)),
    ]
    leap = _life([Line(2, None, "", date(2024, 2, 29), ends=date(2027, 2, 27))], BY_DATE)
    assert (leap.terms[0].begins, leap.terms[0].ends) == (date(2026, 2, 28), date(2027, 2, 27))
    long = Line(2, None, "", date(2020, 4, 1), date(2020, 4, 1), date(2027, 3, 31), paid=(Paid(2024, None, 5),))
    assert [len(term.paid) for term in _life([long]).terms] == [1], "a year's dues of one long term"
    assert _life([Line(2, 1, "", date(2020, 4, 1))], until=date(2027, 3, 31)).terms[0].begins == date(2026, 4, 1)
    for lines, code in (
        ([Line(2, 1, "", date(2020, 4, 1))], "no-term"),
        ([Line(2, 1), Line(3, 2)], "numbers"),
        ([Line(2, 1, "", date(2025, 5, 1), paid=(Paid(2020, None, 0),))], "before-joined"),
        ([Line(2, 1, paid=(Paid(2026, date(2026, 12, 24), 1),))], "ahead"),
        ([Line(2, 1, begins=date(2026, 4, 1), ends=date(2026, 3, 31))], "order"),
    ):
        with pytest.raises(LineError, match=f"^{code}$"):
            _life(lines)


def test_terms_never_overlap_whatever_is_told():
    chance = random.Random(5)  # noqa: S311 - a generator of tests
    for _n in range(300):
        lines = []
        for row in range(chance.randint(1, 4)):
            begins = date(2015, 1, 1) + timedelta(days=chance.randrange(3500))
            ends = begins + timedelta(days=chance.randrange(900)) if chance.random() < 0.7 else None
            paid = tuple(Paid(chance.randint(2015, 2025), None, 5) for _m in range(chance.randint(0, 3)))
            lines.append(Line(row, None, "", None, begins, ends, paid))
        for rule in (FISCAL, BY_DATE, Rule(TermKind.ENDLESS, 12, 4, False)):
            try:
                life = _life(lines, rule)
            except LineError as wrong:
                assert wrong.code == "before-joined"  # noqa: PT017
                continue
            days = [(term.begins, term.ends or date.max) for term in life.terms]
            assert all(begins <= ends for begins, ends in days)
            assert all(before[1] < after[0] for before, after in pairwise(days))
            assert sum(len(term.paid) for term in life.terms) == sum(len(line.paid) for line in lines)


@pytest.fixture
def known(charter, classes):
    return {mailbox: registrant(charter, mailbox, FormKind.MEMBERSHIP) for mailbox in PEOPLE}


@pytest.fixture
def desk(membership_desk):
    return desks.browser(membership_desk.user)


def _read(desk, *rows, head=HEAD):
    text = "\n".join([head, *rows])
    file = SimpleUploadedFile("register.csv", text.encode("cp932"), "text/csv")
    return desk.post(reverse("console-members-history", args=[FORM]), {"list": file}, follow=True)


def _rows(known):
    at = known["hanako"], known["kana"], known["amelia"]
    first, second, third = (each.email for each in at)
    return (
        f"A,{first},12,Regular Member,2023/6/10,済,3000,2024/6/3,3000,2025/6/2,",
        f"B,{second.upper()},7,学生,2024/4/1,,1000,2024/5/1,未,,",
        f"C,{third},,賛助会員,2025/11/1,,,,10000,2025/11/5,",
        f"D,{known['taro'].email},3,Regular Member,2015/4/1,,,,,,2022/3/31",
        "E,nobody@example.org,4,Regular Member,2015/4/1,済,,,,,",
    )


PAID_HEAD = "メールアドレス,会員番号,会員種別,入会日,年度,入金日,金額"


def _paid_rows(known, *paid):
    """A row for each payment, as a spreadsheet of payments has them."""
    return [f"{known['hanako'].email},12,Regular Member,2023/6/10,{each}" for each in paid]


def test_a_payment_that_two_rows_tell_of_is_told_and_booked_once(desk, known, classes):
    rows = _paid_rows(known, "2024,2024/6/3,3000", "2025,2025/6/2,3000", "2024,2024/6/3,3000", "2025,2025/6/2,1000")
    shown = _read(desk, *rows, head=PAID_HEAD).content.decode()
    assert "1 payment is not booked again" in shown
    assert "Another row tells of the same payment" in shown
    assert "<b>7000</b>" in shown
    _press(desk, "begin")
    work(timezone.now())
    paid = Payment.objects.order_by("paid_on", "-amount").values_list("paid_on", "amount")
    assert [*paid] == [(date(2024, 6, 3), 3000), (date(2025, 6, 2), 3000), (date(2025, 6, 2), 1000)]


def test_a_payment_that_stands_in_the_books_is_told_and_not_booked_again(desk, known, classes):
    submission, day = known["hanako"].submission.id, date(2025, 6, 2)
    record_payment(submission, paid_on=day, amount=3000, by=None, actor=SETTER, now=timezone.now())
    rows = _paid_rows(known, "2024,2024/6/3,3000", "2025,2025/6/2,3000")
    shown = _read(desk, *rows, head=PAID_HEAD).content.decode()
    assert "is already in the books" in shown
    assert "<b>3000</b>" in shown
    _press(desk, "begin")
    work(timezone.now())
    assert Payment.objects.count() == 2
    assert Counts(FORM).of[What.PAID, date(2025, 6, 1)] == 3000
    assert {*Invoice.objects.values_list("state", "dues_year")} == {("paid", 2024), ("paid", 2025)}, "it pays its year"
    assert {*Term.objects.values_list("state", flat=True)} == {TermState.PAID}


def _press(desk, step):
    here = History.objects.get()
    return desk.post(reverse("console-members-history-step", args=[FORM, here.id, step]), follow=True)


def test_it_is_shown_then_taken_over_then_put_back(desk, known, classes):
    shown = _read(desk, *_rows(known)).content.decode()
    assert "Import 2 memberships" in shown, "the word for one class is not known yet"
    assert "It says that this person has left." in shown
    assert "No confirmed registration has this address." in shown
    assert not Membership.objects.exists()
    here = History.objects.get()
    chosen = f"{classes['Student member'].id}"
    assert f'value="{chosen}" selected' in shown, "it is likely, and nothing is done by it"
    address = reverse("console-members-history-one", args=[FORM, here.id])
    shown = desk.post(address, {"class-0": chosen}, follow=True).content.decode()
    assert "Import 3 memberships" in shown
    letters = Message.objects.count()
    _press(desk, "begin")
    assert work(timezone.now()) == 3
    here.refresh_from_db()
    assert (here.state, here.members, here.terms, here.payments, here.refused) == ("done", 3, 5, 4, 2)
    hanako = Membership.objects.get(number=12)
    assert hanako.joined_on == date(2023, 6, 10)
    terms = list(Term.objects.filter(membership=hanako).order_by("begins"))
    assert [(t.begins.year, t.fee, t.state, t.is_renewal) for t in terms] == [
        (2023, 3000, TermState.PAID, False), (2024, 3000, TermState.PAID, True), (2025, 3000, TermState.PAID, True),
    ]  # fmt: skip
    assert list(Payment.objects.filter(submission=hanako.pk).order_by("paid_on").values_list("paid_on", "amount")) == [
        (date(2024, 6, 3), 3000), (date(2025, 6, 2), 3000),
    ]  # fmt: skip
    assert {*Invoice.objects.values_list("state", flat=True)} == {InvoiceState.PAID}, "nothing is owed by it"
    assert not hanako.owes
    assert Membership.objects.get(pk=known["amelia"].submission.id).number == 13, "after the highest that came"
    assert Message.objects.count() == letters, "nobody is written to"
    assert Grant.objects.filter(submission_id=hanako.pk, purpose="dues-record").exists(), (
        "what the law has us keep began"
    )
    counts = Counts(FORM)
    assert counts.of[What.PAID, date(2024, 6, 1)] == 3000
    assert counts.of[What.JOINED, date(2023, 6, 1)] == 1
    assert not Application.objects.exclude(person=known["taro"].id).exists()
    assert "2023" in desk.get(reverse("console-person", args=[known["hanako"].id])).content.decode()
    assert not SealedPart.objects.filter(part="lines").exists(), "what it told is gone"

    record_payment(
        known["kana"].submission.id,
        paid_on=timezone.localdate(),
        amount=1000,
        by=None,
        actor=SETTER,
        now=timezone.now(),
    )
    _press(desk, "undo")
    work(timezone.now())
    here.refresh_from_db()
    assert (here.state, here.kept) == ("undone", 1), "somebody has touched one since"
    assert [m.pk for m in Membership.objects.all()] == [known["kana"].submission.id]
    assert Application.objects.count() == 3, "the others wait as before"
    assert (
        not Grant.objects.ending_later(timezone.now()).filter(submission_id=hanako.pk, purpose="dues-record").exists()
    )
    assert Register.objects.get().last_number == 13
    left = {(c.what, c.month, c.count) for c in MonthlyCount.objects.exclude(count=0)}
    today = timezone.localdate().replace(day=1)
    assert left == {("joined", date(2024, 4, 1), 1), ("paid", date(2024, 5, 1), 1000), ("paid", today, 1000)}


def _classes():
    from azukari.features.members.models import MemberClass

    return MemberClass.objects.all()


def test_the_same_list_twice_changes_nothing(desk, known):
    _read(desk, *_rows(known))
    _press(desk, "begin")
    work(timezone.now())
    before = [*Term.objects.order_by("id").values_list("id", flat=True)]
    again = _read(desk, *_rows(known)).content.decode()
    assert "This registration has been decided already." in again
    assert "No row can be imported like this." in again
    assert [*Term.objects.order_by("id").values_list("id", flat=True)] == before


def test_whoever_is_a_member_by_another_registration_is_not_taken_over_again(desk, known, classes, charter):
    again = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    _read(desk, *_rows({**known, "hanako": again})[:1], head=HEAD)
    assert "Several registrations have this address." in _shown(desk)
    admit(known["hanako"].submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    History.objects.all().delete()
    _read(desk, *_rows(known)[:1])
    assert "This person is a member already, by another registration." in _shown(desk)
    assert "No row can be imported like this." in _shown(desk)


def test_nobody_becomes_a_member_twice_while_it_is_under_way(desk, known, classes, charter):
    again = registrant(charter, "hanako", FormKind.MEMBERSHIP).submission
    end_registration(again.id, reason=EndedAs.LEFT, actor=SETTER, now=timezone.now())
    _read(desk, *_rows(known)[:1])
    _press(desk, "begin")
    here = History.objects.get()
    [taking] = plan_of(here, today=TODAY).taken
    take_back_end(again.id, actor=SETTER, now=timezone.now())
    admit(again.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    with transaction.atomic():
        made = take_over(here, [taking], actor=SETTER, moment=timezone.now(), now=timezone.now())
    assert (made.members, Membership.objects.count()) == (0, 1)


def _shown(desk):
    return desk.get(reverse("console-members-history-one", args=[FORM, History.objects.get().id])).content.decode()


def test_the_books_of_whoever_paid_before_run_from_the_last_payment(desk, known):
    submission, now = known["hanako"].submission.id, timezone.now()
    record_payment(submission, paid_on=timezone.localdate(), amount=3000, by=None, actor=SETTER, now=now)
    books = Grant.objects.filter(submission_id=submission, purpose="dues-record")
    ends = books.get().ends_at
    _read(desk, _rows(known)[0])
    _press(desk, "begin")
    assert work(now) == 1
    assert books.get().ends_at == ends, "what came with the register is older"


def test_numbers_of_others_and_people_who_were_admitted_meanwhile_are_left_alone(desk, known, classes):
    admit(known["taro"].submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    _read(desk, f"A,{known['hanako'].email},1,Regular Member,2023/6/10,,3000,2024/6/3,,,", *_rows(known)[1:3])
    shown = desk.get(reverse("console-members-history-one", args=[FORM, History.objects.get().id]))
    assert "Another member has this number." in shown.content.decode()
    _press(desk, "begin")
    admit(known["amelia"].submission.id, into=classes["Friend"].id, actor=SETTER, now=timezone.now())
    work(timezone.now())
    assert History.objects.get().members == 0
    assert Membership.objects.get(pk=known["amelia"].submission.id).member_class.name_en == "Friend"


def test_bad_input_is_answered_in_words(desk, known):
    answer = _read(desk, "x", head="氏名,性別")
    assert answer.status_code == 422
    assert "No column tells a member number" in answer.content.decode()
    file = SimpleUploadedFile("register.csv", b"\xff\xfe\x00", "text/csv")
    answer = desk.post(reverse("console-members-history", args=[FORM]), {"list": file})
    assert "This cannot be read as a list." in answer.content.decode()
    assert "Choose a CSV file" in desk.post(reverse("console-members-history", args=[FORM])).content.decode()
    assert not History.objects.exists()
    _read(desk, *_rows(known))
    assert "erased" in _press(desk, "drop").content.decode()
    assert "has changed in the meantime" in _press(desk, "begin").content.decode()
    assert _press(desk, "burn").status_code == 404


def test_a_duty_without_the_act_is_refused(charter, classes, mallory, volunteer_desk):
    for staff in (mallory, volunteer_desk):
        answer = desks.browser(staff.user).get(reverse("console-members-history", args=[FORM]))
        assert answer.status_code == 403
