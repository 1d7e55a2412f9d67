"""The files of which pages are made are looked up once for the same settings, not once for each client of a test."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings

from azukari.site.assets import AssetsMiddleware

_look = AssetsMiddleware.add_files_from_finders
_listed: list[tuple[object, Mapping[str, Any]]] = []  # the settings that were listed for last, and what was found


def _once(self: AssetsMiddleware) -> None:
    known: object = vars(settings)["_wrapped"]
    if not _listed or _listed[0][0] is not known:
        _look(self)
        _listed[:] = [(known, dict(self.files))]
    self.files.update(_listed[0][1])


@pytest.fixture(autouse=True, scope="session")
def _assets_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AssetsMiddleware, "add_files_from_finders", _once)
        yield
