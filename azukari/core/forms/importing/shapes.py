"""Exports of tools that an organisation comes from, known by their header rows.

A shape knows which column says that somebody left, or never was there; such rows stay outside. It never takes an
address of a network or a place along: those columns are nobody's field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

type Named = Mapping[str, str]
"""A row: column name, cell."""

_YES = frozenset({"1", "yes", "true", "y", "on", "はい"})


@dataclass(frozen=True, slots=True)
class Shape:
    """One tool's export.

    Args:
        name: the tool's, as a slug.
        marks: columns that every such export has; of each set, one.
        columns: field to the columns it is made of, where the header alone does not tell.
        consented: the column with the day on which the person asked for the mail, ``""`` where none tells.
        confirmed: the column with the day on which the person confirmed the address, ``""`` where none tells.
        outside: a code why this row must stay outside, or ``""``; the flag tells whether consent is needed.
        tells_opt_out: columns of which one must be there before anything may rest on consent.
    """

    name: str
    marks: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[str, ...]]
    outside: Callable[[Named, bool], str]
    consented: str = ""
    confirmed: str = ""
    tells_opt_out: frozenset[str] = frozenset()

    def fits(self, header: tuple[str, ...]) -> bool:
        return all(marks & set(header) for marks in self.marks)


def _each(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({name}) for name in names)


def _ticked(row: Named, *columns: str) -> bool:
    return any(row.get(column, "").strip().lower() in _YES for column in columns)


def _mailchimp(row: Named, _consent: bool) -> str:
    if row.get("UNSUB_TIME", "").strip():
        return "unsubscribed"
    return "cleaned" if row.get("CLEAN_TIME", "").strip() else ""


def _listmonk(row: Named, _consent: bool) -> str:
    status = row.get("status", "").strip().lower()
    return "" if status == "enabled" else {"blocklisted": "blocklisted"}.get(status, "disabled")


def _civicrm(row: Named, consent: bool) -> str:
    if _ticked(row, "Deceased", "Is Deceased", "Deceased / Closed"):
        return "deceased"
    if _ticked(row, "Do Not Email"):
        return "opted-out"
    return "opted-out" if consent and _ticked(row, _NO_BULK) else ""


_NO_BULK = "No Bulk Emails (User Opt Out)"

MAILCHIMP = Shape(
    "mailchimp",
    _each("Email Address", "OPTIN_TIME", "CONFIRM_TIME", "LAST_CHANGED"),
    {"email": ("Email Address",), "name": ("First Name", "Last Name"), "phone": ("Phone Number",)},
    _mailchimp,
    consented="OPTIN_TIME",
    confirmed="CONFIRM_TIME",
)
LISTMONK = Shape(
    "listmonk",
    _each("uuid", "email", "name", "attributes", "status", "created_at", "updated_at"),
    {"email": ("email",), "name": ("name",)},
    _listmonk,
)
CIVICRM = Shape(
    "civicrm",
    (
        frozenset({"Contact ID", "Internal Contact ID"}),
        frozenset({"Contact Type"}),
        frozenset({"Display Name", "Sort Name"}),
    ),
    {
        "email": ("Email",),
        "name": ("First Name", "Last Name"),
        "phone": ("Phone",),
        "postcode": ("Postal Code",),
        "address": ("State", "City", "Street Address", "Supplemental Address 1"),
        "occupation": ("Job Title",),
    },
    _civicrm,
    tells_opt_out=frozenset({_NO_BULK}),
)
SHAPES = (MAILCHIMP, LISTMONK, CIVICRM)

_BY_FILE_NAME = {"unsubscribed": "unsubscribed", "cleaned": "cleaned", "nonsubscribed": "not-subscribed"}


def recognise(header: tuple[str, ...]) -> Shape | None:
    """The tool whose export has this header, or None."""
    return next((shape for shape in SHAPES if shape.fits(header)), None)


def outside_by_name(shape: Shape | None, file_name: str) -> str:
    """Mailchimp says in the file's name alone that a whole file is about people who left: why, or ``""``."""
    return _BY_FILE_NAME.get(file_name.partition("_")[0], "") if shape is MAILCHIMP else ""
