"""What somebody says before values open on a list: why; and which kinds, or whom they look for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from azukari.desk.opening import REASONS
from azukari.policy.terms import Category, Policy, Purpose
from azukari.vault.index_words import SEARCHED

ON_A_LIST = (Category.NAME, Category.ADDRESS, Category.EMAIL, Category.PHONE, Category.FAX, Category.OCCUPATION)
"""What a list may open. Answers and messages are read one person at a time."""

LONGEST = 254  # of what is typed into the search


@dataclass(frozen=True, slots=True)
class Kind:
    """A category to choose."""

    value: str
    label: str
    checked: bool


def _kinds(offered: Collection[Category], policy: Policy, lang: str, chosen: Collection[str]) -> list[Kind]:
    return [Kind(c.value, policy.categories[c][lang], c.value in chosen) for c in ON_A_LIST if c in offered]


def to_open(purpose: Purpose, policy: Policy, lang: str, chosen: Sequence[str] = ()) -> list[Kind]:
    """What may be opened on a list for the purpose."""
    return _kinds(purpose.categories, policy, lang, chosen or [Category.NAME])


def to_search(purpose: Purpose, policy: Policy, lang: str, chosen: str = "") -> list[Kind]:
    """What people may be searched by for the purpose."""
    offered = purpose.categories & SEARCHED
    found = _kinds(offered, policy, lang, [chosen])
    return found if any(kind.checked for kind in found) else _kinds(offered, policy, lang, ON_A_LIST[:1])


def _reason() -> forms.ChoiceField:
    words = _("Choose why you open it now.")
    choices = [(reason.value, text) for reason, text in REASONS.items()]
    return forms.ChoiceField(choices=choices, error_messages={"required": words, "invalid_choice": words})


class OpenForm(forms.Form):
    """The kinds to open, for everybody on the page, and the reason. What is posted is judged by the release itself."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        words = _("Choose at least one thing to open.")
        self.fields["categories"] = forms.MultipleChoiceField(
            choices=[(category.value, category.value) for category in ON_A_LIST],
            error_messages={"required": words, "invalid_choice": words},
        )
        self.fields["reason"] = _reason()


class SearchForm(forms.Form):
    """Whom somebody looks for. What is posted is judged by the search itself."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        words = _("Choose what to search by.")
        self.fields["text"] = forms.CharField(
            max_length=LONGEST,
            error_messages={
                "required": _("Type the beginning of what you look for."),
                "max_length": _("This is too long to search for."),
            },
        )
        self.fields["category"] = forms.ChoiceField(
            choices=[(category.value, category.value) for category in ON_A_LIST],
            error_messages={"required": words, "invalid_choice": words},
        )
        self.fields["reason"] = _reason()
