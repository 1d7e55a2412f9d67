"""What was opened, as forms ask for it: in their order, with their words for a choice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.core.forms.kinds import Settled, in_words
from azukari.core.vault.release import Opened
from azukari.policy.terms import Category, Form, Policy


@dataclass(frozen=True, slots=True)
class OpenedValue:
    """An opened value, as the site's ``sealed_value.html`` shows it."""

    label: str
    text: str
    id: UUID | None = None  # where it may be corrected; None where it is decided on instead
    proves: bool = False  # an address, which counts once it was confirmed


def answers(form: Form, opened: Sequence[Opened], settled: Settled, lang: str) -> tuple[OpenedValue, ...]:
    """The opened values of one submission.

    Args:
        form: in the version that was filled in, or one whose fields have the same names.
        settled: those of its values that are decided on (`forms.settled`): what was decided is told in their place.
    """
    found = {value.field: value for value in opened}
    return tuple(
        OpenedValue(
            f.label[lang],
            decided[lang] if (decided := settled.get(f.id)) else in_words(form, f, found[f.id].text, lang),
            None if f.id in settled else found[f.id].id,
            f.category is Category.EMAIL,
        )
        for f in form.fields
        if f.id in found
    )


def as_asked(policy: Policy) -> Callable[[Opened], int]:
    """The order in which forms ask for values, a name before how it is read: a key to sort by. What no form asks for
    any more comes last.
    """
    fields = dict.fromkeys(field.id for form in policy.forms.values() for field in form.fields)
    places = {id: n for n, id in enumerate(fields)}
    return lambda value: places.get(value.field, len(places))


def in_one_line(values: Iterable[Opened]) -> str:
    """The words of several values, each once."""
    return " ".join(dict.fromkeys(value.text for value in values))


def names_in_one_line(values: Iterable[Opened]) -> str:
    """What somebody is called: the name of each registration in a run of its own, the newest registration first. One
    that only repeats what newer ones say is left out.
    """
    runs: dict[UUID, list[Opened]] = {}
    for value in values:
        if value.category is Category.NAME:
            runs.setdefault(value.submission, []).append(value)
    newest_first = sorted(runs.values(), key=lambda run: max(value.created_at for value in run), reverse=True)
    said: set[str] = set()
    names = []
    for run in newest_first:
        texts = {value.text for value in run}
        if not texts <= said:
            names.append(in_one_line(run))
        said |= texts
    return " · ".join(names)
