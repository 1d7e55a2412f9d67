"""The files of which pages are made are looked up once for the same settings, not once for each client of a test."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings

from azukari.site.assets import AssetsMiddleware

_listed: list[tuple[object, Mapping[str, Any]]] = []  # the settings that were listed for last, and what was found


@pytest.fixture(autouse=True, scope="session")
def _assets_once() -> None:
    look = AssetsMiddleware.add_files_from_finders

    def once(self: AssetsMiddleware) -> None:
        if not _listed or _listed[0][0] is not settings._wrapped:
            look(self)
            _listed[:] = [(settings._wrapped, dict(self.files))]
        self.files.update(_listed[0][1])

    AssetsMiddleware.add_files_from_finders = once
