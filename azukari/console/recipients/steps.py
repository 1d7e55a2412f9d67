"""What the steps of a recipient share: where they come back to, and the faults of keys, addresses and hashes."""

import re
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.console.acts import Doer
from azukari.console.recipients.page import name_of
from azukari.console.recipients.step import Step
from azukari.disclosure.models import Contract
from azukari.disclosure.seal import NotAKey, check_key

_SHA256 = re.compile(r"[0-9a-f]{64}")


def contract_step(row: Contract, who: Doer, **rest: object) -> Step:
    name = name_of(row.recipient, who.lang)
    return Step(back=home(row.recipient_id), crumb=name, version=row.version, **rest)  # type: ignore[arg-type]


def contract_at(id: UUID) -> Contract:
    row = Contract.objects.select_related("recipient").filter(id=id).first()
    if row is None:
        raise Http404
    return row


def home(slug: str) -> str:
    return reverse("console-recipient", args=[slug])


def key_fault(text: str) -> str:
    try:
        check_key(text)
    except NotAKey:
        return _("That is not a public key of age; it begins with age1.")
    return ""


def url_fault(text: str) -> str:
    return "" if text.startswith("https://") and " " not in text else _("The address begins with https://.")


def address_fault(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return _("That is not a whole e-mail address.")
    return ""


def hash_fault(text: str) -> str:
    return "" if _SHA256.fullmatch(text) else _("A SHA-256 is 64 characters of 0-9 and a-f.")
