"""What is recorded of a run: which lines of which functions, those of a generator within it among them."""

import json
import subprocess
import sys

from tests.mutants.listed import ROOT

_LOOK = """
import json
from azukari.policy import decide
from tests.mutants.reach import Recorder
from datetime import UTC, datetime
recorder = Recorder()
recorder.begin()
try:
    decide.is_living(None, datetime.now(UTC))
except AttributeError:
    pass
first = {f: {n: sorted(lines) for n, lines in of.items()} for f, of in recorder.seen().items()}
recorder.begin()
print(json.dumps([first, recorder.seen()]))
"""


def test_a_function_that_ran_is_told_and_told_anew_after_each_beginning() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    first, again = json.loads(done.stdout)
    assert list(first) == ["azukari/policy/decide.py"]
    assert min(first["azukari/policy/decide.py"]["is_living"]) >= 1
    assert again == {}
