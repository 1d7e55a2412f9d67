"""Invoices, receipts and membership cards on A4, in one language. The name is handed in by whoever may open it."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.policy_versions.current import current
from azukari.features.members.models import Invoice, Receipt
from azukari.features.members.receipt_lines import Tax, taxes
from azukari.features.members.receipt_print import Printed, printed
from azukari.features.members.registers import register_of
from azukari.features.members.yearly import MadeOut
from azukari.lib.paper import pdf
from azukari.policy.terms import Organisation


def invoice_pdf(invoice: Invoice, *, name: str, lang: str) -> bytes:
    """An invoice.

    Args:
        name: of the payer; may be blank.
    """
    register = register_of(invoice.form)
    about = {
        "invoice": invoice,
        "amount": f"{invoice.owed:,}",
        "transfer": register.transfer(lang),
        "tax_number": register.tax_number,
        "taxes": [Tax(invoice.tax_percent, invoice.owed)] if invoice.tax_percent else [],
    }
    return _paper("members/paper/invoice.html", about, name, lang)


def receipt_pdf(receipt: Receipt, *, name: str, lang: str) -> bytes:
    """A receipt, with its number in the register.

    Args:
        name: of the payer; may be blank.
    """
    its = printed(receipt)
    about = {
        "receipt": receipt,
        "amount": f"{receipt.amount:,}",
        "day": receipt.paid_on,
        "number": f"R-{receipt.number:06}",
        **_taxed(its),
    }
    return _paper("members/paper/receipt.html", about, name, lang, its.organisation)


def yearly_pdf(made: MadeOut, *, name: str, lang: str) -> bytes:
    """A receipt of a year, of dues or of donations, with every payment in it.

    Args:
        name: of the payer; may be blank.
    """
    receipt, its = made.receipt, printed(made.receipt)
    about = {
        "receipt": receipt,
        "amount": f"{receipt.amount:,}",
        "year": receipt.year,
        "lines": made.lines,
        "number": f"R-{receipt.number:06}",
        "certificate": its.certificate.get(lang, ""),
        **_taxed(its),
    }
    return _paper("members/paper/receipt.html", about, name, lang, its.organisation)


def _taxed(its: Printed) -> dict[str, Any]:
    """The tax in its lines, and the number of whoever may name it (Consumption Tax Act of Japan 57-4)."""
    return {"taxes": taxes(its.lines), "tax_number": its.tax_number}


def card_pdf(card: Mapping[str, Any], *, lang: str) -> bytes:
    """A membership card (`card.card_of`), of the size of a bank card, to cut out."""
    return _paper("members/paper/card.html", {"card": card}, card["name"], lang)


def _paper(
    template: str, about: Mapping[str, Any], name: str, lang: str, organisation: Organisation | None = None
) -> bytes:
    with translation.override(lang):
        of = organisation or current().policy.organisation
        context = {**about, "lang": lang, "organisation": of, "name": name}
        return pdf(render_to_string(template, context))
