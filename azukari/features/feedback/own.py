"""Questions on the person's own page: what they asked, how far it is, and whether our answer helped."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Handled, State, Submission
from azukari.features.feedback.satisfaction import HELPED
from azukari.policy.terms import FormKind
from azukari.shells.self_service.guard import Visit

_STATES: Mapping[str, Promise] = {
    Handled.NEW: _("arrived; not read yet"),
    Handled.IN_HAND: _("being handled"),
    Handled.ANSWERED: _("we have answered"),
    Handled.CLOSED: _("settled"),
}


def questions(visit: Visit) -> Mapping[str, Any] | None:
    """What the person wrote to us, newest first; None where there is nothing. One query."""
    found = Submission.objects.filter(person_id=visit.person, kind=FormKind.FEEDBACK, state=State.ACCEPTED)
    found = found.select_related("handling", "satisfaction").annotate(answers=Count("replies")).order_by("-created_at")
    forms = visit.policy.forms
    shown = [
        (one, forms[one.form].title, _STATES[one.handled], _way(one, visit)) for one in found[:50] if one.form in forms
    ]
    return {"questions": shown} if shown else None


def _way(one: Any, visit: Visit) -> str:
    """The way to the buttons that say whether it helped, where there is an answer."""
    return HELPED.page(one.id, lang=visit.lang, expires=visit.now + timedelta(days=30)) if one.answers else ""
