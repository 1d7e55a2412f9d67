"""Why a row stays outside: where, and a code; never what stands there."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    "ragged": "The row has not as many cells as the header.",
    "missing": "The form needs this, and the cell is blank.",
    "type": "The field takes one text.",
    "too_long": "The text is longer than the form allows.",
    "not_a_choice": "That is not among the form's choices.",
    "not_asked": "The form does not ask this after what was chosen, so the cell has to be blank.",
    "characters": "The cell holds a control character or a damaged one.",
    "format": "The text is not of the kind that the field takes.",
    "told": "Nothing says when this person was told the purpose.",
    "no-consent": "Nothing says when this person consented.",
    "unconfirmed": "Nothing says when this person confirmed the address. Import such rows with --ask.",
    "date": "That is no day that can be read for certain; write YYYY-MM-DD.",
    "future": "That day has not come yet.",
    "full": "The form has no place left for this row.",
    "expired": "The time for which the policy lets this be kept is over.",
    "unsubscribed": "The person has unsubscribed.",
    "cleaned": "Mail to this address comes back.",
    "not-subscribed": "The person never subscribed.",
    "blocklisted": "The person is on the block list.",
    "disabled": "The subscriber is not enabled.",
    "opted-out": "The person wants no such mail.",
    "suppressed": "The person asked us never to write to this address again.",
    "deceased": "The person is marked as deceased.",
}
