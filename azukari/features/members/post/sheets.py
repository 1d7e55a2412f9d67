"""Address labels on A4 sheets, and letters whose address stands in the window of an envelope; as PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from azukari.core.policy_versions.current import current
from azukari.features.members.post.addressees import Addressee
from azukari.lib.paper import pdf


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of labels on A4, in millimetres: columns, rows, the size of a label, and what is left at its edges."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float

    @property
    def labels(self) -> int:
        return self.columns * self.rows

    def place(self, turn: int) -> tuple[float, float]:
        """Where the label stands, from the left and from the top."""
        row, column = divmod(turn % self.labels, self.columns)
        return round(self.left + column * self.width, 2), round(self.top + row * self.height, 2)


SHEETS: Mapping[str, tuple[Any, Sheet]] = {
    "12": (_("Labels: 12 on a sheet, 83.8 × 42.3 mm"), Sheet(2, 6, 86.4, 42.3, 18.6, 21.5)),
    "21": (_("Labels: 21 on a sheet, 70 × 42.4 mm"), Sheet(3, 7, 70.0, 42.4, 0.0, 0.0)),
    "24": (_("Labels: 24 on a sheet, 66 × 33.9 mm"), Sheet(3, 8, 66.0, 33.9, 6.0, 12.9)),
}
"""Those that are sold by several makers."""


def labels_pdf(people: Sequence[Addressee], sheet: Sheet, *, used: int = 0) -> bytes:
    """Labels for these people.

    Args:
        used: how many labels of the first sheet are gone already.
    """
    sheets: list[list[tuple[int, Addressee]]] = []
    for turn, one in enumerate(people, used % sheet.labels):
        if turn % sheet.labels == 0 or not sheets:
            sheets.append([])
        sheets[-1].append((turn % sheet.labels, one))
    places = [(turn, *sheet.place(turn)) for turn in range(sheet.labels)]
    return pdf(render_to_string("members/post/labels.html", {"sheet": sheet, "sheets": sheets, "places": places}))


def letters_pdf(
    people: Sequence[Addressee], *, day: date, subject: Mapping[str, str], text: Mapping[str, str]
) -> bytes:
    """A letter for each, in the language of their registration.

    Args:
        subject, text: by language.
    """
    about = {"people": people, "day": day, "subject": subject, "text": text}
    return pdf(render_to_string("members/post/letters.html", about | {"organisation": current().policy.organisation}))
