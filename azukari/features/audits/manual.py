"""Manual controls: what no program can see. Somebody looks, says what they saw, and may leave evidence, sealed.

Each has an instruction, a duty that sees to it, and a shelf life: when that is over, nobody knows any more.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from azukari.core.accounts.who import colleagues
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.reading import matching
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault import files
from azukari.features.audits.events import ATTESTED, EVIDENCE_READ
from azukari.features.audits.findings import refuse_own_look
from azukari.features.audits.models import Attestation
from azukari.lib.control import Control, Doubt, Findings, Unknown
from azukari.lib.sentence import Sentence
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Actor, ActorKind

KEPT = timedelta(days=3 * 365)
"""How long evidence is kept."""
_PART = "evidence"
_NOBODY_LOOKED = Sentence("Not checked yet. The page Controls says what to do.")
_NOT_IN_ORDER = Sentence("It was checked and was not in order. Fix it, then check again on the page Controls.")
_BY_NOBODY = Sentence(
    "The ledger has no record of that check. Someone has changed the table: check again on the page Controls."
)
_NOT_SAID = Sentence(
    "Nobody who works here has said what they saw. Look again, and say it in a few words on the page Controls."
)
_ALONE = Sentence("The person who checked works here alone, so there was no independent check.")


@dataclass(frozen=True, slots=True)
class Manual:
    """
    Args:
        claim: the sentence that is true while it is in order.
        asks: what to do, in a few sentences.
        owner: the act that belongs to whoever sees to it.
        shelf: how long what was seen is good for.
    """

    name: str
    claim: str
    promises: tuple[int, ...]
    asks: Promise | str
    owner: Act
    shelf: timedelta


_YEAR, _HALF = timedelta(days=365), timedelta(days=183)

MANUALS: Mapping[str, Manual] = {
    each.name: each
    for each in (
        Manual(
            "access-review",
            gettext_noop("It has been checked who holds which duty, and whether they still need it."),
            (1, 14),
            _(
                "Go through the list of staff with their manager. Remove what is no longer needed. Keep the list, "
                "with a mark at each line, as evidence."),
            Act.STAFF,
            _HALF,
        ),
        Manual(
            "law-review",
            gettext_noop("Someone has compared our practice with the current law."),
            (32,),
            _(
                "Read what the authority has announced since the last time. Write down "
                "what changes for us, or that nothing does."),
            Act.POLICY_EDIT,
            _HALF,
        ),
        Manual(
            "staff-talks",
            gettext_noop("Colleagues were asked what this policy means for their work, and could say it."),
            (33, 34),
            _(
                "Talk with two or three colleagues of each duty for ten minutes. Can they say what they may "
                "open and what they do when somebody asks for erasure?"),
            Act.AUDIT,
            _YEAR,
        ),
        Manual(
            "phone-check",
            gettext_noop("A call in office hours was answered, and led to a request being written down."),
            (45, 47),
            _(
                "Have somebody call our number in office hours and ask for a correction. See that it became "
                "a request with an owner."),
            Act.RIGHTS,
            _HALF,
        ),
        Manual(
            "paper-check",
            gettext_noop("No lists of people are left lying around on paper or on private devices."),
            (1, 3),
            _(
                "Walk through the office, and ask about files on desktops, in chat and in mail. What is "
                "found is destroyed, or brought in by a form."),
            Act.AUDIT,
            _YEAR,
        ),
    )
}  # fmt: skip


def last(name: str) -> Attestation | None:
    """What was seen last of a manual control."""
    return Attestation.objects.filter(control=name).order_by("-done_at").first()


def _is_recorded(row: Attestation) -> bool:
    """Whether the ledger tells that they attested just that."""
    pieces = (
        f'"actor":"{row.done_by}"',
        f'"control":"{row.control}"',
        f'"in_order":{"true" if row.in_order else "false"}',
    )
    second = timedelta(seconds=1)
    found = matching([ATTESTED], mentioning=pieces, since=row.done_at - second, until=row.done_at + second)
    return bool(row.done_by) and any(ids.exists() for ids in found)


def as_control(manual: Manual) -> Control:
    """The same as a control among the others."""

    def check(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
        found = last(manual.name)
        if found is None:
            raise Unknown(Doubt.UNSEEN, _NOBODY_LOOKED())
        if not found.in_order:
            yield _NOT_IN_ORDER()
            return
        if not _is_recorded(found):
            yield _BY_NOBODY()
        if not found.words.strip() or not found.done_by.startswith(f"{ActorKind.STAFF}:"):
            raise Unknown(Doubt.UNSEEN, _NOT_SAID())
        if manual.owner is Act.AUDIT and [each for each, _name in colleagues()] == [found.done_by]:
            raise Unknown(Doubt.OWN, _ALONE())

    return Control(
        manual.name,
        manual.claim,
        manual.promises,
        check,
        shelf=manual.shelf,
        manual=True,
        seen=lambda: getattr(last(manual.name), "done_at", None),
    )


def _role(name: str, actor: Actor) -> str:
    """The duty by which somebody looks: one that sees to the control, else any that they have."""
    policy = ruling_policy()
    able = duties_with(policy, MANUALS[name].owner) if policy and name in MANUALS else frozenset[str]()
    return next(iter([*sorted(actor.duties & able), *sorted(actor.duties)]), "")


def attest(
    name: str,
    *,
    in_order: bool,
    words: str,
    evidence: tuple[str, bytes] | None,
    actor: Actor,
    now: datetime,
) -> Attestation:
    """Write down what somebody saw.

    Args:
        evidence: a file's name and what is in it; it goes into the vault, sealed.

    Raises:
        InvalidTransition: it was not in order, and whoever mended that says that it is now.
    """
    if in_order:
        refuse_own_look(name, actor)
    with transaction.atomic():
        digest = hashlib.sha256(evidence[1]).hexdigest() if evidence else ""
        file = files.keep(now=now, until=now + KEPT) if evidence else None
        if evidence and file:
            files.put(file, _PART, [evidence[1]])
        row = Attestation.objects.create(
            control=name,
            in_order=in_order,
            words=words,
            done_by=actor_reference(actor),
            done_at=now,
            role=_role(name, actor),
            file=file,
            file_name=evidence[0][-200:] if evidence else "",
            file_sha256=digest,
        )
        record(done_by(actor, ATTESTED, control=name, in_order=in_order, sha256=digest or None), now=now)
    return row


def evidence(row: Attestation, *, actor: Actor, now: datetime) -> bytes:
    """The evidence, opened; recorded before it is handed out.

    Raises:
        FileGone: there is none (any more).
    """
    if row.file is None:
        raise files.FileGone
    with transaction.atomic(durable=True):
        record(done_by(actor, EVIDENCE_READ, attestation=row.id), now=now)
    return b"".join(files.get(row.file, _PART))
