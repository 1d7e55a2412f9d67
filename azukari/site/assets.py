"""Static files straight from the clone: no collecting step, and yet cached for a year.

The address of each file carries a digest of its content (``azukari.css?v=1f2e3d4c``), so a changed file has a new address.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware

_FOREVER = "public, max-age=31536000, immutable"


@cache
def digest(name: str) -> str:
    """Eight hexadecimal digits that change with the file's content; ``""`` if there is no such file."""
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8] if isinstance(path, str) else ""


class VersionedStorage(StaticFilesStorage):
    """Adds the digest to each address that a template writes."""

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of ``name`` with its version."""
        address = super().url(name)  # type: ignore[misc]
        version = digest(name) if name else ""
        return f"{address}?v={version}" if version else str(address)


class AssetsMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, which lets a browser keep what was asked for under its version."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> WhiteNoiseFileResponse:
        """The file, immutable where the address names its content."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if request.META.get("QUERY_STRING", "").startswith("v="):
            response["Cache-Control"] = _FOREVER
        return response
