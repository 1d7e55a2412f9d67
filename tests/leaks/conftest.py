"""The town, and somebody who walks through it, with their ears open: what is logged and printed is listened to."""

import logging
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from django.conf import settings as django_settings

from azukari.lib.instance import Limits
from tests.leaks.ears import Ears
from tests.leaks.town import settle
from tests.leaks.verdict import Judge
from tests.leaks.walk import Walk


@pytest.fixture
def walk(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """The town, settled while somebody listened. No limit stops the walk."""
    ours = django_settings.AZUKARI
    free = Limits(*([0] * len(fields(Limits))))
    monkeypatch.setattr(django_settings, "AZUKARI", replace(ours, limits=free))
    ears = Ears()
    logging.root.addHandler(ears)
    levels = {log: log.level for log in (logging.root, logging.getLogger("azukari"))}
    for log in levels:
        log.setLevel(logging.DEBUG)  # also what no operator would see
    try:
        town = settle()
        yield Walk(town, Judge(town), ears)
    finally:
        logging.root.removeHandler(ears)
        for log, level in levels.items():
            log.setLevel(level)
