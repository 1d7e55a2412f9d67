"""Invoices, receipts and membership cards on A4, in one language. The name is handed in by whoever may open it."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from azukari.charter.current import current
from azukari.lib.paper import pdf
from azukari.members.models import Invoice, Receipt
from azukari.members.registers import register_of
from azukari.policy.terms import Category, FieldType, Form


def name_in(form: Form, values: Mapping[str, str]) -> str:
    """The name among the opened values of a registration, as it is written; readings are left out.

    Args:
        values: by the field's id.
    """
    names = [f for f in form.fields if f.category is Category.NAME and f.type is FieldType.TEXT]
    return " ".join(values[field.id] for field in names if values.get(field.id))


def invoice_pdf(invoice: Invoice, *, name: str, lang: str) -> bytes:
    """An invoice.

    Args:
        name: of the payer; may be blank.
    """
    about = {"invoice": invoice, "transfer": register_of(invoice.form).transfer(lang)}
    return _paper("members/paper/invoice.html", about, name, lang)


def receipt_pdf(receipt: Receipt, *, name: str, lang: str) -> bytes:
    """A receipt, with its number in the register.

    Args:
        name: of the payer; may be blank.
    """
    about = {"receipt": receipt, "payment": receipt.payment, "number": f"R-{receipt.number:06}"}
    return _paper("members/paper/receipt.html", about, name, lang)


def card_pdf(card: Mapping[str, Any], *, lang: str) -> bytes:
    """A membership card (`card.card_of`), of the size of a bank card, to cut out."""
    return _paper("members/paper/card.html", {"card": card}, card["name"], lang)


def _paper(template: str, about: Mapping[str, Any], name: str, lang: str) -> bytes:
    with translation.override(lang):
        context = {**about, "lang": lang, "organisation": current().policy.organisation, "name": name}
        return pdf(render_to_string(template, context))
