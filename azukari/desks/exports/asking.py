"""What is asked before a list is taken out, and what it would be, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.consent.covered import earlier_words
from azukari.desk.opening import REASONS, Option, reason_options
from azukari.desk.people_filter import Problem
from azukari.desks.exports.columns import Column, categories
from azukari.desks.exports.models import FileFormat
from azukari.desks.exports.order import Choice
from azukari.desks.exports.source import FormList, PeopleList, Tally
from azukari.desks.exports.words import FORMATS
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy
from azukari.vault.reasons import Reason
from azukari.vault.suppression import count as count_suppressed


@dataclass(frozen=True, slots=True)
class Box:
    """A field to choose."""

    value: str
    label: str
    hint: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What was chosen so far, and what is missing."""

    columns: tuple[Column, ...] = ()
    reason: Reason | None = None
    format: FileFormat | None = None
    problems: list[Problem] = field(default_factory=list)

    def choice(self, rows: int) -> Choice | None:
        """The order, once nothing is missing."""
        if self.problems or self.reason is None or self.format is None:
            return None
        return Choice(self.columns, self.reason, self.format, rows)


def read(data: QueryDict, columns: Sequence[Column]) -> Said:
    """What was posted; a field that the purpose may not see is as good as none."""
    names, known = data.getlist("fields"), {column.field.id for column in columns}
    chosen = tuple(column for column in columns if column.field.id in names)
    reason, format = data.get("reason", ""), data.get("format", "")
    problems = []
    if not chosen or not known.issuperset(names):
        problems.append(Problem("fields", _("Choose the fields out of the list, one at least.")))
    if reason not in REASONS:
        problems.append(Problem("reason", _("Choose why you take the list out now.")))
    if format not in FORMATS:
        problems.append(Problem("format", _("Choose what kind of file you want.")))
    return Said(
        chosen,
        Reason(reason) if reason in REASONS else None,
        FileFormat(format) if format in FORMATS else None,
        problems,
    )


def questions(data: Mapping[str, Any], columns: Sequence[Column], said: Said | None, lang: str) -> dict[str, Any]:
    """The choices of the page: what the purpose cannot do without is chosen to begin with."""
    names = {column.field.id for column in said.columns} if said else set()
    kind = data.get("format", "") if said else FileFormat.CSV.value
    return {
        "boxes": [
            Box(
                column.field.id,
                column.field.label[lang],
                "" if column.needed else _("not needed for every case"),
                column.field.id in names if said else column.needed,
            )
            for column in columns
        ],
        "reasons": reason_options(data.get("reason", "") if said else ""),
        "formats": [Option(value, str(name), str(hint), value == kind) for value, (name, hint) in FORMATS.items()],
    }


def left_out(source: PeopleList | FormList, tally: Tally, said: Said, policy: Policy, lang: str) -> list[str]:
    """Who is not on the list, and why, a sentence each."""
    people = isinstance(source, PeopleList)
    sentences = [
        _left(tally.unconfirmed, ngettext(
            "%(count)s submission waits for its confirmation: until then, nothing of it counts.",
            "%(count)s submissions wait for their confirmation: until then, nothing of them counts.",
            tally.unconfirmed)),
        _left(tally.ended, ngettext(
            "%(count)s submission may no longer be used for this: its time is over, or the person took it back.",
            "%(count)s submissions may no longer be used for this: their time is over, or the person took it back.",
            tally.ended)),
        _left(tally.unagreed, ngettext(
            "%(count)s has not agreed to what this purpose has become.",
            "%(count)s have not agreed to what this purpose has become.",
            tally.unagreed)),
        *_bound(tally.bound, source, lang),
        *(_closed(count, category, policy, lang) for category, count in tally.closed.items()),
    ]  # fmt: skip
    if people:
        sentences.append(_("Whoever left, withdrew or is kept by a law alone is not on this list at all."))
    if Category.EMAIL in categories(said.columns) and count_suppressed():
        sentences.append(_("E-mail addresses that must never be written to again stay out; their place is empty."))
    return [sentence for sentence in sentences if sentence]


def _left(count: int, sentence: str) -> str:
    return sentence % {"count": count} if count else ""


def _bound(count: int, source: PeopleList | FormList, lang: str) -> list[str]:
    """Of how many rows the data serves only what an earlier statement says, and what it says."""
    if not count:
        return []
    said = list(
        dict.fromkeys(words[lang] for words in earlier_words(source.purpose.slug, charters=source.charters).values())
    )
    quoted = (" / ").join(f"「{words}」" if lang == "ja" else f"“{words}”" for words in said)
    sentence = ngettext(
        "%(count)s has agreed only to earlier words of this purpose: %(words)s Use it for nothing else.",
        "%(count)s have agreed only to earlier words of this purpose: %(words)s Use it for nothing else.",
        count,
    )
    return [sentence % {"count": count, "words": quoted}]


def _closed(count: int, category: Category, policy: Policy, lang: str) -> str:
    words = {"count": count, "what": name_categories(policy, (category,))[lang]}
    return ngettext(
        "%(count)s has not agreed to this use of: %(what)s. It is empty there.",
        "%(count)s have not agreed to this use of: %(what)s. It is empty there.",
        count,
    ) % words  # fmt: skip
