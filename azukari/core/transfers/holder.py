"""What the gate holds of a person: consents, cases about them, and that something of theirs went to somebody.

When the person goes, the record of a transfer stays for as long as the policy says, without the person: the recipient's
handle, the date and the kinds of data (APPI 29).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.transfers.models import CasePerson, Consent, Instruction, Moved, TransferPerson
from azukari.core.transfers.place import step_back
from azukari.core.vault.holders import HolderOfRows
from azukari.policy.disclosure import DisclosureGround


class DisclosureHolder(HolderOfRows):
    """Consents and transfers, for the registry of holders."""

    name = "disclosure"
    rows: ClassVar[Mapping[str, Any]] = {
        "consent": Consent,
        "legal_case": CasePerson,
        "transfer": TransferPerson,
        "instruction": Instruction,
    }
    words: ClassVar[Mapping[str, Promise | str]] = {
        "consent": _("Agreements to passing something on"),
        "transfer": _("Records of what was passed on"),
        "instruction": _("Instructions to those who had received it from us"),
        "legal_case": _("Demands of authorities that named you"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        moved = TransferPerson.objects.select_related("transfer").filter(person_id=person, state=Moved.MOVED)
        return {
            "consents": [
                {
                    "recipient": consent.recipient_id,
                    "purpose": consent.purpose,
                    "categories": consent.categories.split(),
                    "begins": consent.begins_at.isoformat(),
                    "withdrawn": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
                }
                for consent in Consent.objects.filter(person_id=person).order_by("id")
            ],
            "transfers": [
                {
                    "recipient": row.transfer.recipient_id,
                    "purpose": row.transfer.purpose,
                    "categories": row.transfer.categories.split(),
                    "ground": row.transfer.ground,
                    "at": row.at.isoformat(),
                    "handle": str(row.handle),
                }
                for row in moved.order_by("id")
            ],
        }

    def erase(self, people: Collection[UUID]) -> None:
        delete(Consent, people, by="person")
        delete(CasePerson, people, by="person")
        rows = TransferPerson.objects.filter(person_id__in=people)
        rows.filter(state=Moved.OMITTED).delete()
        rows.update(person_id=None)
        Instruction.objects.filter(person_id__in=people).update(person_id=None)
        step_back(people)

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        delete(Consent, restricted, by="person")

    def reassign(self, person: UUID, to: UUID) -> None:
        """Hand it over; where the other has the same already, theirs stays.

        What goes so has ended, and no older backup may bring it back: they may take back the one that stays. One by
        which something went is proof of that, and ends instead when the last of it went.
        """
        theirs = Consent.objects.filter(person_id=to, withdrawn_at__isnull=True).values_list("recipient_id", "purpose")
        for recipient, purpose in theirs:
            twice = Consent.objects.filter(person_id=person, recipient_id=recipient, purpose=purpose)
            living = twice.filter(withdrawn_at__isnull=True)
            write_removals(Removed(RemovalKind.STOPPED, c.id, to, c.begins_at, purpose=purpose) for c in living)
            for consent in twice:
                last = _last_by(consent)
                if last is None:
                    consent.delete()
                elif consent.withdrawn_at is None:
                    consent.withdrawn_at = last
                    consent.save(update_fields=["withdrawn_at"])
        Consent.objects.filter(person_id=person).update(person_id=to)
        named = {row.case_id for row in CasePerson.objects.filter(person_id=to)}
        CasePerson.objects.filter(person_id=person, case_id__in=named).delete()
        CasePerson.objects.filter(person_id=person).update(person_id=to)
        moved = {row.transfer_id for row in TransferPerson.objects.filter(person_id=to)}
        TransferPerson.objects.filter(person_id=person, transfer_id__in=moved).update(person_id=None)
        TransferPerson.objects.filter(person_id=person).update(person_id=to)
        Instruction.objects.filter(person_id=person).update(person_id=to)
        step_back([person])


def _last_by(consent: Consent) -> datetime | None:
    """When something went by this consent last; None if nothing ever did."""
    went = TransferPerson.objects.filter(
        person_id=consent.person_id,
        state=Moved.MOVED,
        at__gte=consent.begins_at,
        transfer__ground=DisclosureGround.CONSENT,
        transfer__recipient=consent.recipient_id,
        transfer__purpose=consent.purpose,
    )
    if consent.withdrawn_at is not None:
        went = went.filter(at__lte=consent.withdrawn_at)
    last: datetime | None = went.aggregate(last=Max("at"))["last"]
    return last
