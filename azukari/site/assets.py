"""Static files straight from the clone: no collecting step, and yet cached for a year.

Each file's address carries a digest of its content (``azukari.css?v=1f2e3d4c``): a changed file has a new address.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware

_FOREVER = "public, max-age=31536000, immutable"


@cache
def digest(name: str) -> str:
    """Eight hexadecimal digits that change with the file's content; ``""`` if there is no such file."""
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8] if isinstance(path, str) else ""


class VersionedStorage(StaticFilesStorage):
    """Adds the digest to each address that a template writes."""

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: ARG002 - Django's signature
        """The address of ``name`` with its version."""
        address = super().url(name)
        version = digest(name) if name else ""
        return f"{address}?v={version}" if version else str(address)


class AssetsMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which lets a browser keep what was asked for under its version."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        """The file, immutable where the address names its content; else what the view answers."""
        response: HttpResponseBase = super().__call__(request)  # type: ignore[no-untyped-call]
        if isinstance(response, WhiteNoiseFileResponse) and request.META.get("QUERY_STRING", "").startswith("v="):
            response["Cache-Control"] = _FOREVER
        return response
