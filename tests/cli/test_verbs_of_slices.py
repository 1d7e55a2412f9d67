"""Verbs of the command line come from the core and from slices, each from one of them alone."""

from types import SimpleNamespace
from typing import Any

import pytest

from azukari.cli import verbs
from azukari.lib.verb import Verb


def test_a_slice_brings_its_verbs():
    assert "rights" not in verbs._CORE
    assert verbs.module_of("rights").__name__ == "azukari.features.rights.command"
    assert verbs.module_of("doctor").__name__ == "azukari.cli.doctor"


def test_a_name_that_two_bring_is_refused(monkeypatch: pytest.MonkeyPatch):
    brought: Any = SimpleNamespace(VERBS={"doctor": Verb("another")})
    monkeypatch.setattr(verbs, "import_module", lambda name: brought)
    with pytest.raises(ValueError, match="doctor"):
        verbs._all()
