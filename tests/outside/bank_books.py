"""Members who owe dues, as the books have them, without names: those come from the generator."""

from datetime import UTC, date, datetime
from uuid import UUID

from azukari.core.forms.models import Channel, State, Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.models import Charter, Notice
from azukari.features.members.bank_file import payer_name
from azukari.features.members.known_payers import remember, token
from azukari.features.members.models import Invoice
from azukari.policy.terms import FormKind
from tests.outside.bank_lines import Made

_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def enter(made: Made, today: date) -> list[UUID]:
    """The registrations in the order of the members, with their invoices, and the payers who were confirmed before."""
    notice = Notice.objects.filter(form="membership").first()
    common = {
        "form": "membership", "kind": FormKind.MEMBERSHIP, "charter": Charter.objects.get(), "notice": notice,
        "lang": "ja", "channel": Channel.IMPORT, "state": State.ACCEPTED, "created_at": _NOW, "accepted_at": _NOW,
    }  # fmt: skip
    people = Person.objects.bulk_create(Person(created_at=_NOW) for _member in made.members)
    held = Submission.objects.bulk_create(Submission(person=person, **common) for person in people)
    Invoice.objects.bulk_create(
        Invoice(
            submission=submission, person_id=submission.person_id, form="membership", dues_year=2025 + n,
            amount=owed, code=code, issued_on=today, due_on=date(2026, 1 + n, 1),
        )
        for submission, member in zip(held, made.members, strict=True)
        for n, (owed, code) in enumerate(zip(member.owed, member.codes, strict=True))
    )  # fmt: skip
    for payer, at in made.known:
        digest = token(payer_name(payer))
        if digest is not None:
            remember([(held[at], digest)], now=_NOW)
    return [submission.id for submission in held]
