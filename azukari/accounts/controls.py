"""The automatic control of who got which duty."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext_noop

from azukari.accounts.granting import unseen
from azukari.lib.control import Control, Findings, register


def _granted(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    found = Counter(unseen().values_list("waits", flat=True))
    if found[False]:
        yield (
            f"Duties were given {found[False]} times with nobody else looking. Somebody else looks at it on the page of"
            " the staff; an office of one looks at the list and then runs: azukari staff looked"
        )
    if found[True]:
        yield f"Duties were given {found[True]} times and wait for a second person, on the page of the staff."


register(Control("duties", gettext_noop("A second person has looked at each duty that was given."), (1,), _granted))
