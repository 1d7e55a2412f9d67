"""A form as JSON Schema: what a program may send, in the same words and limits that the page has."""

from collections.abc import Mapping
from typing import Any

from azukari.forms.answers import CONSENT
from azukari.lib.email import LONGEST
from azukari.policy.terms import Field, FieldType, Form, Policy

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: Form, policy: Policy, *, lang: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a submission.

    Args:
        lang: the language of titles and descriptions.
        digests: the digest of the notice in each language; one of them is to be sent as ``notice``.
    """
    properties = {field.id: _field(field, lang) for field in form.fields}
    for slug in form.consents:
        purpose = policy.purposes[slug]
        properties[CONSENT + slug] = {
            "type": "boolean",
            "default": False,
            "title": purpose.title[lang],
            "description": purpose.statement[lang],
        }
    properties["notice"] = {"enum": list(digests.values()), "description": "The digest of the notice that was shown."}
    properties["lang"] = {"enum": list(digests), "description": "The language in which it was shown."}
    properties["altcha"] = {"type": "string", "description": "The solved challenge: base64 of ALTCHA's JSON payload."}
    return {
        "$schema": _DIALECT,
        "title": form.title[lang],
        "type": "object",
        "properties": properties,
        "required": [*(field.id for field in form.fields if field.required), "notice", "lang"],
        "additionalProperties": False,
    }


def _field(field: Field, lang: str) -> dict[str, Any]:
    texts = [field.hint[lang] if field.hint else "", field.reason[lang]]
    common = {"title": field.label[lang], "description": " ".join(text for text in texts if text)}
    values = [choice.value for choice in field.choices]
    if field.type is FieldType.CHOICES:
        return {**common, "type": "array", "items": {"enum": values}, "uniqueItems": True}
    if field.type is FieldType.CHOICE:
        return {**common, "enum": values if field.required else [*values, "", None]}
    longest = max(field.max_length, LONGEST) if field.type is FieldType.EMAIL else field.max_length
    kind: Any = "string" if field.required else ["string", "null"]
    return {**common, "type": kind, "maxLength": longest}
