"""What was opened of one submission, as its form asked for it: in its order, with its words for a choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.forms.kinds import in_words
from azukari.policy.terms import Category, Form
from azukari.vault.release import Opened


@dataclass(frozen=True, slots=True)
class OpenedValue:
    """An opened value, as the site's ``sealed_value.html`` shows it."""

    label: str
    text: str
    id: UUID | None = None  # where it may be corrected
    proves: bool = False  # an address, which counts once it was confirmed


def answers(form: Form, opened: Sequence[Opened], lang: str) -> tuple[OpenedValue, ...]:
    """The opened values of one submission.

    Args:
        form: in the version that was filled in, or one whose fields have the same names.
    """
    found = {value.field: value for value in opened}
    return tuple(
        OpenedValue(
            f.label[lang], in_words(form, f, found[f.id].text, lang), found[f.id].id, f.category is Category.EMAIL
        )
        for f in form.fields
        if f.id in found
    )
