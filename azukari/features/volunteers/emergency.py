"""When a number for emergencies opens: while a shift runs, of somebody who has a place on it."""

from azukari.core.vault.hooks import Asked
from azukari.features.volunteers.models import HAS_A_PLACE, SignUp
from azukari.policy.emergency import is_emergency, may_open_emergency
from azukari.policy.terms import Verdict


def guard(asked: Asked) -> Verdict | None:
    """What the vault asks before it opens anything (`vault.hooks.on_release`); None for any other purpose."""
    if not is_emergency(asked.policy, asked.purpose):
        return None
    own = SignUp.objects.filter(person_id__in=asked.people, state__in=HAS_A_PLACE, shift__called_off_at=None)
    if asked.submissions:
        own = own.filter(submission_id__in=asked.submissions)
    running = own.filter(shift__starts__lte=asked.now, shift__ends__gte=asked.now)
    spans = list(running.values_list("shift__starts", "shift__ends"))
    return may_open_emergency(asked.policy, asked.purpose, people=len({*asked.people}), running=spans, now=asked.now)
