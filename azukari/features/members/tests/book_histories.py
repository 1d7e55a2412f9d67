"""Booking a generated account history as staff would, and what is wrong with the books then."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from azukari.core.forms.models import Channel, State, Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Charter, Notice
from azukari.features.members.bank_confirm import Confirmed, DepositLine, confirm
from azukari.features.members.bank_file import deposits
from azukari.features.members.bank_lines import marks_of
from azukari.features.members.bank_match import suggest
from azukari.features.members.bank_suggestion import RECORDED, DepositShare, Suggestion
from azukari.features.members.known_payers import token
from azukari.features.members.models import Invoice, Payment
from azukari.features.members.tests.histories import History, history, text
from azukari.policy.terms import Actor, FormKind

FORM = "membership"


def _members(made: History, today: date, now: datetime) -> list[UUID]:
    notice = Notice.objects.filter(form=FORM).first()
    common = {
        "form": FORM, "kind": FormKind.MEMBERSHIP, "charter": Charter.objects.get(), "notice": notice, "lang": "ja",
        "channel": Channel.IMPORT, "state": State.ACCEPTED, "created_at": now, "accepted_at": now,
    }  # fmt: skip
    found = []
    for n, (_name, owed) in enumerate(made.members):
        person = Person.objects.create(created_at=now)
        held = Submission.objects.create(person=person, **common)
        Invoice.objects.create(
            submission=held, person_id=person.id, form=FORM, dues_year=2026, amount=owed, code=f"{n:010}",
            issued_on=today, due_on=today,
        )  # fmt: skip
        found.append(held.id)
    return found


def confirmed_by_name(its: Suggestion, whose: Mapping[str, UUID]) -> Confirmed | None:
    """What a careful person does with a line: what is sure stays ticked, and who is known by name gets the rest."""
    if its.why in RECORDED:
        return None
    parts, payer = its.parts if its.is_sure else (), its.deposit.payer
    if not parts:
        parts = tuple(DepositShare(id, its.left) for name, id in whose.items() if name in payer)
    digest = token(payer) or b""
    line = DepositLine(
        its.deposit.day, its.deposit.amount, its.left, marks_of(FORM, its.deposit), its.turn, bytes(digest)
    )
    return Confirmed(line, parts, its.is_sure, its.entries) if parts else None


def confirm_all(lines: Iterable[Confirmed | None], *, by: Actor, now: datetime) -> None:
    """Confirm those that there is something to say of."""
    confirm(FORM, [each for each in lines if each], by=None, actor=by, now=now)


def book_history(seed: int, *, by: Actor, now: datetime) -> list[str]:
    """Book the files of a history one after the other, in a database that is as before afterwards; what is wrong."""
    today = timezone.localdate(now)
    made = history(seed, today)
    ids = _members(made, today, now)
    names = {name: id for id, (name, _owed) in zip(ids, made.members, strict=True)}
    wrong = []
    for file in made.files:
        found = suggest(
            FORM,
            deposits(text(file, has_balance=made.has_balance), today=today),
            lambda wanted: {id: [name] for name, id in names.items() if id in wanted},
        )
        sure = Counter(part.submission for its in found if its.is_sure for part in its.parts)
        if any(count > 1 for count in sure.values()):
            wrong.append("a debt is ticked twice")
        for its in found:
            owner = next((id for name, id in names.items() if name in its.deposit.payer), None)
            if its.is_sure and [part.submission for part in its.parts] != [owner]:
                wrong.append("a line is sure for somebody else")
        lines = [each for its in found if (each := confirmed_by_name(its, names))]
        for _twice in range(2):
            confirm(FORM, lines, by=None, actor=by, now=now)
    came_in = Counter((ids[line.whose], line.day, line.amount) for line in made.lines if line.whose is not None)
    booked = Counter(Payment.objects.filter(submission__in=ids).values_list("submission_id", "paid_on", "amount"))
    if came_in - booked:
        wrong.append(f"{(came_in - booked).total()} lines are not booked")
    if booked - came_in:
        wrong.append(f"{(booked - came_in).total()} payments never came in")
    Payment.objects.filter(submission__in=ids).delete()
    Invoice.objects.filter(submission__in=ids).delete()
    return wrong
