"""What of the forms needs a member of staff today: to be read, to be finished, to be looked at, to be reached.

Counts alone, and of the reader's own forms alone. Four queries.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext

from azukari.core.forms.kinds import of
from azukari.core.forms.models import Handled, Handling, Submission
from azukari.policy.terms import Actor, ActorKind, Form, Policy
from azukari.shells.staff.needs import Need
from azukari.shells.staff.scope import scope_of
from azukari.shells.staff.submission_filter import TO_READ, UNDELIVERED, UNREACHED
from azukari.shells.staff.submission_rows import apart


def waiting(actor: Actor, policy: Policy, now: datetime) -> list[Need]:  # noqa: ARG001 - as every provider is asked
    """The lines for whoever's duties serve a form; no query for anybody else."""
    scope = scope_of(actor, policy)
    forms = [form for form in policy.forms.values() if form.slug in scope.forms]
    if not forms or actor.kind is not ActorKind.STAFF:
        return []
    answered = [form.slug for form in forms if of(form.kind).is_answered]
    slugs = [form.slug for form in forms]
    handled = Handling.objects.filter(state=Handled.IN_HAND, assignee__reference=actor.reference)
    to_read = _by_form(Submission.objects.filter(TO_READ, form__in=answered))
    mine = Counter(form for form in handled.values_list("submission__form", flat=True) if form in answered)
    kept = apart(slugs)
    unreached = _by_form(Submission.objects.filter(UNREACHED, form__in=slugs))
    return [need for form in forms for need in _of_form(form, [to_read, mine, kept, unreached])]


def _by_form(rows: "QuerySet[Submission]") -> Mapping[str, int]:
    return dict(rows.order_by().values_list("form").annotate(number=Count("pk")))


def _of_form(form: Form, counts: list[Mapping[str, int]]) -> list[Need]:
    to_read, mine, kept, unreached = (each.get(form.slug, 0) for each in counts)
    at = reverse("console-submissions", args=[form.slug])
    new = ngettext("%(count)d submission to read: %(form)s", "%(count)d submissions to read: %(form)s", to_read)
    in_hand = ngettext(
        "%(count)d submission in your hands: %(form)s", "%(count)d submissions in your hands: %(form)s", mine
    )
    like_spam = ngettext(
        "%(count)d submission looks like spam and is kept apart: %(form)s",
        "%(count)d submissions look like spam and are kept apart: %(form)s",
        kept,
    )
    no_mail = ngettext(
        "%(count)d person could not be reached by email to confirm: %(form)s",
        "%(count)d people could not be reached by email to confirm: %(form)s",
        unreached,
    )
    lines = (
        (to_read, new, f"{at}?state={Handled.NEW.value}", "mail"),
        (mine, in_hand, f"{at}?state={Handled.IN_HAND.value}&mine=1", "person"),
        (kept, like_spam, reverse("console-submissions-apart", args=[form.slug]), "alert"),
        (unreached, no_mail, f"{at}?state={UNDELIVERED}", "alert"),
    )
    lang = get_language() or "ja"
    return [
        Need(sentence % {"count": count, "form": form.title[lang]}, url, icon)
        for count, sentence, url, icon in lines
        if count
    ]
