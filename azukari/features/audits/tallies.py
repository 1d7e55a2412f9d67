"""What the management review counts whatever features there are: the policy, staff, requests, findings and audits."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from azukari.core.accounts.events import ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.core.cases.models import Case, answered
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.looking import told
from azukari.core.policy_versions.current import today
from azukari.core.policy_versions.models import Charter
from azukari.features.audits.models import Attestation, Audit, Finding, Improvement
from azukari.shells.worker.tally import Tally, within


def _recorded(kind: Kind) -> Callable[[datetime, datetime], int]:
    """How often the ledger tells of it."""
    return lambda start, end: sum(start <= entry.at < end for entry in told([kind], since=start))


def _left(_start: datetime, end: datetime) -> int:
    return Finding.objects.filter(opened_at__lt=end).exclude(closed_at__lt=end).count()


def _improvements(start: datetime, end: datetime) -> int:
    return Improvement.objects.filter(day__gte=today(start), day__lt=today(end)).count()


TALLIES = (
    Tally(
        "charters",
        _("published versions of the policy"),
        within(Charter.objects.all(), "published_at"),
        one=_("published version of the policy"),
    ),
    Tally("joined", _("accounts of staff opened"), _recorded(ACCOUNT_INVITED), one=_("account of staff opened")),
    Tally("left-us", _("accounts of staff closed"), _recorded(ACCOUNT_DISABLED), one=_("account of staff closed")),
    Tally(
        "requests",
        _("requests received from people"),
        within(Case.objects.all(), "received_at"),
        one=_("request of a person that arrived"),
    ),
    Tally(
        "answered",
        _("requests of people answered"),
        within(answered(), "answered_at"),
        one=_("request of a person answered"),
    ),
    Tally("opened", _("findings opened"), within(Finding.objects.all(), "opened_at"), one=_("finding opened")),
    Tally(
        "closed",
        _("findings closed after a re-test"),
        within(Finding.objects.all(), "closed_at"),
        one=_("finding closed after a re-test"),
    ),
    Tally("left", _("findings still open"), _left, one=_("finding still open")),
    Tally(
        "returned",
        _("findings that came back"),
        within(Finding.objects.filter(again__isnull=False), "opened_at"),
        one=_("finding that came back"),
    ),
    Tally("audits", _("audits closed"), within(Audit.objects.all(), "closed_at"), one=_("audit closed")),
    Tally(
        "attested",
        _("manual controls carried out"),
        within(Attestation.objects.all(), "done_at"),
        one=_("manual control carried out"),
    ),
    Tally("improvements", _("improvements made public"), _improvements, one=_("improvement made public")),
)
