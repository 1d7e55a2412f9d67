"""What a bundle of data leaves out, told by what tables are called: sessions, links under way, marks, search."""

import re

from django.apps import apps

from azukari.core.backup.left_out import declared

_ENDS = re.compile(
    r"\.(\w*Session|SignIn|EmailConfirmation|Sent\w+|SpentChallenge|SpentTicket|TicketKey|Invitation|Search(Code|Index))$"
)
"""Whatever lets somebody in, waits for a press, or could be compared with an address."""


def test_whatever_lets_somebody_in_or_can_be_compared_stays_out() -> None:
    found = {model._meta.label for model in apps.get_models() if _ENDS.search(model._meta.label)}
    assert len(found) > 9
    assert found <= declared().tables.keys()
    assert all(declared().tables.values()), "Each with what happens instead."
