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

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.reasons import Reason
from azukari.policy.explain import name_categories
from azukari.policy.terms import Policy, Purpose, Text
from azukari.policy.widening import words_of_then
from azukari.shells.staff.fields import Offered, One, Words
from azukari.shells.staff.scope import Scope

REASONS = {
    Reason.SERVICE: gettext_lazy("To carry out what the person registered for"),
    Reason.ANSWER: gettext_lazy("To answer the person"),
    Reason.CHECK: gettext_lazy("To check or correct an entry"),
    Reason.CONTROL: gettext_lazy("To show that the rules are kept"),
}
"""The reasons that staff choose from; a closed list, since a free text would carry names into the ledger."""

EMERGENCIES = {
    Reason.ACCIDENT: gettext_lazy("An accident or a sudden illness"),
    Reason.UNREACHED: gettext_lazy("The person has not come, and cannot be reached"),
}
"""The reasons for calling whom somebody named for emergencies."""


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


_NO_REASON = gettext_lazy("Choose why you are opening it now.")


def why(missing: Words = _NO_REASON) -> One:
    """Asks for one of the reasons."""
    return One(gettext_lazy("Why now?"), [(r.value, words) for r, words in REASONS.items()], missing=missing)


class OpenForm(forms.Form):
    """Purpose and reason. Only purposes with a living grant are offered; what is posted is judged by the release
    itself.
    """

    purpose = Offered(
        gettext_lazy("What do you need it for?"), (), missing=gettext_lazy("Choose what you need the data for.")
    )
    reason = why()

    @property
    def is_choice(self) -> bool:
        """Whether more than one purpose is offered: beside the selected one, there is another."""
        return len(getattr(self.fields["purpose"], "choices", ())) > 1

    def offer(self, rows: Sequence[Granted], policy: Policy) -> bool:
        """Show what may be chosen, each with the categories that it opens; whether that is anything."""
        lang, field = get_language() or "ja", self.fields["purpose"]
        living = {row.purpose.slug: row.purpose for row in rows if row.living}
        if isinstance(field, One):
            field.choices = [(slug, purpose.title[lang]) for slug, purpose in living.items()]
            field.hints = {
                slug: _("Opens: %(categories)s") % {"categories": name_categories(policy, purpose.categories)[lang]}
                for slug, purpose in living.items()
            }
        self.initial = {"purpose": next(iter(living))} if len(living) == 1 else {}
        return bool(living)
