"""A catalogue that a test may add to: what it declares is gone after it."""

import pytest

from azukari.core.ledger import catalogue


@pytest.fixture
def catalogue_of_this_test(monkeypatch):
    monkeypatch.setattr(catalogue, "_declared", {kind.name: kind for kind in catalogue.declared()})
