"""Sections of a page that slices bring: a template and its context, registered by name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section[At]:
    """A part of a page.

    Args:
        place: the sections of the sort of page on which it is.
        name: short and stable.
        template: what shows it; it gets the page's own context and that of the section.
        context: what it shows at one page, or None where it has nothing to show there. A constant number of queries.
        done: what was done just now, in words (lazy, so that they come in the reader's language), by the code that the
            address carries.
        refusals: those of the codes that say why nothing was done.
    """

    place: "Sections[At]"
    name: str
    template: str
    context: Callable[[At], Mapping[str, Any] | None]
    done: Mapping[str, object] = field(default_factory=dict)
    refusals: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """A section as one page shows it."""

    name: str
    template: str
    context: Mapping[str, Any]


class Sections[At]:
    """The sections of one sort of page, in the order in which the slices are listed."""

    def __init__(self) -> None:
        self._known: dict[str, Section[At]] = {}

    def register(self, section: Section[At]) -> None:
        """Add a section.

        Raises:
            ValueError: there is one of that name.
        """
        if section.name in self._known:
            raise ValueError(f"There is a section called {section.name} already.")
        self._known[section.name] = section

    def at(self, at: At) -> list[RenderedSection]:
        """What there is to show at one page."""
        found = ((section, section.context(at)) for section in self._known.values())
        return [RenderedSection(each.name, each.template, context) for each, context in found if context is not None]

    def done(self, code: str) -> str:
        """What was done just now, in the active language; ``""`` for a code that no section knows."""
        return next((str(s.done[code]) for s in self._known.values() if code in s.done), "")

    def is_refusal(self, code: str) -> bool:
        """Whether ``done`` says for the code why nothing was done."""
        return next((code in s.refusals for s in self._known.values() if code in s.done), False)

    def place(self, code: str, shown: Sequence[RenderedSection]) -> str:
        """The name of the section that ``done`` speaks for, which is its heading's id; ``""`` if it is not shown."""
        return next((each.name for each in shown if code in self._known[each.name].done), "")
