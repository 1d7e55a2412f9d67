"""Why a row stays outside: where, and a code; never what stands there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from azukari.policy.terms import FieldType


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong with one row.

    Args:
        row: its number in the file.
        column: the column's number from 1, 0 where the whole row is meant.
        field: the form's field, ``consent.<purpose>``, ``told``, ``confirmed``, or ``""``.
        code: a key of `SENTENCES`.
    """

    row: int
    column: int
    field: str
    code: str


SENTENCES: Mapping[str, str] = {
    "ragged": gettext_noop("The row does not have as many cells as the header."),
    "missing": gettext_noop("The form requires this, but the cell is blank."),
    "type": gettext_noop("The field takes one text."),
    "too_long": gettext_noop("The text is longer than the form allows."),
    "not_a_choice": gettext_noop("This is not one of the form’s choices."),
    "not_asked": gettext_noop("The form does not ask this for what was chosen, so the cell has to be blank."),
    "characters": gettext_noop("The cell contains a control character or a damaged character."),
    "format": gettext_noop("The text does not fit this field."),
    "own_address": gettext_noop("The address of the parent or guardian is the person’s own."),
    "told": gettext_noop("The day on which this person was told the purpose is missing."),
    "no-consent": gettext_noop("The day on which this person consented is missing."),
    "unconfirmed": gettext_noop(
        "The day on which this person confirmed the address is missing. Import such rows with “ask by email”."
    ),
    "date": gettext_noop("This date is ambiguous. Write it as YYYY-MM-DD."),
    "future": gettext_noop("This date is in the future."),
    "guardian": gettext_noop("A parent or guardian has to agree first; let the person fill in the form."),
    "full": gettext_noop("The form has no free place for this row."),
    "expired": gettext_noop("The policy does not let this be kept any longer."),
    "unsubscribed": gettext_noop("The person has unsubscribed."),
    "cleaned": gettext_noop("Email to this address is returned."),
    "not-subscribed": gettext_noop("The person never subscribed."),
    "blocklisted": gettext_noop("The person is on the block list."),
    "disabled": gettext_noop("The subscriber is not enabled."),
    "opted-out": gettext_noop("The person wants no such mail."),
    "suppressed": gettext_noop("The person asked us never to write to this address again."),
    "deceased": gettext_noop("The person is marked as deceased."),
}

FORMATS: Mapping[FieldType, str] = {
    FieldType.EMAIL: gettext_noop("This is not an email address such as hanako@example.org."),
    FieldType.POSTCODE: gettext_noop("This is not a postcode of seven digits such as 100-0001."),
    FieldType.PHONE: gettext_noop("This is not a telephone number with an area code, such as 03-1234-5678."),
    FieldType.KANA: gettext_noop("The reading must be in hiragana or katakana."),
}
"""What is wrong with the text of a field of that type, in place of ``format``."""


def sentence(refusal: Refusal, type: FieldType | None) -> str:
    """What is wrong, in English, as the catalogue has it; the code where there are no words.

    Args:
        type: of the refusal's field.
    """
    if refusal.code == "format" and type is not None and type in FORMATS:
        return FORMATS[type]
    return SENTENCES.get(refusal.code, refusal.code)
