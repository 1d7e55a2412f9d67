"""Reading a bank file for the page: whose each line seems to be, by name and number, and what they owe."""

from collections.abc import Collection, Mapping, Sequence
from itertools import compress
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from azukari.core.forms.models import Submission
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.features.members.bank_debts import Debt, debts
from azukari.features.members.bank_file import deposits
from azukari.features.members.bank_match import suggest
from azukari.features.members.bank_suggestion import Suggestion, Why
from azukari.features.members.desk.bank_groups import WHY, BankRow, Compared, Payer
from azukari.features.members.desk.bank_wire import written
from azukari.features.members.models import Membership
from azukari.features.members.payments import may_stand
from azukari.features.members.ways import MATCHING
from azukari.lib.grouping import grouped
from azukari.policy.terms import Category
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opened import as_asked, in_one_line
from azukari.shells.staff.submission_rows import number


def read_rows(desk: FormDesk, upload: "UploadedFile[Any]", *, by_name: bool, with_gifts: bool = False) -> Compared:
    """Whose each payment in the file seems to be.

    Args:
        by_name: whether names of those who owe may be opened, to compare and to show them.
        with_gifts: whether names of those who owe less may be opened as well, for dues and a donation in one transfer.

    Raises:
        NotABankFile: see there.
    """
    today, form = desk.today, desk.form.slug
    found = deposits(b"".join(upload.chunks()), today=today)
    names = _Names(desk)
    may = [may_stand(deposit.day, deposit.amount, today=today) for deposit in found]
    told = suggest(form, [*compress(found, may)], names if by_name else None, with_gifts=with_gifts)
    whose = {part.submission for its in told for part in its.parts}
    if by_name and (unnamed := whose - {*names.texts}):
        names(unnamed)
    payers = _payers(form, whose, names.texts, debts(form))
    each = iter(told)
    rows = [
        _row(form, next(each) if is_possible else Suggestion(deposit, Why.OUTSIDE), payers)
        for deposit, is_possible in zip(found, may, strict=True)
    ]
    return Compared(rows, len(names.people), names.is_refused)


class _Names:
    """Opens the names of some registrations for a purpose of the form, which each of them can see."""

    def __init__(self, desk: FormDesk) -> None:
        self.desk, self.is_refused = desk, False
        self.people: set[UUID] = set()
        self.texts: dict[UUID, str] = {}

    def __call__(self, submissions: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
        desk = self.desk
        people = Submission.objects.filter(id__in=submissions).values_list("person_id", flat=True)
        try:
            opened = release(
                {*people},
                purpose=desk.purpose(way=MATCHING),
                categories=frozenset({Category.NAME}),
                actor=desk.who.actor,
                reason=Reason.SERVICE,
                options=ReleaseOptions(method=Method.LIST, submissions=submissions, way=MATCHING),
                now=desk.now,
            )
        except Refused:
            self.is_refused = True
            return {}
        values = sorted((value for values in opened.values() for value in values), key=as_asked(desk.policy))
        found: Mapping[UUID, Sequence[Opened]] = grouped(values, by=lambda value: value.submission)
        self.people |= {*opened}
        self.texts |= {submission: in_one_line(theirs) for submission, theirs in found.items()}
        return {submission: [value.text for value in theirs] for submission, theirs in found.items()}


def _payers(
    form: str, submissions: Collection[UUID], names: Mapping[UUID, str], owing: Mapping[UUID, Debt]
) -> Mapping[UUID, Payer]:
    """Two queries, however many."""
    people = Submission.objects.filter(id__in=submissions).values_list("id", "person_id")
    numbers = dict(Membership.objects.filter(form=form, pk__in=submissions).values_list("pk", "number"))
    return {
        id: Payer(
            person,
            number(person),
            numbers.get(id),
            names.get(id, ""),
            owing[id].total if id in owing else 0,
        )
        for id, person in people
    }


def _row(form: str, its: Suggestion, payers: Mapping[UUID, Payer]) -> BankRow:
    whose = dict.fromkeys(part.submission for part in its.parts if part.submission in payers)
    line = "" if its.why is Why.OUTSIDE else written(form, its)
    return BankRow(its, WHY[its.why], [payers[submission] for submission in whose], line)
