"""Thresholds: a mailing of which too much comes back, or that readers call unwanted, is paused until staff have looked.

What counts is what went since it was last let go, so that staff who let it go on after a look are not stopped by what
they have seen already.
"""

from azukari.core.mail.mailing import pause, tally
from azukari.core.mail.models import Mailing
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MailingState, MessageState
from azukari.policy.returned import MailingTally, fault

_TRIED = (MessageState.SENT, MessageState.BOUNCED, MessageState.COMPLAINED, MessageState.GIVEN_UP)


def pause_unwell() -> int:
    """Pause what fares ill; returns how many. One query for each mailing that is under way."""
    paused = 0
    for mailing in Mailing.objects.filter(state=MailingState.SENDING):
        if code := fault(_tally(mailing)):
            try:
                pause(mailing, code=code)
            except InvalidTransition:  # it has ended this moment
                continue
            paused += 1
    return paused


def _tally(mailing: Mailing) -> MailingTally:
    counted = tally(mailing, since=mailing.starts_at)
    tried = sum(counted[state] for state in _TRIED)
    return MailingTally(tried, counted[MessageState.BOUNCED], counted[MessageState.COMPLAINED])
