"""Container images of others are named by their digest, so that what runs is what was looked at."""

import re

from tests.mutants.listed import ROOT

_OURS = "azukari"
_NAMED = re.compile(r"^(?:FROM|\s+image:)\s+(\S+)", re.MULTILINE)
_BY_DIGEST = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")


def test_each_image_of_somebody_else_is_named_by_its_digest():
    files = [*(ROOT / "deploy").rglob("Containerfile*"), *(ROOT / "deploy").rglob("*.yaml")]
    named = [image for file in files for image in _NAMED.findall(file.read_text("utf-8")) if image != _OURS]
    assert len(named) >= 4
    assert [image for image in named if not _BY_DIGEST.fullmatch(image)] == []
