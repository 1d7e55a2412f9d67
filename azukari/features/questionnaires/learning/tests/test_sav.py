"""An SPSS file is what PSPP reads, with every label, and takes no more memory the more people there are."""

import shutil
import struct
import subprocess
import tracemalloc
from datetime import UTC, datetime
from itertools import batched, repeat
from pathlib import Path
from typing import Any

import pytest

from azukari.features.questionnaires.learning.codebook import codebook
from azukari.features.questionnaires.learning.sav import cuts, sav_pieces
from azukari.features.questionnaires.tests.sample import sample
from tests.sizes import how_many

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
ONE: dict[str, Any] = {
    "visits": "weekly",
    "age": 42,
    "uses": ["walking", "other"],
    "uses.other": "写生",
    "parts": {"paths": "good"},
    "order": ["fish", "paths"],
    "stars": 4,
    "since": "2024-04-01",
    "more": "ベンチを増やしてください。" * 20,
}


def _file(lang: str, people: int = 1) -> bytes:
    variables = codebook(sample(), lang, texts=True)
    return b"".join(sav_pieces(variables, [[ONE] * people], title="Using the riverside", now=NOW))


def test_columns_are_named_once_and_labelled_in_one_language():
    known = {variable.name: variable for variable in codebook(sample(), "ja", texts=True)}
    assert known["uses_walking"].label == "何をしますか：散歩"
    assert [label for _code, _value, label in known["visits"].codes] == ["毎週", "年に数回", "行かない"]
    assert known["visits"].value(ONE) == 1
    assert known["uses_fishing"].value(ONE) == 0
    assert known["order_paths"].value(ONE) == 2
    assert known["parts_benches"].value(ONE) is None
    assert known["uses_other_text"].words(ONE) == "写生"
    assert "more" not in {variable.name for variable in codebook(sample(), "ja", texts=False)}


def test_a_label_that_is_cut_is_told():
    variables = codebook(sample(), "ja", texts=True)
    assert cuts(variables) == []
    long = sample()
    words = {"ja": "長" * 90, "en": "long"}
    object.__setattr__(next(iter(long.questions)), "label", words)
    assert cuts(codebook(long, "ja", texts=False)) == ["visits"]


def test_a_case_costs_its_own_bytes_alone():
    variables = codebook(sample(), "en", texts=True)
    tracemalloc.start()
    lots = batched(repeat(ONE, 20_000), 500)
    size = sum(len(piece) for piece in sav_pieces(variables, lots, title="t", now=NOW))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20_000_000
    assert most < 6_000_000
    assert struct.unpack_from("<i", _file("en"), 64 + 16)[0] == -1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pspp_reads_every_label_and_every_value(lang: str, tmp_path: Path):
    if how_many("AZUKARI_R") == 0:
        pytest.skip("bin/test --all asks PSPP.")
    pspp = shutil.which("pspp")
    assert pspp, "Debian's package pspp is missing."
    (tmp_path / "poll.sav").write_bytes(_file(lang, 3))
    (tmp_path / "poll.sps").write_text(
        "GET FILE='poll.sav'.\nDISPLAY DICTIONARY.\nDISPLAY LABELS.\nFREQUENCIES visits stars uses_walking.\n"
        "LIST VARIABLES=more uses_other_text age.\n"
    )
    command = [pspp, "--no-statrc", "-O", "format=csv", "poll.sps"]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)  # noqa: S603  # its own file
    said = " ".join(told.stdout.split())
    assert "error" not in said.lower()
    for variable in codebook(sample(), lang, texts=True):
        assert variable.name in said
        assert variable.label in said
        assert all(label in said for _code, _value, label in variable.codes)
    assert "写生" in said
