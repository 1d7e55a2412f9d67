"""Tables, weights, standard errors, design effects and tests are those of R's survey package, to 1e-6."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from azukari.features.questionnaires.learning.multiple_comparisons import holm
from azukari.features.questionnaires.learning.precision import design_effect, linearised
from azukari.features.questionnaires.learning.rao_scott import independence
from azukari.features.questionnaires.learning.tests.reference import poll
from azukari.features.questionnaires.learning.tests.reference.targets import TARGETS
from azukari.features.questionnaires.learning.weights import Weighted, rake
from tests.sizes import how_many

CLOSE = 1e-6
ROWS = poll.rows()
QUESTIONS = [name for name in ROWS[0] if name.startswith("q")]


def _answers(name: str) -> list[str | None]:
    return [row[name] or None for row in ROWS]


@cache
def _r() -> dict[str, Any]:
    return json.loads((poll.HERE / "survey.json").read_text())


@cache
def _sample(name: str) -> Weighted:
    start = [1 / float(row["chance"]) for row in ROWS]
    mean = sum(start) / len(start)
    if name == "plain":
        return Weighted(tuple(weight / mean for weight in start))
    names = ["age"] if name == "post" else ["age", "sex", "region"]
    return rake([[row[each] for row in ROWS] for each in names], [TARGETS[each] for each in names], start=start)


def _close(ours: Any, theirs: Any) -> None:
    assert ours == pytest.approx([float(value) for value in theirs], rel=CLOSE, abs=CLOSE * 1e-3)


@pytest.mark.parametrize("name", ["plain", "post", "raked"])
def test_weights_are_r_s(name: str):
    _close(list(_sample(name).weights), _r()[name]["weights"])


@pytest.mark.parametrize("name", ["plain", "post", "raked"])
def test_tables_errors_and_design_effects_are_r_s(name: str):
    for question in QUESTIONS:
        known, answers, sample = _r()[name]["tables"][question], _answers(question), _sample(name)
        found = linearised(answers, [{option: 1.0} for option in known["options"]], sample)
        _close(list(found.means), known["mean"])
        errors = [found.error(place) for place in range(len(known["options"]))]
        _close(errors, known["error"])
        base = sum(answer is not None for answer in answers)
        effects = [design_effect(e, share, base) for e, share in zip(errors, found.means, strict=True)]
        _close(effects, known["effect"])


@pytest.mark.parametrize("name", ["plain", "post", "raked"])
def test_both_orders_of_rao_and_scott_are_r_s(name: str):
    for known in _r()[name]["tests"]:
        found = independence(_answers(known["one"]), _answers(known["other"]), _sample(name))
        _close([*found.first.df, found.first.p], known["first"])
        _close([found.second.statistic, *found.second.df, found.second.p], known["second"])


def test_several_tests_are_adjusted_as_r_does():
    values = [float(known["second"][3]) for known in _r()["plain"]["tests"]]
    _close(holm(values), _r()["holm"])


def test_the_numbers_are_what_r_says_today(tmp_path: Path):
    if how_many("AZUKARI_R") == 0:
        pytest.skip("bin/test --all asks R again.")
    rscript = shutil.which("Rscript")
    assert rscript, "Debian's package r-cran-survey is missing."
    (tmp_path / "survey.csv").write_text(poll.text())
    command = [rscript, str(poll.HERE / "survey.R"), "survey.csv", "survey.json"]
    subprocess.run(command, cwd=tmp_path, check=True)  # noqa: S603  # its own script
    assert json.loads((tmp_path / "survey.json").read_text()) == _r()
