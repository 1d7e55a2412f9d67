"""A charter that is published asks exactly the duties that it touches, in the transaction of its publication (P34)."""

from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import at
from azukari.core.policy_versions.hooks import Publication
from azukari.features.training.events import ASKED
from azukari.features.training.models import AskedDuty
from azukari.policy.parse import parse
from azukari.policy.retraining import touched


def ask(published: Publication) -> None:
    """Note which duties have something to study."""
    charter, now = published.charter, published.now
    if charter.number <= 1:
        return
    duties = sorted(touched(at(charter.number - 1).policy, parse(charter.document, file="charter")))
    AskedDuty.objects.bulk_create(AskedDuty(charter=charter.number, duty=slug, asked_at=now) for slug in duties)
    if duties:
        record(Event(ASKED, {"charter": charter.number, "duties": duties}), now=now)
