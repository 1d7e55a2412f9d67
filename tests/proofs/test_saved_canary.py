"""A canary who saves a form and goes: nothing of it in plain sight, not the link either; and gone to the byte."""

import json
import re
import secrets
from pathlib import Path

import pytest

from tests.live import Program, link_in
from tests.proofs.disk import places
from tests.proofs.scanner import in_file, sightings
from tests.proofs.visitor import Visitor

_TAG = secrets.token_hex(4).translate(str.maketrans("0123456789", "ghijkmnpqr"))
_ADDRESS = f"saved-{_TAG}@mail.example.org"
_TYPED = {
    "name": f"Namae{_TAG}",
    "email": _ADDRESS,
    "address": f"東京都青梅市沢井Jusho{_TAG}",
    "occupation": f"Shigoto{_TAG}",
}
_BYTES = """
import json
from azukari.core.vault.models import Draft
print(json.dumps([bytes(row.sealed).hex() for row in Draft.objects.all()]))
"""
_LEFT = """
from azukari.core.people.models import Person
from azukari.core.vault.models import Draft, DraftLetter, PersonKey, SealedValue
from azukari.core.vault.inspect import orphans
rows = [model.objects.count() for model in (Draft, DraftLetter, Person, PersonKey, SealedValue)]
print(sum(rows) + len(list(orphans(timezone.now()))))
"""
_TEND = """
from azukari.core.forms.saving import tend
print(tend(timezone.now()))
"""


@pytest.fixture
def canary(own_program: Program, tmp_path: Path) -> Program:
    """A served instance whose temporary files lie in a folder that can be looked into."""
    (tmp_path / "temporary").mkdir()
    own_program.environment = {**own_program.environment, "TMPDIR": str(tmp_path / "temporary")}
    own_program.start()
    return own_program


def test_a_saved_form_leaves_nothing_that_can_be_read(canary: Program) -> None:
    visitor = Visitor(canary.url)
    page = visitor.press(visitor.get("/ja/forms/membership"), "membership", step="save", **_TYPED)
    assert page.status == 200, page.text
    link = re.search(r"/ja/saved/([\w-]{43})", page.text)
    assert link
    mailed = visitor.press(page, "/mail")
    assert mailed.status == 200, mailed.text
    assert link[1] in link_in(canary.wait_for_mail(_ADDRESS))
    words = [_ADDRESS.partition("@")[0], *(value for name, value in _TYPED.items() if name != "email"), link[1]]

    def in_plain_sight() -> list[str]:
        found = sightings(words, places(canary), apart_from=[canary.root / "outbox"])
        return [f"{sighting.dress} in {sighting.file}" for sighting in found]

    assert not in_plain_sight()
    sealed = [bytes.fromhex(text) for text in json.loads(canary.python(_BYTES))]
    assert len(sealed) == 1

    gone = visitor.press(visitor.get(f"/ja/saved/{link[1]}/link"), "/throw-away")
    assert gone.status == 200
    canary.python(_TEND)
    assert canary.python(_LEFT).strip() == "0"
    canary.stop()
    assert not in_plain_sight()
    if not canary.environment.get("AZUKARI_DATABASE"):
        files = [file for file in (canary.root / "data").rglob("*") if file.is_file()]
        assert not [file.name for file in files if in_file(file, dict(enumerate(sealed)))]
    canary.azukari("ledger", "verify")
