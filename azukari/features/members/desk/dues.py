"""Membership and dues of one person, as their page at the desk shows them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from azukari.core.forms.models import RegistrationEnd, State, Submission
from azukari.features.members.desk.chosen import chosen_in_form
from azukari.features.members.ended import COUNTED
from azukari.features.members.events import REASONS
from azukari.features.members.models import MemberClass, Membership
from azukari.features.members.receipts import receipts_of
from azukari.features.members.renewal_notice import by_itself
from azukari.features.members.sharing import shared
from azukari.features.members.standing import MemberStanding, credits_of, standings, years_of
from azukari.features.members.words import STATES, TERM_STATES
from azukari.policy.terms import FormKind
from azukari.shells.staff.sections import AtPerson
from azukari.shells.staff.submission_rows import number


def registrations(submissions: Sequence[Submission]) -> list[Submission]:
    """Of the registrations that the reader may know of, those of members."""
    return [s for s in submissions if s.kind == FormKind.MEMBERSHIP and s.state == State.ACCEPTED]


def section(at: AtPerson) -> Mapping[str, Any] | None:
    """Where a membership stands, what is owed and what was paid; None for whoever has nothing to do with it."""
    own = registrations(at.submissions)
    if not own:
        return None
    today = at.policy.organisation.day(at.now)
    classes = list(MemberClass.objects.filter(form__in={s.form for s in own}).order_by("fee", "id"))
    found = standings(own)
    pays, waits = any(each.is_member for each in found), any(each.waits for each in found)
    return {
        "links": [
            *([("#dues", _("Record a payment"), "check")] if pays else []),
            *([("#membership", _("Decide on the application"), "seal")] if waits else []),
        ],
        "standings": [(each, each.is_renewable(today)) for each in found],
        "classes": classes,
        "chosen": chosen_in_form(own, at.opened, classes, at.policy),
        "shared": shared([each.membership for each in found if each.membership and each.is_member]),
        "years": years_of(found),
        "receipts": receipts_of([each.submission for each in found]),
        "credits": credits_of([each for each in found if each.is_member or each.waits]),
        "alike": {s.id: (s.created_at, number(s.id)) for s in own} if len(own) > 1 else {},
        "states": STATES,
        "term_states": TERM_STATES,
        "reasons": REASONS,
        "pauses": {each.submission: each.pause(today) for each in found},
        "notices": by_itself(found),
        "reinstatable": _reinstatable(found),
        "members": _members_already(found),
        "today": today,
    }


def _members_already(found: Sequence[MemberStanding]) -> Mapping[UUID, Membership]:
    """Of applications that wait, those of somebody who is a member by another registration of the form, with that."""
    running = {each.form: each.membership for each in found if each.is_member and each.membership}
    return {each.submission: running[each.form] for each in found if each.waits and each.form in running}


def _reinstatable(found: Sequence[MemberStanding]) -> Collection[UUID]:
    """Registrations whose membership ended, and not by the person: they can be taken in again. One query at most."""
    over = [each.submission for each in found if each.membership and each.state in COUNTED]
    if not over:
        return ()
    ends = RegistrationEnd.objects.filter(submission__in=over, by_person=False)
    return {*ends.values_list("submission_id", flat=True)}
