"""What the tests of the desk share: a second officer, and requests of every kind."""

from datetime import datetime
from uuid import UUID

from azukari.core.cases.lifecycle import Request, open_case, show_identity
from azukari.core.cases.models import Case
from azukari.core.vault.notes import NoteKind
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import CaseChannel, CaseKind, Identity, Outcome, ReplyBy
from azukari.policy.terms import Actor

WORDS = {NoteKind.CONTACT: "架空 二郎 090-0000-1234", NoteKind.SAID: "Please erase what you have about me."}


def ask(kind: CaseKind, *, actor: Actor, now: datetime, person: UUID | None = None, **more) -> Case:
    """A request that came by telephone, unless told otherwise."""
    given = {"channel": CaseChannel.PHONE, "lang": "en", "reply_by": ReplyBy.PHONE, "words": WORDS, **more}
    if person and "identity" not in given:
        given["identity"] = Identity.CALL_BACK
    return open_case(Request(kind, person=person, **given), actor=actor, now=now)


def ask_and_show(kind: CaseKind, method: Identity, *, actor: Actor, now: datetime, person: UUID) -> Case:
    """A request that came by telephone, and its identity check: the ledger tells of both, as of those of the pages."""
    case = ask(kind, actor=actor, now=now, person=person, identity=None)
    show_identity(case, method, actor=actor, now=now)
    case.refresh_from_db()
    return case


def grant(case: Case, *parts: DecisionPart, actor: Actor, now: datetime, words: str = "") -> Case:
    """Grant it and let the program carry it out."""
    decide(case, Outcome.GRANTED, parts or [DecisionPart()], actor=actor, now=now, words=words)
    run(now)
    case.refresh_from_db()
    return case
