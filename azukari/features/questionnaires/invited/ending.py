"""Invitations end with their questionnaire: a month after it was closed nothing is left of who was invited.

They are in no backup either (`backup.left_out`), so a restore ends them as well.
"""

from datetime import datetime, timedelta

from azukari.features.questionnaires.models import Invitation, Poll, PollState, SpentTicket, TicketKey

KEPT = timedelta(days=30)
CLAUSE = "program: 30 days after the questionnaire was closed"


def forget(now: datetime) -> int:
    """Delete the invitations, tickets and keys of what has been closed for long; returns how many invitations.

    It can take no answers any more: who was invited to it could answer twice.
    """
    over = Poll.objects.filter(state=PollState.CLOSED, by_invitation=True, changed_at__lte=now - KEPT)
    slugs = list(over.values_list("slug", flat=True))
    count = Invitation.objects.filter(poll__in=slugs).count()
    for model in (Invitation, SpentTicket, TicketKey):
        model._base_manager.filter(poll__in=slugs).delete()
    return count
