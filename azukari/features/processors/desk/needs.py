"""What recipients need of somebody today: a yes, a file to take, a review that is due."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from azukari.core.ledger.events import actor_reference
from azukari.core.transfers.models import Channel, Transfer, TransferState
from azukari.features.processors.models import About
from azukari.features.processors.remind import deadlines
from azukari.lib.day import moment_in_words
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.needs import Need

_AHEAD = timedelta(days=30)
_MOST = 20


def pressing(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """The lines for the home page."""
    return [*_transfers(actor, policy), *_owed(actor, policy, now)]


def _transfers(actor: Actor, policy: Policy) -> list[Need]:
    lang, needs = get_language() or "ja", []
    rows, zone = Transfer.objects.select_related("recipient"), policy.organisation.zone

    def told(row: Transfer) -> dict[str, str]:
        people = ngettext("%(total)s person", "%(total)s people", row.people) % {"total": row.people}
        return {
            "name": row.recipient.called(lang),
            "by": staff_name(row.proposed_by) or _("the program"),
            "people": people,
            "at": moment_in_words(row.proposed_at, lang, zone),
        }

    if may_act(policy, Act.APPROVE_DISCLOSURE, actor):
        others = rows.filter(state=TransferState.PROPOSED).exclude(proposed_by=actor_reference(actor))
        needs += [
            Need(
                _("A transfer to %(name)s (%(people)s; proposed by %(by)s, %(at)s) needs your approval") % told(row),
                reverse("console-transfer", args=[row.id]),
                icon="send",
                urgent=True,
            )
            for row in others[:_MOST]
        ]
    if may_act(policy, Act.DISCLOSE, actor):
        needs += [
            Need(
                _("An encrypted file for %(name)s (%(people)s; proposed by %(by)s, %(at)s) is ready to download")
                % told(row),
                reverse("console-transfer", args=[row.id]),
                icon="download",
            )
            for row in rows.filter(state=TransferState.READY, channel=Channel.FILE)[:_MOST]
        ]
    return needs


def _owed(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """What recipients owe us: a review, an acceptance, a confirmation, a new contract before the old one ends."""
    if not may_act(policy, Act.SUPERVISE, actor):
        return []
    lang, day = get_language() or "ja", policy.organisation.day(now)
    needs = []
    for deadline in sorted(deadlines(policy), key=lambda each: each.due):
        late = deadline.due < day
        if deadline.due > day + _AHEAD or (deadline.about is About.INSTRUCTIONS and not late):
            continue
        at = reverse("console-recipient", args=[deadline.recipient.slug])
        sentence = _OWED[deadline.about][late]() % {"name": deadline.recipient.called(lang)}
        needs.append(Need(sentence, at, icon="clock", urgent=late, due=deadline.due))
    return needs[:_MOST]


_OWED: Mapping[About, tuple[Callable[[], str], Callable[[], str]]] = {  # soon, late
    About.REVIEW: (
        lambda: _("The review of %(name)s is due soon"),
        lambda: _("The review of %(name)s is overdue; transfers are suspended"),
    ),
    About.GUIDELINES: (
        lambda: _("%(name)s has not accepted the guidelines yet; the time is running out"),
        lambda: _("%(name)s has not accepted the guidelines in time; transfers are suspended"),
    ),
    About.CONTRACT: (
        lambda: _("The contract with %(name)s ends soon"),
        lambda: _("The contract with %(name)s has ended; no data is passed on under it"),
    ),
    About.INSTRUCTIONS: (
        lambda: _("%(name)s has to confirm what it was told"),
        lambda: _("%(name)s has not confirmed in time what it was told to correct or erase"),
    ),
}
