"""An archive with everything that one can hold."""

from typing import Any

ID = "0197f6f0-0000-7000-8000-000000000001"
AT = "2026-04-01T09:00:00+09:00"
WORDS = {"ja": "名前", "en": "Name"}
_PROPOSED = {"id": ID, "value": "hanako@example.org", "received": AT}
ARCHIVE: dict[str, Any] = {
    "$schema": "https://example.org/archive.schema.json",
    "format": "azukari-archive",
    "version": 2,
    "archive": ID,
    "language": "ja",
    "made": AT,
    "organisation": {"name": WORDS, "address": WORDS, "email": "office@example.org"},
    "person": ID,
    "values": [
        {
            "id": ID,
            "submission": ID,
            "form": WORDS,
            "field": "name",
            "label": WORDS,
            "category": "name",
            "value": "川辺 花子",
            "in_words": WORDS,
            "used_for": [{"purpose": "membership", "title": WORDS}],
            "collected_for": ["membership"],
            "received": AT,
            "corrected": AT,
        }
    ],
    "corrections": [
        {
            "value": ID,
            "field": "name",
            "label": WORDS,
            "category": "name",
            "before": "川辺 花",
            "asked_by": "phone",
            "corrected": AT,
            "kept_until": AT,
        }
    ],
    "proposed_address": _PROPOSED,
    "replaced_addresses": [_PROPOSED],
    "grants": [
        {
            "id": ID,
            "submission": ID,
            "purpose": "membership",
            "title": WORDS,
            "ground": "contract",
            "law": WORDS,
            "charter": 1,
            "in_force": True,
            "begins": AT,
            "ends": AT,
            "term": WORDS,
            "end_reason": "withdrawn",
        }
    ],
    "held": {"cases": {}},
    "trail": [
        {
            "entry": ID,
            "at": AT,
            "what": "Received",
            "detail": "",
            "kind": "form:submission:received",
            "payload": {},
            "index": 4,
            "proof": "c2sp.org/tlog-proof@v1",
        }
    ],
    "receipts": [{}],
    "ledger_key": "a2V5",
}
