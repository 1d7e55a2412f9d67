"""Generated histories of money: webhooks in any order, hand entries, bank files, imports, corrections and erasures; and
what is wrong with the books afterwards. What came in is kept beside, by the rules alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F, Sum
from django.utils import timezone

from azukari.core.forms.models import Channel, State, Submission
from azukari.core.payments.order import Collected, Returned
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Charter, Notice
from azukari.demo.payments import PROVIDER
from azukari.features.members.bank_file import deposits
from azukari.features.members.bank_match import suggest
from azukari.features.members.history.columns import Line, Paid
from azukari.features.members.history.lives import life_of
from azukari.features.members.history.plan import Taking, once_each
from azukari.features.members.history.taking import take_over
from azukari.features.members.holder import MembersHolder
from azukari.features.members.models import (
    Allocation,
    History,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MoneyKind,
    MoneyState,
    MonthlyCount,
    OnlinePayment,
    Payment,
    Progress,
    ProviderMoney,
    Register,
    Settled,
)
from azukari.features.members.models.counts import What
from azukari.features.members.online.assigning import NotWaitingError, assign, settle_unbooked
from azukari.features.members.online.returns import take_returned
from azukari.features.members.online.settling import settle_online
from azukari.features.members.payments import SeemsBooked, record_payment, take_back
from azukari.features.members.tests.book_histories import FORM, confirm_all, confirmed_by_name
from azukari.policy.terms import Actor, FormKind

NAMES = ("サトウ ハナコ", "スズキ タロウ", "タナカ ユイ")
DUE = 3000


def steps_of(seed: int) -> list[tuple[int, ...]]:
    """The steps of a history: each a kind, and three numbers that choose."""
    chance = Random(seed)  # noqa: S311 - a generator of tests
    return [tuple(chance.randrange(60) for _n in range(4)) for _step in range(chance.randint(8, 40))]


@dataclass
class Member:
    """A registration, and what came in for it by hand, bank or import, and by the provider's charges."""

    id: UUID
    person: UUID
    paid: Counter[tuple[date, int]] = field(default_factory=Counter)
    is_erased: bool = False
    is_imported: bool = False


@dataclass
class Charge:
    """Money at the provider: on whose page, how much, and where it has to stand now."""

    page: str
    order: UUID | None
    whose: int | None
    asked: int
    amount: int
    currency: str = "jpy"
    is_told: bool = False
    stands: int | str = ""  # with which member, ``waits`` or ``settled``; ``gone`` with somebody erased
    returns: dict[str, tuple[str, int, int, bool]] = field(default_factory=dict)  # progress, amount, time, final

    @property
    def key(self) -> str:
        return f"pi_{self.page}"

    @property
    def back(self) -> int:
        """How much of it went back."""
        return min(self.amount, sum(n for progress, n, _at, _final in self.returns.values() if progress == "gone"))


class MoneyHistory:
    """The books, and what they should be."""

    def __init__(self, by: Actor, staff: Any, now: datetime) -> None:
        self.by, self.staff, self.now, self.today = by, staff, now, timezone.localdate(now)
        self.charges: list[Charge] = []
        self.bank: list[tuple[int | None, date, int]] = []
        self.counted = 0  # what counts still tell of people who were erased
        self.members = [self._member(n) for n in range(len(NAMES))]

    def _member(self, n: int) -> Member:
        common = {
            "form": FORM, "kind": FormKind.MEMBERSHIP, "charter": Charter.objects.get(), "lang": "ja",
            "notice": Notice.objects.filter(form=FORM).first(), "channel": Channel.IMPORT, "state": State.ACCEPTED,
            "created_at": self.now, "accepted_at": self.now,
        }  # fmt: skip
        person = Person.objects.create(created_at=self.now)
        held = Submission.objects.create(person=person, **common)
        Invoice.objects.create(
            submission=held, person_id=person.id, form=FORM, dues_year=2026, amount=DUE, code=f"{n:010}",
            issued_on=self.today, due_on=self.today,
        )  # fmt: skip
        return Member(held.id, person.id)

    def play(self, steps: Iterable[Sequence[int]]) -> list[str]:
        """Take the steps, each of which is a kind and three numbers that choose; what is wrong in the end."""
        kinds = (
            self._open, self._open, self._tell, self._tell, self._tell, self._give_back, self._type, self._type_again,
            self._read_bank, self._import, self._take_out, self._assign, self._settle, self._erase,
        )  # fmt: skip
        for kind, *chosen in steps:
            kinds[kind % len(kinds)](*chosen)
        for each in self.charges:  # in the end each message has come
            if not each.is_told:
                self._settle_told(each)
        return [*self._wrong()]

    def _at(self, n: int) -> Member:
        return self.members[n % len(self.members)]

    def _owed(self, member: Member) -> int:
        found = Invoice.objects.filter(submission=member.id, state=InvoiceState.OPEN)
        return found.aggregate(left=Sum(F("amount") - F("paid")))["left"] or 0

    def _open(self, who: int, how: int, _more: int) -> None:
        """A page at the provider: paid as asked, or with another amount or currency; or nobody of ours opened it."""
        page, n, member = f"cs_{len(self.charges)}", who % len(self.members), self._at(who)
        invoice = Invoice.objects.filter(submission=member.id, state=InvoiceState.OPEN).first()
        if how % 6 == 0 or invoice is None or member.is_erased:
            self.charges.append(Charge(page, None, None, 700, 700))
            return
        order = OnlinePayment.objects.create(
            person_id=member.person,
            invoice=invoice,
            recipient=PROVIDER,
            amount=invoice.owed,
            page=page,
            opened_at=self.now,
        )
        amount = invoice.owed + 1 if how % 6 == 1 else invoice.owed
        currency = "usd" if how % 6 == 2 else "jpy"
        self.charges.append(Charge(page, order.id, n, invoice.owed, amount, currency))

    def _tell(self, which: int, _how: int, _more: int) -> None:
        if self.charges:
            self._settle_told(self.charges[which % len(self.charges)])

    def _settle_told(self, its: Charge) -> None:
        """The provider tells of it, for the first time or again. What fits by then is booked, also if it did not."""
        is_new, its.is_told = not its.is_told, True
        if is_new:
            its.stands = "waits"
        if its.stands == "waits" and its.whose is not None and self._fits(its, self._at(its.whose)):
            its.stands = its.whose
        if is_new:
            self._settle_what_went_back(its)
        settle_online(Collected(its.order, its.page, its.amount, its.currency, self.now, its.key), now=self.now)

    def _fits(self, its: Charge, member: Member) -> bool:
        """Whether it is what was asked for, and is owed when it is told."""
        is_asked = (its.amount, its.currency) == (its.asked, "jpy")
        return is_asked and not member.is_erased and its.amount <= self._owed(member)

    def _give_back(self, which: int, how: int, part: int) -> None:
        """A refund or a dispute, at some time, which may be told late; before or after the payment itself."""
        if not self.charges:
            return
        its = self.charges[which % len(self.charges)]
        reference = f"re_{its.page}_{part % 2}"
        progress = ("gone", "gone", "back", "asked")[how % 4]
        is_final, at = how % 8 == 2, how % 5
        before = its.returns.get(reference)
        amount = before[1] if before else max(1, its.amount * (1 + part % 3) // 3)
        if before is None or (not before[3] and (at >= before[2] or is_final)):
            its.returns[reference] = (progress, amount, at, is_final)
        told_at = self.now + timedelta(seconds=at)
        kind = MoneyKind.REFUND if part % 2 else MoneyKind.DISPUTE
        take_returned(
            Returned(
                kind, reference, its.key, amount, its.currency, Progress(progress), is_final, self.now, told_at
            ),
            now=self.now,
        )  # fmt: skip
        if its.is_told:
            self._settle_what_went_back(its)

    def _settle_what_went_back(self, its: Charge) -> None:
        if its.stands == "waits" and its.back >= its.amount:
            its.stands = "returned"
        elif its.stands == "returned" and its.back < its.amount:
            its.stands = "waits"

    def _type(self, who: int, days: int, _more: int) -> None:
        """Cash, mostly of an amount that nothing else has; otherwise it is said that it is another payment."""
        member, day = self._at(who), self.today - timedelta(days=days % 3)
        if not member.is_erased:
            amount = 500 + len(self.bank) + sum(sum(each.paid.values()) for each in self.members)
            same = Payment.objects.filter(submission=member.id, paid_on=day, amount=amount)
            self._record(member, day, amount, is_another=same.exists())
            member.paid[day, amount] += 1

    def _type_again(self, who: int, which: int, how: int) -> None:
        """In a second window: the same payment, or one more of the same day and amount."""
        member = self._at(who)
        known = sorted(each for each, count in member.paid.items() if count)
        if member.is_erased or not known:
            return
        day, amount = known[which % len(known)]
        is_another = how % 3 == 0 and amount != DUE
        try:
            self._record(member, day, amount, is_another=is_another)
            member.paid[day, amount] += 1
        except SeemsBooked:
            return
        if not is_another:
            member.paid[day, amount] += 10**6  # it had to be asked about

    def _record(self, member: Member, day: date, amount: int, *, is_another: bool) -> None:
        record_payment(
            member.id, paid_on=day, amount=amount, by=None, actor=self.by, now=self.now, is_another=is_another
        )

    def _read_bank(self, who: int, days: int, how: int) -> None:
        """A new line comes in, and the whole file is read, perhaps twice; some lines were typed before."""
        n = who % (len(self.members) + 1)
        whose, day = (n if n < len(self.members) else None), self.today - timedelta(days=days % 3)
        line = (whose, day, DUE)
        if line not in self.bank and not (whose is not None and self.members[whose].is_erased):
            self.bank.append(line)
            if whose is not None:
                member = self.members[whose]
                if how % 4 == 0:
                    self._record(member, day, DUE, is_another=True)
                member.paid[day, DUE] += 1
        for _turn in range(1 + how % 2):
            self._book_file()

    def _book_file(self) -> None:
        rows = [
            f"{day:%Y/%m/%d},{'ミホン イチロウ' if whose is None else NAMES[whose]},{amount}"
            for whose, day, amount in self.bank
            if whose is None or not self.members[whose].is_erased
        ]
        names = {NAMES[n]: each.id for n, each in enumerate(self.members) if not each.is_erased}
        content = "\r\n".join(["日付,内容,入金", *rows]).encode("cp932")
        found = suggest(
            FORM,
            deposits(content, today=self.today),
            lambda wanted: {id: [name] for name, id in names.items() if id in wanted},
        )
        confirm_all([confirmed_by_name(its, names) for its in found], by=self.by, now=self.now)

    def _import(self, who: int, which: int, how: int) -> None:
        """A register with payments, some told twice, some in the books already."""
        member = self._at(who)
        if member.is_erased or member.is_imported:
            return
        member.is_imported = True
        chosen = MemberClass.objects.get(form=FORM, name_en="Regular member")
        new = Paid(2024, date(2024, 6, 3), DUE)
        known = [Paid(day.year, day, amount) for (day, amount), count in sorted(member.paid.items()) if count]
        old = known[which % len(known) :][:1] if known else []
        told = [new, *old, *([new] if how % 2 else [])]
        lines = [
            Line(row, None, "", date(2024, 4, 1), None, None, (each,)) for row, each in enumerate(told, 2)
        ]  # fmt: skip
        once, _twice = once_each(lines)
        life = life_of(once, chosen.rule, dues_month=4, until=None, today=self.today)
        earliest = self.today.replace(year=self.today.year - 10, day=1)
        history = History.objects.create(form=FORM, answers_for=UUID(int=1), made_at=self.now, moment=self.now)
        taking = Taking(member.id, 2, chosen, life, earliest)
        take_over(history, [taking], actor=self.by, moment=self.now, now=self.now)
        member.paid[date(2024, 6, 3), DUE] += 1

    def _take_out(self, which: int, _how: int, _more: int) -> None:
        """An entry is taken out. What the provider collected waits then; anything else never came in."""
        found = list(Payment.objects.order_by("recorded_at", "id").exclude(bank_line__isnull=False))
        if not found:
            return
        chosen = found[which % len(found)]
        take_back(chosen.id, submission=chosen.submission_id, actor=self.by, now=self.now)
        its = next((each for each in self.charges if each.key == chosen.charge), None)
        member = next(each for each in self.members if each.id == chosen.submission_id)
        if its:
            its.stands, its.whose = "waits", None  # our reference goes with the entry
            self._settle_what_went_back(its)
            return
        member.paid[chosen.paid_on, chosen.amount] -= 1
        self.bank = [each for each in self.bank if each != (self.members.index(member), chosen.paid_on, chosen.amount)]

    def _assign(self, which: int, who: int, _more: int) -> None:
        row, its = self._waiting(which)
        member = self._at(who)
        if row and its and not member.is_erased and its.currency == "jpy":
            try:
                assign(row.id, submission=member.id, by=None, actor=self.by, now=self.now)
            except NotWaitingError:
                return
            its.stands = who % len(self.members)

    def _settle(self, which: int, _how: int, _more: int) -> None:
        row, its = self._waiting(which)
        if row and its:
            settle_unbooked(row.id, form=FORM, reason=Settled.ELSEWHERE, by=self.staff, actor=self.by, now=self.now)
            its.stands = "settled"

    def _waiting(self, which: int) -> tuple[ProviderMoney | None, Charge | None]:
        rows = list(ProviderMoney.objects.filter(state=MoneyState.WAITS, kind=MoneyKind.PAYMENT).order_by("reference"))
        row = rows[which % len(rows)] if rows else None
        return row, next((each for each in self.charges if row and each.page == row.reference), None)

    def _erase(self, who: int, how: int, _more: int) -> None:
        member = self._at(who)
        if how % 3 or member.is_erased:
            return
        kept = Payment.objects.filter(submission=member.id).aggregate(sum=Sum(F("amount") - F("returned")))["sum"]
        self.counted += kept or 0
        MembersHolder().erase([member.person])
        member.is_erased = True
        for each in self.charges:
            if each.stands == who % len(self.members):
                each.stands = "gone"

    def _wrong(self) -> Iterable[str]:
        """What differs from what came in."""
        for n, member in enumerate(self.members):
            due = Counter() if member.is_erased else +member.paid
            mine = Payment.objects.filter(submission=member.id)
            if Counter(mine.filter(charge="").values_list("paid_on", "amount")) != due:
                yield f"member {n} has other entries than came in"
            charges = {each.key: (each.amount, each.back) for each in self.charges if each.stands == n}
            rows = list(mine.exclude(charge="").values_list("charge", "amount", "returned"))
            if {key: (amount, back) for key, amount, back in rows} != charges or len(rows) != len(charges):
                yield f"member {n} has other payments of the provider than came in"
            yield from self._wrong_dues(n, member)
        rows_of = {row.reference: row for row in ProviderMoney.objects.filter(kind=MoneyKind.PAYMENT)}
        states = {"waits": MoneyState.WAITS, "settled": MoneyState.SETTLED, "returned": MoneyState.SETTLED}
        for each in self.charges:
            row = rows_of.get(each.page)
            state = row.state if row else MoneyState.BOOKED
            if each.stands != "gone" and state != states.get(str(each.stands), MoneyState.BOOKED):
                yield f"{each.page} stands as {state}, not as {each.stands}"
        kept = Payment.objects.aggregate(sum=Sum(F("amount") - F("returned")))["sum"] or 0
        counts = MonthlyCount.objects.filter(what=What.PAID).aggregate(sum=Sum("count"))["sum"] or 0
        if counts != kept + self.counted:
            yield f"{counts} yen are counted, and {kept + self.counted} came in"

    def _wrong_dues(self, n: int, member: Member) -> Iterable[str]:
        used = Allocation.objects.filter(payment__submission=member.id)
        by_payment = dict(used.values_list("payment").annotate(sum=Sum("amount")))
        by_invoice = dict(used.values_list("invoice").annotate(sum=Sum("amount")))
        free = 0
        for payment in Payment.objects.filter(submission=member.id):
            free += payment.kept - by_payment.get(payment.id, 0)
            if by_payment.get(payment.id, 0) > payment.kept:
                yield f"member {n} settles more by a payment than it is"
        for invoice in Invoice.objects.filter(submission=member.id):
            paid = by_invoice.get(invoice.id, 0)
            is_paid = paid == invoice.amount
            if (invoice.paid, invoice.state == InvoiceState.PAID) != (paid, is_paid) or paid > invoice.amount:
                yield f"an invoice of member {n} is not as paid as its payments say"
        if free and self._owed(member):
            yield f"member {n} owes and has money that settles nothing"

    def clear(self) -> None:
        """Leave the database as it was."""
        for model in (Payment, Invoice, Membership):
            model.objects.filter(submission__in=[each.id for each in self.members]).delete()
        for nobody in (ProviderMoney, MonthlyCount, History):
            nobody.objects.all().delete()
        Register.objects.update(last_number=0)
