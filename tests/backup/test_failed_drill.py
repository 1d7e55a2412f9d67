"""A drill that fails says of what, and leaves a record of it, whatever it fails of."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from azukari.core.backup.result import DRILL, last
from tests import warm
from tests.backup.bundles import back_up
from tests.live import Program

_BREAKS = """
import sys
from azukari.core.backup import restore as loading
from azukari.cli import __main__
at, *words = sys.argv[1:]

def in_the_program(*_args, **_named):
    raise ZeroDivisionError("secret-name")

def in_the_database(*_args, **_named):
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'secret-name' FROM nowhere")

def parser(name, took=__main__._parser):
    made = took(name)
    import azukari.cli.restore as verb
    own = loading._insert
    def twice(frame, **named):
        own(frame, **named) if frame["table"] == "questionnaires.Poll" else None
        return own(frame, **named)
    if at == "rows":
        loading._insert = twice
    else:
        verb.renew = {"program": in_the_program, "database": in_the_database}[at]
    return made

__main__._parser = parser
sys.exit(__main__.main(words))
"""
_POLL = """
from azukari.features.questionnaires.models import Poll
Poll.objects.create(slug="secret-name", draft={}, changed_at=timezone.now())
"""


@pytest.fixture
def bundles(own_program: Program, identity: Path, tmp_path: Path) -> Sequence[str]:
    """The words that name a backup in which there is a questionnaire."""
    own_program.python(_POLL)
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    return ("--data", str(data), "--keys", str(keys), "--identity", str(identity))


def test_whatever_a_drill_fails_of_is_said_and_stays_on_record(own_program: Program, bundles: Sequence[str]) -> None:
    place = ("--dir", str(own_program.root))
    reasons = {
        "rows": "The database refuses rows of the table questionnaires.Poll (",
        "database": "The database failed: ",
        "program": "It failed: ZeroDivisionError at ",
    }
    for at, reason in reasons.items():
        words = (at, "restore", *bundles, "--drill", *place)
        done = warm.run(*words, environment=own_program.environment, code=_BREAKS)
        (wrong,) = (last(own_program.root, DRILL) or {})["wrong"]
        assert done.returncode == 1
        assert reason in wrong
        assert "secret-name" not in wrong + done.stdout + done.stderr
        assert at == "program" or done.stderr.strip().splitlines()[-1] == wrong
        said = own_program.azukari("doctor", check=False).stdout
        assert f"UTC, failed: {wrong}" in said
        assert "tried yet" not in said
    assert "The drill went well." in own_program.azukari("restore", *bundles, "--drill").stdout
    assert "restore drill" not in own_program.azukari("doctor", check=False).stdout


def test_a_questionnaire_that_was_of_the_other_kind_before_its_first_answer_comes_back(
    own_program: Program, identity: Path, tmp_path: Path
) -> None:
    """A version says how it was published; its questionnaire has become of another kind since, as it may."""
    own_program.python(
        _POLL + "from azukari.features.questionnaires.models import Version\n"
        "Version.objects.create(poll_id='secret-name', number=1, document={}, linked=False, digest='0' * 64,"
        " published_at=timezone.now())\n"
        "Poll.objects.update(linked=True)"
    )
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    words = ("--data", str(data), "--keys", str(keys), "--identity", str(identity), "--drill")
    assert "The drill went well." in own_program.azukari("restore", *words).stdout
