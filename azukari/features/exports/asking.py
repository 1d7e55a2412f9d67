"""What is asked before a list is taken out, and what it would be, in sentences."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from azukari.core.consent.covered import earlier_words
from azukari.core.vault.reasons import Reason
from azukari.core.vault.suppression import count as count_suppressed
from azukari.features.exports.columns import Column, categories
from azukari.features.exports.models import FileFormat
from azukari.features.exports.order import ExportChoice
from azukari.features.exports.source import ExportTally, FormList, PeopleList
from azukari.features.exports.words import FORMATS
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category, Policy
from azukari.shells.staff.fields import One, Some
from azukari.shells.staff.opening import why


class AskForm(forms.Form):
    """What is to be on the list, why, and in which file; a field that the purpose may not see is as good as none."""

    reason = why(gettext_lazy("Choose why you export the list now."))
    format = One(
        gettext_lazy("What kind of file?"),
        [(value, name) for value, (name, _hint) in FORMATS.items()],
        hints={value: hint for value, (_name, hint) in FORMATS.items()},
        missing=gettext_lazy("Choose what kind of file you want."),
        initial=FileFormat.CSV.value,
    )

    field_order = ("fields", "reason", "format")

    def __init__(self, columns: Sequence[Column], lang: str, *args: Any) -> None:
        super().__init__(*args)
        self.columns = columns
        chosen = Some(
            _("What do you need on it?"),
            [(column.field.id, column.field.label[lang]) for column in columns],
            missing=_("Choose the fields out of the list, one at least."),
            hints={column.field.id: _("not needed for every case") for column in columns if not column.needed},
            help_text=_("What the purpose cannot do without is chosen. The less is on it, the less can be lost."),
            initial=[column.field.id for column in columns if column.needed],
        )
        self.fields["fields"] = chosen
        self.order_fields(self.field_order)

    def said(self) -> tuple[Column, ...]:
        """The columns that were chosen so far."""
        names = self.data.getlist("fields") if isinstance(self.data, QueryDict) else ()
        return tuple(column for column in self.columns if column.field.id in names)

    def choice(self, rows: int) -> ExportChoice:
        """The order, once nothing is missing."""
        data = self.cleaned_data
        return ExportChoice(self.said(), Reason(data["reason"]), FileFormat(data["format"]), rows)


def left_out(
    source: PeopleList | FormList, tally: ExportTally, columns: Sequence[Column], policy: Policy, lang: str
) -> list[str]:
    """Who is not on the list, and why, a sentence each."""
    people = isinstance(source, PeopleList)
    sentences = [
        _left(tally.unconfirmed, ngettext(
            "%(count)s submission is not confirmed yet and does not count until then.",
            "%(count)s submissions are not confirmed yet and do not count until then.",
            tally.unconfirmed)),
        _left(tally.ended, ngettext(
            "%(count)s submission may no longer be used for this: it has expired, or the person took it back.",
            "%(count)s submissions may no longer be used for this: they have expired, or the person took it back.",
            tally.ended)),
        _left(tally.unagreed, ngettext(
            "%(count)s has not agreed to what this purpose has become.",
            "%(count)s have not agreed to what this purpose has become.",
            tally.unagreed)),
        *_bound(tally.bound, source, lang),
        *(_closed(count, category, policy, lang) for category, count in tally.closed.items()),
    ]  # fmt: skip
    if people:
        sentences.append(_("People who left, withdrew or are kept by a law alone are not on this list at all."))
    if Category.EMAIL in categories(columns) and count_suppressed():
        sentences.append(_("Email addresses that must never be written to again stay out; their place is empty."))
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
