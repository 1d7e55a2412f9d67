"""Signing twice: whoever confirms a petition that they have signed already has one signature, as before.

That they had signed is found out, and told, only after the address was confirmed (law 7). What came the second time is
erased, save for what the first lacks: blanks that are filled in now, and purposes that were not agreed to then.
"""

from collections.abc import Mapping
from datetime import datetime

from azukari.core.forms.addition import living_purposes, write
from azukari.core.forms.answers import Answers
from azukari.core.forms.events import SUBMISSION_REPEATED, about
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.policy_versions.current import at
from azukari.core.vault.erase_unheld import erase_unheld
from azukari.core.vault.held_fields import held_fields
from azukari.core.vault.index import index_anew
from azukari.core.vault.join import move_values
from azukari.core.vault.trail import record_about
from azukari.core.vault.unindexed import unindexed
from azukari.policy.terms import Category, FormKind

_BY_THEMSELVES = frozenset({Channel.PAGE, Channel.API})


def signed_before(submission: Submission, *, now: datetime) -> Submission | None:
    """The signature that this person has under the same petition, if it still counts."""
    if submission.kind != FormKind.CAMPAIGN or submission.channel not in _BY_THEMSELVES:
        return None
    earlier = Submission.objects.filter(
        person_id=submission.person_id, form=submission.form, kind=FormKind.CAMPAIGN, state=State.ACCEPTED
    ).exclude(id=submission.id)
    purposes = set(at(submission.charter_id).policy.forms[submission.form].purposes)
    return next((s for s in earlier.order_by("accepted_at") if purposes & living_purposes(s, now)), None)


def fold(submission: Submission, *, into: Submission, now: datetime) -> None:
    """Give the first signature what it lacks, and erase the second, in the caller's transaction. Its confirmation has
    ended.
    """
    record_about([about(SUBMISSION_REPEATED, submission)], now=now)
    moved = _lacking(submission, into)
    if moved:
        move_values(submission.id, to=into.id, fields=moved.keys())
        index_anew(unindexed([into.id], [into.person_id]), now=now)
    consents = frozenset(submission.consents.split()) - living_purposes(into, now)
    charter = at(submission.charter_id)
    consents &= frozenset(charter.policy.forms[submission.form].consents)
    if moved or consents:
        write(into, Answers((), consents), charter=charter, lang=submission.lang, now=now, moved=moved)
    erase_unheld([submission.person_id], now=now)


def _lacking(submission: Submission, into: Submission) -> Mapping[str, Category]:
    """The fields that the second filled in and the first left blank, as far as its form version asks them."""
    held = held_fields(submission.person_id)
    there = {value.field for value in held if value.submission == into.id}
    asked = {field.id: field.category for field in at(into.charter_id).policy.forms[into.form].fields}
    return {
        value.field: value.category
        for value in held
        if value.submission == submission.id and value.field not in there and asked.get(value.field) is value.category
    }
