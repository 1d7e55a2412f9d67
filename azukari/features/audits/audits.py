"""Audits: a plan for the year, a checklist and a sample of the ledger for each duty, carried out by somebody else."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.accounts.models import User
from azukari.core.ledger import looking
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.features.audits.checklist import questions
from azukari.features.audits.events import AUDIT_BEGUN, AUDIT_CLOSED, AUDIT_PLANNED
from azukari.features.audits.findings import close_by_audit, open_by_audit
from azukari.features.audits.independence import PERIOD, refuse_own_duty, stands_in
from azukari.features.audits.models import Answered, Audit, AuditAnswer, AuditState, Finding
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.terms import Actor, Policy

SAMPLE = 8  # entries of the ledger
_CANDIDATES = 5000
"""Out of so many of the newest entries of those who hold the duty the sample is drawn."""


def plan_year(year: int, policy: Policy, *, actor: Actor, now: datetime) -> int:
    """Plan an audit of each duty for the year, a fixed day apart from one another; returns how many are new."""
    there = set(Audit.objects.filter(year=year).values_list("duty", flat=True))
    duties = [slug for slug in sorted(policy.duties) if slug not in there]
    first = max(date(year, 1, 15), today(now) + timedelta(days=14))
    last = max(date(year, 12, 1), first)
    step = (last - first) / max(len(duties), 1)
    with transaction.atomic():
        for place, duty in enumerate(duties):
            row = Audit.objects.create(year=year, duty=duty, planned_on=first + step * place)
            record(done_by(actor, AUDIT_PLANNED, audit=row.id, duty=duty, day=row.planned_on.isoformat()), now=now)
    return len(duties)


def begin(id: UUID, policy: Policy, *, actor: Actor, now: datetime) -> None:
    """Begin an audit: the checklist is laid out, and a sample is drawn out of the ledger.

    Raises:
        Independence: the auditor would audit their own duty; the attempt is recorded.
        InvalidTransition: it has begun already, or there is no such duty any more.
    """
    audit = refuse_own_duty(id, actor, now)
    if audit.duty not in policy.duties:
        raise InvalidTransition("audit.no-duty", _NO_DUTY)
    with transaction.atomic():
        seed = secrets.token_hex(32)
        changed = Audit.objects.filter(pk=id, state=AuditState.PLANNED).update(
            state=AuditState.UNDER_WAY, auditor=actor_reference(actor), seed=seed, begun_at=now
        )
        if not changed:
            raise InvalidTransition("audit.begun", _BEGUN)
        asked = questions(policy.duties[audit.duty], today(now))
        rows = [AuditAnswer(audit=audit, question=slug) for slug in asked]
        drawn = sample(audit.duty, seed, now)
        rows += [AuditAnswer(audit=audit, question=f"entry-{n}", entry=id) for n, id in enumerate(drawn, start=1)]
        AuditAnswer.objects.bulk_create(rows)
        record(done_by(actor, AUDIT_BEGUN, audit=id, duty=audit.duty, seed=seed, size=len(drawn)), now=now)


def sample(duty: str, seed: str, now: datetime) -> list[UUID]:
    """Entries of what those who hold the duty did, drawn by the seed: whoever knows it draws the same ones."""
    holders = User.objects.filter(duties__duty=duty).values_list("reference", flat=True)
    found = [id for each in holders for id in looking.done_by(f"staff:{each}", since=now - PERIOD, most=_CANDIDATES)]
    return sorted(found, key=lambda entry: hashlib.sha256(f"{seed}{entry}".encode()).digest())[:SAMPLE]


def answer(
    id: UUID, answers: Mapping[str, tuple[str, str]], *, words: str, version: int, actor: Actor, now: datetime
) -> None:
    """Keep what the auditor saw.

    Args:
        answers: outcome and words, by question.
        words: what the auditor concludes so far.

    Raises:
        Independence: the duty is the auditor's own by now.
        InvalidTransition: it is somebody else's audit, or is not under way.
        StaleVersion: it was answered meanwhile.
    """
    refuse_own_duty(id, actor, now)
    with transaction.atomic():
        _mine(id, actor, now)
        if not Audit.objects.filter(pk=id, version=version).update(version=version + 1, words=words):
            raise StaleVersion
        rows = {row.question: row for row in AuditAnswer.objects.filter(audit_id=id)}
        for question, (outcome, words) in answers.items():
            row = rows[question]
            row.outcome, row.words, row.answered_at = outcome, words, now if outcome else None
        AuditAnswer.objects.bulk_update(rows.values(), ["outcome", "words", "answered_at"])


class Unanswered(InvalidTransition):
    """Some questions of an audit have no answer, or a breach has no words by which its finding could be named.

    Args:
        questions: those without an answer.
        wordless: those where something is not in order, and nobody said what.
    """

    def __init__(self, questions: Sequence[str], wordless: Sequence[str]) -> None:
        super().__init__("audit.unanswered", _UNANSWERED)
        self.questions, self.wordless = questions, wordless


def close(id: UUID, *, actor: Actor, now: datetime) -> int:
    """Close an audit; each breach becomes a finding. Returns how many there are.

    Raises:
        Independence: the duty is the auditor's own by now.
        Unanswered: something is not answered.
        InvalidTransition: it is somebody else's audit, or is not under way.
    """
    refuse_own_duty(id, actor, now)
    with transaction.atomic():
        audit = _mine(id, actor, now)
        rows = list(audit.answers.order_by("question"))
        breaches = [row for row in rows if row.outcome == Answered.BREACH]
        unanswered = [row.question for row in rows if not row.outcome]
        wordless = [row.question for row in breaches if not row.words.strip()]
        if unanswered or wordless:
            raise Unanswered(unanswered, wordless)
        for row in breaches:
            open_by_audit(audit, row.words, question=row.question, now=now)
        Audit.objects.filter(pk=id).update(state=AuditState.CLOSED, closed_at=now)
        record(done_by(actor, AUDIT_CLOSED, audit=id, breaches=len(breaches)), now=now)
    return len(breaches)


def retest(finding: Finding, *, actor: Actor, now: datetime) -> None:
    """The auditor, or whoever goes on in their place, has looked again at what an audit found, and it holds.

    Raises:
        Independence: the duty is theirs by now.
        InvalidTransition: it is somebody else's audit; or as `findings.close_by_audit` says.
    """
    audit = finding.audit
    if audit is None or (audit.auditor != actor_reference(actor) and not stands_in(audit, actor, now)):
        raise InvalidTransition("finding.not-the-auditor", _AUDITOR)
    refuse_own_duty(audit.id, actor, now)
    close_by_audit(finding, actor=actor, now=now)


def _mine(id: UUID, actor: Actor, now: datetime) -> Audit:
    """The audit, whose auditor is from then on whoever goes on with it."""
    audit, by = Audit.objects.select_for_update().get(pk=id), actor_reference(actor)
    if audit.state != AuditState.UNDER_WAY:
        raise InvalidTransition("audit.not-under-way", _NOT_NOW)
    if audit.auditor != by:
        if not stands_in(audit, actor, now):
            raise InvalidTransition("audit.somebody-else", _SOMEBODY)
        audit.auditor = by
        audit.save(update_fields=["auditor"])
    return audit


_NO_DUTY = BothLanguages("The policy that rules has no such duty any more.")
_BEGUN = BothLanguages("This audit has begun already.")
_NOT_NOW = BothLanguages("This audit is not under way.")
_SOMEBODY = BothLanguages("Someone else carries out this audit.")
_AUDITOR = BothLanguages("Only the person who carried out the audit tests its findings again.")
_UNANSWERED = BothLanguages("Some questions have no answer yet. Answer all of them, then close the audit.")
