"""Progress of the demonstration's tour: which stops are behind whoever tries it, as the tables show.

Nothing is noted for it: a demonstration is one visitor's, so that somebody registered since it was made says who.
"""

from datetime import datetime

from django.db.models import Max, Min

from azukari.core.accounts.models import User
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.reading import newest
from azukari.core.people.models import Trail
from azukari.core.policy_versions.models import Charter
from azukari.core.vault.erasures import any_since
from azukari.core.vault.events import VALUE_RELEASED
from azukari.features.training.models import Pass
from azukari.shells.self_service.models import OwnSession


def done() -> frozenset[str]:
    """The names of the stops that are done."""
    made = User.objects.aggregate(at=Min("created_at"))["at"]  # its staff was enrolled last
    if made is None:
        return frozenset()
    new = Submission.objects.filter(created_at__gt=made)
    looked, seen = _looked(made), OwnSession.objects.aggregate(at=Max("seen_at"))["at"]
    reached = {
        "register": new.exists(),
        "mail": new.filter(state=State.ACCEPTED).exists(),
        "own-page": seen is not None,
        "staff": looked is not None,
        "seen": bool(looked and seen and seen >= looked),
        "lesson": Pass.objects.filter(passed_at__gt=made).exists(),
        "publish": Charter.objects.filter(number__gt=1).exists(),
        "erase": any_since(made),
    }
    return frozenset(name for name, is_done in reached.items() if is_done)


def _looked(since: datetime) -> datetime | None:
    """When a member of staff last opened somebody's data."""
    entries = Trail.objects.values("entry_id")
    found = newest(entries, kinds=[VALUE_RELEASED], mentioning=['"staff:'], before=None, most=1)
    return found[0].at if found and found[0].at > since else None
