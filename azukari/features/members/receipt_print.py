"""What a receipt prints, kept with it when it is made out: a later change of the books, of the settings or of the
organisation's address alters no receipt that somebody has. The payer's name alone is opened anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from azukari.core.policy_versions.current import at, current
from azukari.features.members.models import Receipt, Scope, YearlyReceipt
from azukari.features.members.receipt_lines import ReceiptLine
from azukari.features.members.registers import register_of
from azukari.policy.terms import Organisation


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a receipt besides its number, its day and the name.

    Args:
        tax_number: of whoever may name the tax; ``""`` for none.
        certificate: by language, of a receipt of donations; ``""`` on any other.
    """

    lines: Sequence[ReceiptLine]
    tax_number: str
    certificate: Mapping[str, str]
    organisation: Organisation


def columns_for(form: str, lines: Sequence[ReceiptLine], *, scope: Scope = Scope.DUES) -> dict[str, Any]:
    """The columns of a receipt that is made out now."""
    register = register_of(form)
    is_certified = scope is Scope.DONATIONS
    certificate = {lang: register.certificate(lang) if is_certified else "" for lang in ("ja", "en")}
    return {
        "lines": [{**asdict(line), "day": line.day.isoformat()} for line in lines],
        "texts": {"tax_number": register.tax_number, "certificate": certificate},
        "charter": current().number,
    }


def printed(receipt: Receipt | YearlyReceipt) -> Printed:
    """What was kept with a receipt that has all columns of `columns_for`."""
    texts = receipt.texts or {}
    charter = at(receipt.charter) if receipt.charter else current()
    return Printed(
        lines_in_print(receipt), texts.get("tax_number", ""), texts.get("certificate", {}), charter.policy.organisation
    )


def lines_in_print(receipt: Receipt | YearlyReceipt) -> list[ReceiptLine]:
    """The lines that were kept with it."""
    return [ReceiptLine(**{**line, "day": date.fromisoformat(line["day"])}) for line in receipt.lines or ()]
