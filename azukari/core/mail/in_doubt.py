"""Messages in doubt: what a mail server may have taken from a sender that died before it was answered.

Whoever goes leaves nothing that waits behind. What may have gone already stays, as nobody's, so that the page of the
mailing counts it like every other message in doubt.
"""

from typing import Any

from django.db.models import QuerySet

from azukari.policy.mailing import OPEN, MessageState

CODE = "in-doubt"
"""Why such a message was given up."""


def remove(rows: QuerySet[Any]) -> None:
    """Remove messages of people who go, but for those in doubt, which are nobody's from now on.

    Args:
        rows: chosen by the person, or among those that are open.
    """
    rows.filter(doubtful=True, state__in=OPEN).update(person=None, state=MessageState.GIVEN_UP, code=CODE)
    rows.filter(doubtful=False).delete()
