"""The form by which a member of staff asks to see somebody's data: a purpose of their duty, and a reason; both
required.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.charter.current import Charters
from azukari.consent.models import Grant
from azukari.desk.scope import Scope
from azukari.policy.explain import name_categories
from azukari.policy.terms import Policy, Purpose, Text
from azukari.policy.widening import words_of_then
from azukari.vault.reasons import Reason

REASONS = {
    Reason.SERVICE: gettext_lazy("To carry out what the person registered for"),
    Reason.ANSWER: gettext_lazy("To answer the person"),
    Reason.CHECK: gettext_lazy("To check or correct an entry"),
    Reason.CONTROL: gettext_lazy("To show that the rules are kept"),
}
"""The reasons that staff choose from; a closed list, since a free text would carry names into the ledger."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant as the page shows it.

    Args:
        words_of_then: the earlier statement by which it is bound, where the one that rules allows more.
    """

    purpose: Purpose
    grant: Grant
    living: bool
    words_of_then: Text | None = None


def granted(person: UUID, *, known: Charters, scope: Scope, now: datetime) -> list[Granted]:
    """The person's grants for purposes of the reader's duties, living ones first. One query."""
    found = Grant.objects.filter(person_id=person, purpose__in=scope.purposes).order_by("-begins_at")
    policy = known.ruling.policy
    rows = [
        Granted(
            policy.purposes[g.purpose],
            g,
            g.is_living(now),
            words_of_then(known.policy(g.charter_id), policy, g.purpose),
        )
        for g in found
        if g.purpose in policy.purposes
    ]
    return sorted(rows, key=lambda row: not row.living)


class OpenForm(forms.Form):
    """Purpose and reason. Only purposes with a living grant are offered; what is posted is judged by the release
    itself.
    """

    purpose = forms.CharField()
    reason = forms.ChoiceField(choices=[(r.value, words) for r, words in REASONS.items()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["purpose"].error_messages["required"] = _("Choose what you need the data for.")
        for code in ("required", "invalid_choice"):
            self.fields["reason"].error_messages[code] = _("Choose why you open it now.")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str
    checked: bool


def purpose_options(rows: Sequence[Granted], policy: Policy, chosen: str) -> list[Option]:
    """What may be chosen, each with the categories that it opens."""
    lang = get_language() or "ja"
    living = {row.purpose.slug: row.purpose for row in rows if row.living}
    return [
        Option(
            slug,
            purpose.title[lang],
            _("Opens: %(categories)s") % {"categories": name_categories(policy, purpose.categories)[lang]},
            checked=slug == chosen or len(living) == 1,
        )
        for slug, purpose in living.items()
    ]


def reason_options(chosen: str) -> list[Option]:
    return [Option(reason.value, str(words), "", checked=reason.value == chosen) for reason, words in REASONS.items()]
