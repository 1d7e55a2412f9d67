"""What somebody says before values open on a list: why; and which kinds, or whom they look for."""

from collections.abc import Collection

from django import forms
from django.utils.translation import gettext_lazy

from azukari.core.vault.index_words import SEARCHED
from azukari.policy.terms import LISTED, Category, Policy, Purpose
from azukari.shells.staff.fields import One, Some, Text
from azukari.shells.staff.opening import why

ON_A_LIST = tuple(category for category in Category if category in LISTED)
"""What a list may open. Answers and messages are read one person at a time."""

_ALL = [(category.value, category.value) for category in ON_A_LIST]


def _kinds(offered: Collection[Category], policy: Policy, lang: str) -> list[tuple[str, str]]:
    return [(c.value, policy.categories[c][lang]) for c in ON_A_LIST if c in offered]


class OpenForm(forms.Form):
    """The kinds to open, for everybody on the page, and the reason. What is posted is judged by the release itself."""

    categories = Some(
        gettext_lazy("What do you need to see?"),
        _ALL,
        missing=gettext_lazy("Choose at least one thing to open."),
        initial=[Category.NAME.value],
    )
    reason = why()

    def offer(self, purpose: Purpose, policy: Policy, lang: str) -> bool:
        """Show what may be opened for the purpose; whether that is anything."""
        kinds = _kinds(purpose.categories, policy, lang)
        self.fields["categories"].choices = kinds  # type: ignore[attr-defined]
        return bool(kinds)


class SearchForm(forms.Form):
    """Whom somebody looks for. What is posted is judged by the search itself."""

    category = One(
        gettext_lazy("Search by"),
        _ALL,
        missing=gettext_lazy("Choose what to search by."),
        initial=Category.NAME.value,
    )
    text = Text(
        gettext_lazy("The beginning, or all of it"),
        max_length=254,
        missing=gettext_lazy("Type the beginning of what you look for."),
        error_messages={"max_length": gettext_lazy("This is too long to search for.")},
    )
    reason = why()

    def offer(self, purpose: Purpose, policy: Policy, lang: str) -> bool:
        """Show what people may be searched by for the purpose; whether that is anything."""
        kinds = _kinds(purpose.categories & SEARCHED, policy, lang)
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]
        return bool(kinds)
