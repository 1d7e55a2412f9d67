"""On what an import rests: a form version, how and when people were told the purpose, and a document that shows it.

Nothing may come in without (P03, P19, P20): data that was collected elsewhere is only as good as what its people knew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

type Dated = date | int
"""One day for all rows, or the column (from 0) in which each row's own day stands."""

REFERENCE = re.compile(r"(?=.{1,64}$)[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""A mark under which an organisation files something: no room for a name or an address."""


class NoticeMethod(StrEnum):
    """How people were told the purpose."""

    PAPER = "paper"
    FORMER_SYSTEM = "former-system"
    WEB = "web"
    MAIL = "mail"
    LETTER = "letter"
    IN_PERSON = "in-person"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Basis:
    """
    Args:
        told_by: how people were told.
        told_reference: which wording they saw or heard, as the organisation files it: a slug such as ``form-2023-04``.
        evidence_reference: where the document that shows it is kept, likewise.
        evidence_sha256: digest of that document.
        answers_for: the member of staff who answers for the import.
        attested_reference, attested_sha256: of the document that shows that addresses were confirmed earlier; blank
            where people are asked by email instead.
    """

    told_by: NoticeMethod
    told_reference: str
    evidence_reference: str
    evidence_sha256: str
    answers_for: UUID
    attested_reference: str = ""
    attested_sha256: str = ""

    @property
    def attested(self) -> bool:
        return bool(self.attested_sha256)


@dataclass(frozen=True, slots=True)
class Days:
    """Where each row's days are found.

    Args:
        told: when the person was told the purpose.
        consented: for each purpose that rests on consent, when the person gave it.
        confirmed: when the person confirmed the address before; None where people are asked.
    """

    told: Dated
    consented: Mapping[str, Dated]
    confirmed: Dated | None = None
