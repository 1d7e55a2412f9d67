"""How many places of a form are taken, counted exactly, however many people send at the same moment.

A place is taken by a submission that counts, and by one that may still be confirmed. What was not confirmed in time
gives its place back at that moment, whether or not retention has come by already.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from azukari.core.consent.models import Grant
from azukari.core.forms.models import State, Submission
from azukari.policy.decide import may_submit
from azukari.policy.terms import CONFIRMATION, Form, Policy, Verdict


def standing(policy: Policy, form: Form, *, now: datetime) -> Verdict:
    """Whether the form can be sent at the moment: by its days and, where it has a cap, by what is taken."""
    return standings(policy, [form], now=now)[form.slug]


def standings(policy: Policy, forms: Collection[Form], *, now: datetime) -> Mapping[str, Verdict]:
    """As `standing`, for several forms with one query at most."""
    counted = taken([form.slug for form in forms if form.cap is not None], now=now)
    return {form.slug: may_submit(policy, form.slug, now, taken=counted.get(form.slug, 0)) for form in forms}


def taken(forms: Collection[str], *, now: datetime) -> Mapping[str, int]:
    """How many places of each form are taken."""
    if not forms:
        return {}
    waiting = Grant.objects.ending_later(now).filter(submission_id=OuterRef("id"), purpose=CONFIRMATION)
    held = Submission.objects.filter(Q(state=State.ACCEPTED) | Exists(waiting), form__in=forms)
    return dict(held.values_list("form").annotate(Count("id")).order_by())


def take_turns(form: Form) -> None:
    """Let one submission of the form be counted and written before the next is. SQLite writers already queue."""
    if connection.vendor == "postgresql":
        key = hashlib.sha256(f"places of {form.slug}".encode()).digest()[:8]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key, signed=True)])
