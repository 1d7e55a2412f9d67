"""Control of law 12: what was sent served a purpose that allowed it, by the charter that ruled when it was written.

The pages refuse what is not allowed; this looks at what is there, however it came to be there.
"""

from bisect import bisect_right
from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from azukari.core.forms.models import Reply
from azukari.core.forms.replying import REPLY_LETTER
from azukari.core.mail.mailing_kind import kinds
from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.current import NoCharter, charters
from azukari.core.policy_versions.models import Charter
from azukari.core.vault.ways import way_called
from azukari.lib.control import Findings
from azukari.policy.terms import Policy
from azukari.policy.ways import may_serve
from azukari.shells.worker.control_words import OTHER_USE


def findings(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """One for each way and purpose that did not fit, with how many there were. Three queries."""
    try:
        known = charters()
    except NoCharter:
        return
    published = list(Charter.objects.order_by("number").values_list("published_at", "number"))
    days = [at for at, _number in published]

    def ruling(at: datetime) -> Policy:
        place = bisect_right(days, at)
        return known.policy(published[max(place - 1, 0)][1])

    ran = [*_mailings().values_list("kind", "purpose", "created_at")]
    ran += [(REPLY_LETTER, purpose, at) for purpose, at in Reply.objects.values_list("purpose", "written_at")]
    wrong = Counter(
        (name, purpose) for name, purpose, at in ran if not may_serve(ruling(at), way_called(name), purpose)
    )
    for (name, purpose), count in sorted(wrong.items()):
        yield OTHER_USE(count=count, way=name, purpose=purpose)


def _mailings() -> QuerySet[Mailing]:
    return Mailing.objects.filter(kind__in=[kind.name for kind in kinds()])


def looked_at() -> int:
    """How many mailings and answers there are."""
    return _mailings().count() + Reply.objects.count()
