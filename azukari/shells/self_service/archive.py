"""Everything that is held about a person, as one JSON document to take along (P42, GDPR 15 and 20).

It says what the database says: values, grants, what each holder keeps, the trail with its ledger proofs, and the signed
receipts; each with the words that people know it by, beside the names that programs read. What a value is used for is
what may use it now, as on the own page. `SCHEMA` describes it; a test compares it with the rows, opened without this
code.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation

from azukari.core.consent.models import Grant
from azukari.core.forms.kinds import in_words
from azukari.core.forms.models import State, Submission
from azukari.core.forms.receipts import held_all, signed
from azukari.core.ledger import tree
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.counted import exported
from azukari.core.vault.former import Former, former_values
from azukari.core.vault.prove import prove_all_to
from azukari.core.vault.release import Opened
from azukari.core.vault.trail import record_about
from azukari.lib.identifier import new_id
from azukari.policy.casework import HOLDS
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Actor, Text
from azukari.shells.self_service.events import ARCHIVE_TAKEN
from azukari.shells.self_service.holdings import RESERVED, HeldValue, Registration, label_of
from azukari.shells.self_service.own_data import OwnData, own_data
from azukari.shells.self_service.subject_timeline import each, entries_of

VERSION = 2
_EVERYTHING = 1_000_000
_LANGUAGES = ("ja", "en")


_BY_THEMSELVES: Mapping[str, Value] = {"actor": "person"}


def take(
    person: UUID,
    *,
    actor: Actor,
    lang: str,
    now: datetime,
    known: Charters | None = None,
    told: Mapping[str, Value] = _BY_THEMSELVES,
    also: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """Make the archive. That it was taken is recorded first.

    Args:
        lang: in which the trail is told.
        told: what the trail says of who took it.
        also: what else is written down with that.

    Raises:
        Refused: the actor may not.
    """
    known = known or charters()
    data = own_data(person, actor=actor, lang=lang, now=now, known=known)
    former, id = former_values(person, actor=actor, now=now, policy=known.ruling.policy), new_id()
    with transaction.atomic(durable=True):
        payload: dict[str, Value] = {**told, "archive": str(id), "count": len(data.opened)}
        record_about([Event(ARCHIVE_TAKEN, payload, person)], now=now)
        also()
    return build(person, data, former, known=known, id=id, lang=lang, now=now)


def build(
    person: UUID,
    data: OwnData,
    former: Sequence[Former],
    *,
    id: UUID,
    lang: str,
    now: datetime,
    known: Charters | None = None,
) -> dict[str, Any]:
    """The document itself, of values that have been released."""
    known = known or charters()
    policy = known.ruling.policy
    office = policy.organisation.zone
    opened = {value.id: value for value in data.opened}
    accepted = Submission.objects.select_related("notice").filter(person_id=person, state=State.ACCEPTED)
    return {
        "$schema": f"{settings.AZUKARI.base_url}/en/me/archive.schema.json",
        "format": "azukari-archive",
        "version": VERSION,
        "archive": str(id),
        "language": lang,
        "made": _time(now, office),
        "organisation": {
            "name": dict(policy.organisation.name),
            "address": dict(policy.organisation.address),
            "email": policy.organisation.email,
        },
        "person": str(person),
        "values": [
            _value(opened[held.id], held, registration, known, office)
            for registration in reversed(data.registrations)
            for held in registration.values
        ],
        "corrections": [_former(was, policy.categories[was.category], office) for was in former],
        "proposed_address": _proposed(data.proposed, office) if data.proposed else None,
        "replaced_addresses": [_proposed(value, office) for value in data.replaced],
        "grants": _grants(person, known, office, now),
        "held": exported(person),
        "trail": _trail(person, known, lang, office),
        "receipts": [signed(receipt) for receipt in held_all(accepted.order_by("id"), known)],
        "ledger_key": str(tree.verifier()),
    }


def _time(moment: datetime, office: ZoneInfo) -> str:
    """A moment by the office's clock, with the difference from UTC."""
    return moment.astimezone(office).isoformat()


def _value(
    value: Opened, held: HeldValue, registration: Registration, known: Charters, office: ZoneInfo
) -> dict[str, Any]:
    policy = known.policy(registration.submission.charter_id)
    form = policy.forms[registration.submission.form]
    field = form.field(value.field)
    return {
        "id": str(value.id),
        "submission": str(value.submission),
        "form": dict(form.title),
        "field": value.field,
        "label": dict(label_of(value, form, policy)),
        "category": value.category.value,
        "value": value.text,
        "in_words": dict(held.decided or {lang: in_words(form, field, value.text, lang) for lang in _LANGUAGES}),
        "used_for": [{"purpose": use.purpose, "title": dict(use.titles)} for use in held.purposes],
        "collected_for": sorted(value.purposes),
        "received": _time(value.created_at, office),
        "corrected": _time(value.corrected_at, office) if value.corrected_at else None,
    }


def _proposed(value: Opened, office: ZoneInfo) -> dict[str, Any]:
    """A new address that waits for its confirmation: nothing is it used for but that."""
    return {"id": str(value.id), "value": value.text, "received": _time(value.created_at, office)}


def _former(was: Former, label: Text, office: ZoneInfo) -> dict[str, Any]:
    return {
        "value": str(was.value),
        "field": was.field,
        "label": dict(label),
        "category": was.category.value,
        "before": was.text,
        "asked_by": was.channel,
        "corrected": _time(was.corrected_at, office),
        "kept_until": _time(was.until, office),
    }


def _grants(person: UUID, known: Charters, office: ZoneInfo, now: datetime) -> list[dict[str, Any]]:
    found = []
    for grant in Grant.objects.filter(person_id=person).order_by("id"):
        policy = known.policy(grant.charter_id)
        purpose = policy.purposes.get(grant.purpose)
        law = purpose.retention.law if purpose else None
        found.append(
            {
                "id": str(grant.id),
                "submission": str(grant.submission_id),
                "purpose": grant.purpose,
                "title": dict(purpose.title if purpose else _reserved(grant.purpose)),
                "ground": grant.ground,
                "law": dict(law) if law else None,
                "charter": grant.charter_id,
                "in_force": grant.is_living(now),
                "begins": _time(grant.begins_at, office),
                "ends": _time(grant.ends_at, office) if grant.ends_at else None,
                "term": dict(kept_for(policy, purpose)) if purpose and not grant.ends_at else None,
                "end_reason": grant.end_reason or None,
            }
        )
    return found


def _reserved(purpose: str) -> Text:
    """The title of a use that no policy lists."""
    if purpose in HOLDS:
        return HOLDS[purpose][0]
    titles: dict[str, str] = {}
    for lang in _LANGUAGES:
        with translation.override(lang):
            titles[lang] = str(RESERVED.get(purpose, purpose))
    return titles


def _trail(person: UUID, known: Charters, lang: str, office: ZoneInfo) -> list[dict[str, Any]]:
    entries = entries_of(person, most=_EVERYTHING)
    proofs = prove_all_to(person, [entry.id for entry in entries if entry.index is not None])
    with translation.override(lang):
        told = each(entries, policy=known.told, lang=lang)
    return [
        {
            "entry": str(entry.id),
            "at": _time(entry.at, office),
            "what": told[entry.id].title,
            "detail": told[entry.id].detail,
            "kind": entry.kind.name,
            "payload": dict(entry.payload),
            "index": entry.index,
            "proof": proofs.get(entry.id),
        }
        for entry in entries
    ]
