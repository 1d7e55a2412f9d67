"""The JSON schema (2020-12) of the archive that a person takes along; published, so that other programs can read it."""

from typing import Any

_ID = {"type": "string", "format": "uuid"}
_TIME = {"type": "string", "format": "date-time"}
_TEXT = {"type": "object", "additionalProperties": {"type": "string"}}
_NULL = {"type": "null"}


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, _NULL]}


_SLUGS = {"type": "array", "items": {"type": "string"}}
_VALUE = _object(
    id=_ID,
    submission=_ID,
    form={**_TEXT, "description": "the title of the form"},
    field={"type": "string", "description": "the name of the form's input"},
    label={**_TEXT, "description": "what the form calls it"},
    category={"type": "string", "description": "the kind of data, as the policy names it"},
    value={"type": "string", "description": "what you entered; several choices stand on a line each"},
    in_words={**_TEXT, "description": "the same as people read it"},
    used_for={
        "type": "array",
        "items": _object(purpose={"type": "string"}, title=_TEXT),
        "description": "what may use it now",
    },
    collected_for={**_SLUGS, "description": "what it was asked for; used only as far as a grant is in force"},
    received=_TIME,
    corrected=_or_null(_TIME),
)
_PROPOSED = _object(id=_ID, value={"type": "string"}, received=_TIME)
_FORMER = _object(
    value={**_ID, "description": "the value that took its place"},
    field={"type": "string"},
    label=_TEXT,
    category={"type": "string"},
    before={"type": "string", "description": "what stood there before our staff corrected it at your request"},
    asked_by={"enum": ["phone", "letter", "in-person"]},
    corrected=_TIME,
    kept_until=_TIME,
)
_GRANT = _object(
    id=_ID,
    submission=_ID,
    purpose={"type": "string"},
    title=_TEXT,
    ground={"enum": ["consent", "contract", "law"]},
    law=_or_null(_TEXT),
    charter={"type": "integer", "description": "the number of the policy under which it was given"},
    in_force={"type": "boolean"},
    begins=_TIME,
    ends=_or_null(_TIME),
    term=_or_null({**_TEXT, "description": "for how long, where its end is not known yet"}),
    end_reason=_or_null({"type": "string"}),
)
_ENTRY = _object(
    entry=_ID,
    at=_TIME,
    what={"type": "string", "description": "what happened, in words"},
    detail={"type": "string"},
    kind={"type": "string", "description": "what happened, source:subject:action"},
    payload={"type": "object", "description": "references only"},
    index=_or_null({"type": "integer", "description": "its place in the public ledger"}),
    proof=_or_null({"type": "string", "description": "a C2SP tlog-proof that also shows that the entry is about you"}),
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Azukari archive",
    "description": "Everything that an organisation holds about one person.",
    **_object(
        **{
            "$schema": {"type": "string"},
            "format": {"const": "azukari-archive"},
            "version": {"const": 2},
            "archive": _ID,
            "language": {"type": "string", "description": "of the words of the trail"},
            "made": _TIME,
            "organisation": _object(name=_TEXT, address=_TEXT, email={"type": "string"}),
            "person": {**_ID, "description": "an opaque reference, of no use elsewhere"},
            "values": {"type": "array", "items": _VALUE},
            "corrections": {"type": "array", "items": _FORMER},
            "proposed_address": _or_null(_PROPOSED),
            "replaced_addresses": {"type": "array", "items": _PROPOSED},
            "grants": {"type": "array", "items": _GRANT},
            "held": {"type": "object", "additionalProperties": {"type": "object"}},
            "trail": {"type": "array", "items": _ENTRY},
            "receipts": {"type": "array", "items": {"type": "object"}},
            "ledger_key": {"type": "string"},
        }
    ),
}
