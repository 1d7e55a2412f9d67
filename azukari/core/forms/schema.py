"""A form as JSON Schema: what a program may send, in the same words and limits that the page has."""

from collections.abc import Mapping
from typing import Any

from azukari.core.forms.answers import CONSENT
from azukari.lib.email import LONGEST
from azukari.policy.asking import conditions
from azukari.policy.terms import Field, FieldType, Form, Policy

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: Form, policy: Policy, *, lang: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a submission.

    Args:
        form: as it is filled in (`Current.form`).
        lang: the language of titles and descriptions.
        digests: the digest of the notice in each language; one of them is to be sent as ``notice``.
    """
    properties = {
        field.id: _field(field, lang, always=field.required and not conditions(form, field)) for field in form.fields
    }
    for slug in form.consents:
        purpose = policy.purposes[slug]
        properties[CONSENT + slug] = {
            "type": "boolean",
            "default": False,
            "title": purpose.title[lang],
            "description": purpose.statement[lang],
        }
    depending = [field for field in form.fields if conditions(form, field)]
    properties["notice"] = {"enum": list(digests.values()), "description": "The digest of the notice that was shown."}
    properties["lang"] = {"enum": list(digests), "description": "The language in which it was shown."}
    properties["altcha"] = {"type": "string", "description": "The solved challenge: base64 of ALTCHA's JSON payload."}
    return {
        "$schema": _DIALECT,
        "title": form.title[lang],
        "type": "object",
        "properties": properties,
        "required": [*(f.id for f in form.fields if f.required and f not in depending), "notice", "lang"],
        "additionalProperties": False,
        **({"allOf": [_depending(form, field) for field in depending]} if depending else {}),
    }


def _depending(form: Form, field: Field) -> dict[str, Any]:
    """What the field depends on: asked only then, and required only then."""
    when = []
    for condition in conditions(form, field):
        target, values = form.field(condition.field), list(condition.values)
        several = target is not None and target.type is FieldType.CHOICES
        chosen: dict[str, Any] = {"type": "array", "contains": {"enum": values}} if several else {"enum": values}
        when.append({"properties": {condition.field: chosen}, "required": [condition.field]})
    return {
        "if": {"allOf": when},
        "then": {"required": [field.id]} if field.required else {},
        "else": {"properties": {field.id: {"enum": ["", None, []]}}},
    }


def _field(field: Field, lang: str, *, always: bool) -> dict[str, Any]:
    texts = [field.hint[lang] if field.hint else "", field.reason[lang]]
    common = {"title": field.label[lang], "description": " ".join(text for text in texts if text)}
    values = [choice.value for choice in field.choices]
    if field.type is FieldType.CHOICES:
        return {**common, "type": "array", "items": {"enum": values}, "uniqueItems": True}
    if field.type is FieldType.CHOICE:
        return {**common, "enum": values if always else [*values, "", None]}
    longest = max(field.max_length, LONGEST) if field.type is FieldType.EMAIL else field.max_length
    kind: Any = "string" if always else ["string", "null"]
    return {**common, "type": kind, "maxLength": longest}
