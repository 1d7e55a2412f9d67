"""Controls that look at what is stored: transfers, requests, accounts, refusals, witnesses."""

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from azukari.core.accounts.duties import able
from azukari.core.cases.events import CASE_CHANGED, CASE_OPENED
from azukari.core.cases.models import Case
from azukari.core.ledger.catalogue import declared
from azukari.core.ledger.looking import EntryText, is_unwitnessed, told
from azukari.core.policy_versions.events import CHARTER_PUBLISHED
from azukari.core.policy_versions.models import Charter
from azukari.core.transfers.models import Consent, Transfer, TransferPerson
from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.sentence import Sentence
from azukari.policy.casework import CaseChannel, CaseState, Identity, Outcome
from azukari.policy.disclosure import DisclosureGround

DORMANT = timedelta(days=180)
MANY = 30
"""So many refusals of one member of staff in a day make somebody ask."""
_DAY = timedelta(days=1)
_COSIGNED = timedelta(days=2)
_GONE_OUT = ("moved",)

NO_POLICY = Sentence("No policy is published yet.")
_WITHOUT_CONSENT = Sentence(
    "%(count)d rows went to a recipient by consent, and no consent of that time is there. Look into it."
)
_ALONE = Sentence("%(count)d transfers were approved by the person who proposed them. Investigate them.")
_NOT_COMPELLED = Sentence("%(count)d transfers rest on a law that compelled nothing. Look into it.")
_UNIDENTIFIED = Sentence(
    "%(count)d requests were granted and nobody wrote down how the person showed who they are. Look into it."
)
_NOT_SHOWN = Sentence(
    "%(count)d requests were granted, and the ledger tells of nobody who showed who they are in the way that is written"
    " down. Find out who can write to the database."
)
_KNOWN_BY = (CaseChannel.OWN_PAGE, CaseChannel.FORM)
_SHOWN_BY = ("identity-shown", "agent-confirmed")
_DORMANT = Sentence(
    "%(count)d accounts of staff were not used for half a year. Deactivate them, or ask: see the page Staff of the"
    " console, or azukari staff list"
)
_REFUSED = Sentence(
    "One member of staff was refused %(count)d times within a day. Ask what it was for; the ledger names who."
)
_NO_WITNESS = Sentence("No witness outside watches the ledger. Name one: azukari ledger witness --help")
_NO_COSIGNATURE = Sentence("No witness has cosigned the ledger yet.")
_NOT_COSIGNED = Sentence("No witness has cosigned the ledger for two days. See that they can be reached.")
_VERSION_MISSING = Sentence("A published version of the policy is missing. Restore it from a backup.")
_VERSION_CHANGED = Sentence(
    "%(count)d versions of the policy do not say what the ledger says was published. Restore them from a backup, and "
    "find out who can write to the database."
)


def transfers(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """What went out rested on one of the three grounds, and on what that ground asks for.

    Of whom a law alone keeps, consents have gone with everything else that no law asks for, and what went out by them
    has not: nothing can be told of them any more.
    """
    gone = TransferPerson.objects.filter(state__in=_GONE_OUT, person__confirmed_at__isnull=False)
    agreed = Consent.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=OuterRef("at")),
        person=OuterRef("person"),
        recipient=OuterRef("transfer__recipient"),
        purpose=OuterRef("transfer__purpose"),
        begins_at__lte=OuterRef("at"),
    )
    without = gone.filter(~Exists(agreed), transfer__ground=DisclosureGround.CONSENT)
    yield from _WITHOUT_CONSENT.counted(without.count())
    alone = Transfer.objects.filter(~Q(approved_by=""), approved_by=F("proposed_by"))
    yield from _ALONE.counted(alone.count())
    free = Transfer.objects.filter(ground=DisclosureGround.LAW, case__compelled=False)
    yield from _NOT_COMPELLED.counted(free.count())


def given() -> QuerySet[Case]:
    """Requests of which something was granted."""
    decided = [CaseState.DECIDED, CaseState.DONE, CaseState.CLOSED]
    return Case.objects.filter(outcome__in=[Outcome.GRANTED, Outcome.PARTLY], state__in=decided)


def identity(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """Nothing was handed over, corrected or erased before somebody had shown who they are, as the ledger tells.

    Who comes by their own page, or by a form with an address that they had confirmed, has shown it by that.
    """
    named = {str(id): method for id, method in given().values_list("id", "identity")}
    yield from _UNIDENTIFIED.counted(sum(not method for method in named.values()))
    entries = told([CASE_OPENED, CASE_CHANGED]) if any(named.values()) else ()
    shown = {(entry.payload["case"], _method(entry)) for entry in entries}
    yield from _NOT_SHOWN.counted(sum(bool(method) and (id, method) not in shown for id, method in named.items()))


def _method(entry: EntryText) -> str:
    """How somebody has shown who they are, by what an entry tells of a request; ``""`` where it tells of nothing."""
    if entry.kind == CASE_OPENED.name:
        return Identity.CONFIRMED_ADDRESS if entry.payload["channel"] in _KNOWN_BY else ""
    return str(entry.payload.get("method") or "") if entry.payload["act"] in _SHOWN_BY else ""


def dormant(now: datetime) -> Findings:
    """Whoever has not come for half a year needs no key to the house."""
    unused = Q(last_login__lt=now - DORMANT) | Q(last_login=None, created_at__lt=now - DORMANT)
    return _DORMANT.counted(able().filter(unused).count())


def refusals(now: datetime) -> Findings:
    """Refusals are counted: many of one person in a day are a question."""
    kinds = [kind for kind in declared() if kind.name.endswith(":refused")]
    by_whom = Counter(str(entry.payload.get("actor", "")) for entry in told(kinds, since=now - _DAY))
    for actor, count in sorted(by_whom.items()):
        if actor.startswith("staff:") and count >= MANY:
            yield _REFUSED(count=count)


def witnesses(now: datetime) -> Findings:
    """Somebody outside has seen the ledger lately."""
    if not settings.AZUKARI.witnesses:
        raise Unknown(Doubt.ALONE, _NO_WITNESS())
    late = is_unwitnessed(now, longer_than=_COSIGNED)
    if late is None:
        raise Unknown(Doubt.ALONE, _NO_COSIGNATURE())
    if late:
        yield _NOT_COSIGNED()


def charters(now: datetime) -> Findings:
    """Whoever changes the policy by the hand of the database is found: each version has the words that the ledger says
    were published, and none of those that it tells of is missing.
    """
    published = {entry.payload["charter"]: entry.payload["policy"] for entry in told([CHARTER_PUBLISHED])}
    held = dict(Charter.objects.filter(published_at__lte=now).values_list("number", "document"))
    if not held and not published:
        raise Unknown(Doubt.EARLY, NO_POLICY())
    missing = (published.keys() | set(range(1, max(held, default=0)))) - held.keys()
    if missing and not Charter.objects.filter(number__in=missing, published_at__gt=now).exists():
        yield _VERSION_MISSING()
    yield from _VERSION_CHANGED.counted(
        sum(sha256(words.encode()).hexdigest() != published.get(number) for number, words in held.items())
    )
