"""Texts that somebody typed, of all that a form sent: without tokens, versions, and what was chosen with a click."""

import re
from collections.abc import Iterable

from azukari.core.forms.shown_state import AS_SHOWN, BOTH, KEEP

_OF_THE_PROGRAM = {
    AS_SHOWN, BOTH, "act", "altcha", "based_on", "begun", "begun-at", "begun-to", "blinded", "code", "count",
    "csrfmiddlewaretoken", "draft", "form-page", "kept-form", "lang", "next", "notice", "origin", "page", "purpose",
    "reason", "seed", "seen", "session", "solution", "stamp", "step", "template", "token", "version", "way", "whose",
}  # fmt: skip
"""Names of inputs that nobody types into, and of codes: an answer to a wrong one says nothing of it."""
_CHOSEN = {"yes", "no", "on", "off", "none", "mine", "stored"}
_REFERENCE = re.compile(r"[0-9a-f-]{16,}|\d{1,2}|[\w-]{40,}", re.ASCII | re.IGNORECASE)
"""A reference, a digest, a token, or the number of a row."""


def typed_texts(sent: Iterable[tuple[str, str]]) -> list[str]:
    """What people can read and copy, each text once, in the order in which it was sent.

    Args:
        sent: names and values.
    """
    texts = [value.replace("\r\n", "\n").strip() for name, value in sent if not _is_of_the_program(name)]
    return [text for text in dict.fromkeys(texts) if text and text not in _CHOSEN and not _REFERENCE.fullmatch(text)]


def _is_of_the_program(name: str) -> bool:
    is_chosen = name.startswith(KEEP) or name.endswith((".count", "_choice"))
    return is_chosen or name in _OF_THE_PROGRAM or "password" in name
