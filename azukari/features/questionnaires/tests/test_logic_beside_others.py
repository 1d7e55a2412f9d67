"""Conditions come out as in two other implementations of CEL (in Rust and in C++) and in the browser, in no time."""

import json
import random
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from azukari.features.questionnaires.logic.evaluate import holds
from azukari.features.questionnaires.logic.parse import LONGEST, parse
from azukari.features.questionnaires.logic.written import written
from tests.sizes import how_many

LONGEST_TIME = 0.05
"""Seconds that reading and evaluating one condition may take."""

LOT = 20_000
"""Conditions that one process takes at a time; fewer are compared in this one."""

_COMPARING = ("==", "!=", "<", "<=", ">", ">=")
_TEXTS = ("a", "b", "ab", "", "あ", "𠮟る", "it's", 'say "a"', "back\\slash")
_PARTS = ("x", "y", "z")


class _Drawn:
    """Conditions and answers drawn by chance: numbers, texts, lists, rows; deeper ones rarer."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a fair draw, not a secret

    def answers(self) -> dict[str, Any]:
        chance = self._chance
        return {
            "n": chance.randint(-3, 3),
            "d": chance.randint(-6, 6) / 2,
            "t": chance.choice(_TEXTS),
            "l": chance.sample(_TEXTS, chance.randint(0, 3)),
            "m": {part: chance.choice(_TEXTS) for part in chance.sample(_PARTS, 2)},
        }

    def condition(self, answers: Mapping[str, Any], depth: int = 0) -> str:
        chance = self._chance
        kind = chance.random()
        if depth > 6 or kind < 0.3 + depth / 10:
            return self._atom(answers)
        if kind < 0.8:
            joined = [self.condition(answers, depth + 1) for _ in range(chance.randint(2, 3))]
            return chance.choice((" && ", " || ")).join(joined)
        inner = self.condition(answers, depth + 1)
        return f"!({inner})" if kind < 0.9 else f"({inner})"

    def _atom(self, answers: Mapping[str, Any]) -> str:
        chance, comparing = self._chance, self._chance.choice(_COMPARING)
        match chance.randrange(7):
            case 0:
                return f"{self._number()} {comparing} {self._number()}"
            case 1:
                return f"{self._text(answers)} {comparing} {self._text(answers)}"
            case 2:
                return f"{self._text(answers)} in l"
            case 3:
                several = ", ".join(str(chance.randint(-3, 3)) for _ in range(chance.randint(1, 3)))
                return f"{self._number()} in [{several}]"
            case 4:
                return f"d {comparing} {chance.randint(-6, 6) / 2}"
            case 5:
                return f"has(m.{chance.choice(_PARTS)})"
        return chance.choice(("true", "false"))

    def keeps(self) -> bool:
        """Whether an answer was given."""
        return self._chance.random() < 0.8

    def _number(self) -> str:
        return self._chance.choice((str(self._chance.randint(-3, 3)), "n", "size(l)", "size(t)"))

    def _text(self, answers: Mapping[str, Any]) -> str:
        literal = self._chance.choice(_TEXTS).replace("\\", "\\\\").replace('"', '\\"')
        return self._chance.choice((f'"{literal}"', "t", f"m.{self._chance.choice([*answers['m']])}"))


def _in_rust() -> Callable[[str, Mapping[str, Any]], object]:
    cel = pytest.importorskip("cel")
    return lambda source, answers: cel.evaluate(source, dict(answers))


def _in_cpp() -> Callable[[str, Mapping[str, Any]], object]:
    cel = pytest.importorskip("cel_expr_python.cel")
    types = {"n": cel.Type.INT, "d": cel.Type.DOUBLE, "t": cel.Type.STRING}
    types |= {"l": cel.Type.List(cel.Type.STRING), "m": cel.Type.Map(cel.Type.STRING, cel.Type.STRING)}
    known = cel.NewEnv(variables=types)
    return lambda source, answers: known.compile(source).eval(data=answers).plain_value()


def test_conditions_come_out_as_in_two_other_implementations_of_cel():
    _in_rust()
    _in_cpp()  # skipped where one of them is not installed
    whole, rest = divmod(how_many("AZUKARI_CONDITIONS"), LOT)
    lots = [(17 + number, LOT) for number in range(whole)] + [(16, rest)] * bool(rest)
    if whole:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
            slowest = max(workers.map(_compared, lots))
    else:
        slowest = max(map(_compared, lots))
    assert slowest < LONGEST_TIME


def _compared(lot: tuple[int, int]) -> float:
    """The longest time that one of a lot of conditions took, which all come out alike.

    Args:
        lot: by which seed they are drawn, and how many.
    """
    seed, many = lot
    drawn, in_rust, in_cpp, slowest = _Drawn(seed), _in_rust(), _in_cpp(), 0.0
    for _ in range(many):
        answers = drawn.answers()
        source = drawn.condition(answers)
        if len(source) > LONGEST:
            continue
        ours = {name: tuple(each) if isinstance(each, list) else each for name, each in answers.items()}
        began = time.thread_time()
        found = holds(parse(source), ours)
        slowest = max(slowest, time.thread_time() - began)
        assert in_cpp(source, answers) is found, (source, answers)
        if answers["t"].isascii() or "size(t)" not in source:  # the one in Rust counts bytes, against the specification
            assert in_rust(source, answers) is found, (source, answers)
    return slowest


@pytest.mark.parametrize(
    "source",
    [
        "||".join(["n<1"] * 200),
        "!(" * 11 + "n in [" + ",".join("1" * 400) + "]" + ")" * 11,
        "(" * 23 + "&&".join(["size(t)>=0"] * 70) + ")" * 23,
        f'"{"a" * 480}" == "{"a" * 480}"',
        "n == " + "9" * 990,
    ],
)
def test_the_longest_conditions_take_no_time(source):
    assert len(source) <= LONGEST

    def seconds() -> float:
        began = time.thread_time()
        holds(parse(source), {"n": 3, "t": "a" * 20_000})
        return time.thread_time() - began

    assert min(seconds() for _ in range(3)) < LONGEST_TIME


def test_the_browser_comes_to_the_same():
    node, _ = compute_driver_executable()  # Playwright brings one along
    drawn, cases, expected = _Drawn(71), [], []
    for _ in range(2000):
        answers = drawn.answers()
        source = drawn.condition(answers)
        if len(source) > LONGEST:
            continue
        known = {name: value for name, value in answers.items() if drawn.keeps()}
        cases.append([written(parse(source)), known])
        expected.append(holds(parse(source), {k: tuple(v) if isinstance(v, list) else v for k, v in known.items()}))
    script = Path(__file__).parents[1] / "static" / "questionnaires" / "logic.js"
    program = (
        f"import {{holds}} from {json.dumps(script.as_uri())}; let text = ''; for await (const part of process.stdin)"
        " text += part; console.log(JSON.stringify(JSON.parse(text).map(([tree, known]) => holds(tree, known))))"
    )
    command = [node, "--input-type=module", "-e", program]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == expected
