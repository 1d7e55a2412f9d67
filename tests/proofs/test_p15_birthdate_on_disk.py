"""A `birthdate` slipped into page and API is refused and nowhere on disk: no row, no log, no temporary file (P15)."""

import json
import secrets
import time
from pathlib import Path

import pytest

from tests.live import Program
from tests.proofs import registering
from tests.proofs.disk import places
from tests.proofs.scanner import sightings
from tests.proofs.visitor import Visitor

_BIRTHDATE = f"19{secrets.randbelow(90) + 10}-07-{secrets.token_hex(5)}"
_ADDRESS = f"slipped-{secrets.token_hex(5)}@mail.example.org"
_NAME = f"Slipped{secrets.token_hex(5)}".translate(str.maketrans("0123456789", "ghijkmnpqr"))
_ANSWERS = {"name": _NAME, "email": _ADDRESS}


@pytest.fixture
def served(own_program: Program, tmp_path: Path) -> Program:
    (tmp_path / "temporary").mkdir()
    own_program.environment = {**own_program.environment, "TMPDIR": str(tmp_path / "temporary")}
    own_program.start()
    return own_program


def _left(program: Program) -> list[str]:
    words = (_BIRTHDATE, _ADDRESS.partition("@")[0], _NAME)
    return [f"{s.dress} in {s.file}" for s in sightings(words, places(program))]


def test_a_birthdate_is_refused_and_nowhere_on_disk(served: Program) -> None:
    visitor = Visitor(served.url)
    form = json.loads(visitor.get("/api/v1/forms/magazine").text)
    body = {**_ANSWERS, "notice": form["notice"]["en"]["digest"], "lang": "en", "birthdate": _BIRTHDATE}
    refused = visitor.post_json("/api/v1/forms/magazine/submissions", body)
    assert refused.status == 422
    assert [error["field"] for error in json.loads(refused.text)["errors"]] == ["birthdate"]
    assert _BIRTHDATE not in refused.text

    page = visitor.get("/en/forms/magazine")
    time.sleep(registering.HASTE)
    refused = visitor.press(page, "magazine", step="check", birthdate=_BIRTHDATE, **_ANSWERS)
    assert refused.status == 422
    assert "birthdate" in refused.text
    assert _BIRTHDATE not in refused.text
    sent = visitor.press(page, "magazine", step="send", birthdate=_BIRTHDATE, **_ANSWERS)
    assert sent.status == 422

    assert not _left(served)
    served.stop()
    assert not _left(served)
    counted = "from azukari.core.forms.models import Submission\nprint(Submission.objects.count())"
    assert served.python(counted).strip() == "0"
