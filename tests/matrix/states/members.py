"""Members: classes, applications and terms that ended in each way; registers that were taken over and put back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.forms.accept import accept
from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs, Submission
from azukari.core.payments.order import CURRENCY, Collected, Returned
from azukari.core.policy_versions.current import current
from azukari.features.members.admit import admit
from azukari.features.members.decline import decline
from azukari.features.members.history.reading import Chosen, choose, drop, take_in
from azukari.features.members.history.work import begin, undo, work
from azukari.features.members.meetings.calling import set_meeting
from azukari.features.members.models import (
    Declined,
    History,
    Invoice,
    Meeting,
    MemberClass,
    MoneyKind,
    OnlinePayment,
    Payment,
    Progress,
    Quorum,
    Scope,
    Settled,
    Unbooked,
)
from azukari.features.members.old_debts import lapse_old_debts
from azukari.features.members.online.assigning import settle_unbooked
from azukari.features.members.online.closing import close_pages
from azukari.features.members.online.opening import open_payment
from azukari.features.members.online.reported import keep_unbooked
from azukari.features.members.online.returns import take_returned
from azukari.features.members.online.settling import settle_online
from azukari.features.members.payments import record_payment
from azukari.features.members.receipts import make_out
from azukari.features.members.reclass import change_class
from azukari.features.members.registers import register_of, set_class, set_register
from azukari.features.members.reinstate import reinstate
from azukari.features.members.term import TermKind
from azukari.features.members.yearly import make_out_year
from azukari.lib.job import clock
from azukari.policy.terms import Actor
from tests.console import desks
from tests.gallery import stage

FORM = "membership"
TAKEN, TOUCHED, PUTTING_BACK, TAKING = "taken", "taken-and-touched", "being-put-back", "being-taken"
"""Whom a register was taken over of, untouched and with a receipt since; of whom one goes back, and one comes in."""
LAPSES_AFTER = 60
"""Months after which the demonstration's register lets old dues lapse, from now on."""


def happen(now: datetime) -> None:
    """All of it."""
    _classes(now)
    _applications()
    _dues()
    _money()
    _meetings(now)
    _registers()


def _actor() -> Actor:
    return stage.actor(stage.OFFICE)


def _class(name: str) -> MemberClass:
    return MemberClass.objects.get(form=FORM, name_en=name)


def _classes(now: datetime) -> None:
    fee, term = 2000, TermKind.YEAR.value
    calendar = MemberClass(form=FORM, name_ja="準会員", name_en="Associate", fee=fee, term=term)
    set_class(calendar, actor=_actor(), now=now)


def _applicant(name: str) -> UUID:
    """Somebody who has applied, confirmed, and is not decided."""
    who = {"name": f"試作 {name}", "email": f"{name}@example.org"}
    id = desks.register(FORM, who, confirmed=False).submission
    with transaction.atomic():
        accept(Submission.objects.get(id=id), now=clock())
    return id


def _applications() -> None:
    """Applications that were declined for each reason."""
    for reason in Declined:
        decline(_applicant(f"declined-{reason}"), reason=reason, actor=_actor(), now=clock())


def _admitted(name: str, *, ago: timedelta = timedelta(0)) -> UUID:
    id = _applicant(name)
    admit(id, into=_class("Supporting member").id, actor=_actor(), now=clock() - ago)
    return id


def _dues() -> None:
    """Terms that never came to pass or were never paid, payments online, a receipt of gifts, and one who is back."""
    change_class(_admitted("other-class"), to=_class("Associate").id, at_once=True, actor=_actor(), now=clock())
    register = register_of(FORM)
    register.lapse_months = LAPSES_AFTER
    set_register(register, actor=_actor(), now=clock())
    _admitted("never-paid", ago=timedelta(days=LAPSES_AFTER * 31 + 200))
    lapse_old_debts(clock())
    gives = _admitted("pays-online")
    _opened(_admitted("goes-to-pay"))
    left = _opened(_admitted("pays-by-transfer"))
    owed = left.invoice.owed
    record_payment(
        left.invoice.submission_id, paid_on=left.invoice.issued_on, amount=owed, by=None, actor=_actor(), now=clock()
    )
    close_pages(clock())
    _online(gives, more=0)
    _online(_admitted("pays-otherwise"), more=1)
    year = current().policy.organisation.day(clock()).year
    make_out_year(gives, year, Scope.DONATIONS, actor=_actor(), now=clock())
    dues = Payment.objects.filter(paid_on__year=year, submission__membership__member_class=_class("Regular member"))
    make_out_year(dues.earliest("id").submission_id, year, Scope.DUES, actor=_actor(), now=clock())
    back = _admitted("comes-back")
    end_registration(back, reason=EndedAs.LEFT, actor=_actor(), now=clock())
    reinstate(back, actor=_actor(), now=clock())


def _opened(submission: UUID) -> OnlinePayment:
    """They are at the provider's page."""
    invoice = Invoice.objects.get(submission=submission)
    open_payment(invoice.id, submission=submission, lang="ja", actor=_actor(), now=clock())
    return OnlinePayment.objects.get(invoice=invoice)


def _online(submission: UUID, *, more: int) -> None:
    """The provider collects the amount, or so much more."""
    opened = _opened(submission)
    charge = f"pi_{opened.page}"[:100]
    settle_online(Collected(opened.id, opened.page, opened.amount + more, CURRENCY, clock(), charge), now=clock())


def _money() -> None:
    """Money of the provider that fits nothing, for each reason, settled in each way; refunds and disputes."""
    now, settled = clock(), dict[UUID, Settled]()
    with transaction.atomic():
        for n, why in enumerate(Unbooked):
            told = Collected(None, f"cs_{n}", 3000, CURRENCY, now, f"pi_{n}")
            keep_unbooked(told, why, recipient="provider", form=FORM, now=now)
        for n, reason in enumerate(Settled):
            told = Collected(None, f"cs_settled_{n}", 3000, "usd", now, f"pi_settled_{n}")
            money = keep_unbooked(told, Unbooked.NOBODY, recipient="provider", now=now)
            settled[money.id] = reason
    for id, reason in settled.items():
        settle_unbooked(id, form=FORM, reason=reason, by=stage.member(stage.OFFICE), actor=_actor(), now=now)
    paid = Payment.objects.exclude(charge="").latest("id")
    for progress in Progress:
        kind = MoneyKind.REFUND if progress is Progress.GONE else MoneyKind.DISPUTE
        told_of = Returned(kind, f"re_{progress}", paid.charge, 100, CURRENCY, progress, False, now, now)
        take_returned(told_of, now=now)


def _meetings(now: datetime) -> None:
    """One for each quorum."""
    for n, quorum in enumerate(Quorum):
        starts = now + timedelta(days=30 + n)
        meeting = Meeting(
            form=FORM, title_ja="臨時総会", title_en="Extraordinary meeting", place_ja="会議室", place_en="The office",
            agenda_ja="第1号議案", agenda_en="Accounts", starts=starts, quorum=quorum,
        )  # fmt: skip
        set_meeting(meeting, actor=_actor(), now=now)


def _registers() -> None:
    """Registers that were let go, taken over, put back, and that the worker is at. In the one that was taken over is
    somebody whom nobody has touched since, and somebody who was given a receipt.
    """
    drop(_register("dropped"))
    for name, steps in ((TAKEN, "bw"), ("put-back", "bwuw"), (PUTTING_BACK, "bwu"), (TAKING, "b")):
        history = _register(name, *([TOUCHED] if name == TAKEN else []))
        for step in steps:
            if step == "b":
                begin(history, refused=0, now=clock())
            elif step == "u":
                undo(history)
            else:
                work(clock())
    paid = Payment.objects.get(submission__person=stage.person(f"{TOUCHED}@example.org"))
    make_out(paid.id, submission=paid.submission_id, actor=_actor(), now=clock())


def _register(*names: str) -> History:
    """A list of people who have applied, each of whom has paid for the term that runs."""
    today = current().policy.organisation.day(clock())
    lines = ["氏名,メールアドレス,会員番号,会員種別,入会日,有効期限,入金日,入金額"]
    for name in names:
        _applicant(name)
        since, paid, ends = today - timedelta(days=400), today - timedelta(days=30), today + timedelta(days=300)
        lines.append(f"試作,{name}@example.org,,正会員,{since:%Y/%m/%d},{ends:%Y/%m/%d},{paid:%Y/%m/%d},3000")
    text = "\n".join(lines) + "\n"
    clerk = stage.member(stage.OFFICE).reference
    history = take_in([text.encode()], form=FORM, answers_for=clerk, now=clock())
    choose(history, Chosen({"正会員": str(_class("Regular member").id)}))
    return history
