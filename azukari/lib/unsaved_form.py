"""A form that was sent and not saved, sealed: the browser keeps it on a page until its sender has signed in again.

Only the server can read it, for an hour, and it says whose it is; nothing of it is stored here. It opens nothing: what
comes out is what its sender had typed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from azukari.lib import sealed_token
from azukari.lib.token import TokenError

LASTS = timedelta(hours=1)
_USE = "unsaved form"
_NOBODY = UUID(int=0)

type Pairs = Sequence[tuple[str, str]]
"""Names and values, in the order in which they were sent."""


@dataclass(frozen=True, slots=True)
class UnsavedForm:
    """
    Args:
        owner: by which its sender is known again.
        to: the address to which it was sent, with its query.
        page: that of the page on which it stood; empty where the browser did not tell.
        typed: all that was sent, but for tokens.
        files: the inputs with files, each with the name of its file, by which somebody chooses it again. What is in
            the files is not kept.
    """

    owner: str
    to: str
    page: str
    typed: Pairs
    files: Pairs = ()

    def values(self) -> Mapping[str, list[str]]:
        """The values by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.typed:
            found.setdefault(name, []).append(value)
        return found


def seal(form: UnsavedForm, *, secret: bytes, now: datetime) -> str:
    """The form as a hidden input carries it, good for `LASTS`."""
    words = json.dumps([form.owner, form.to, form.page, urlencode(form.typed), list(form.files)])
    return sealed_token.make(secret, _USE, _NOBODY, now + LASTS, words=words)


def unseal(text: str, owner: str, *, secrets: Sequence[bytes], now: datetime) -> UnsavedForm | None:
    """The form of that owner; None where its hour is over, it is somebody else's, or it is none."""
    try:
        _nobody, words = sealed_token.read(secrets, _USE, text, now=now)
    except TokenError:
        return None
    whose, to, page, typed, files = json.loads(words)
    if whose != owner:
        return None
    chosen = [(file, "") if isinstance(file, str) else (file[0], file[1]) for file in files]  # sealed by an earlier one
    return UnsavedForm(whose, to, page, parse_qsl(typed, keep_blank_values=True), chosen)
