"""No page is forgotten when all pages are looked at: each has an example, or a reason why there is nothing to see.

`pages.txt` tells of every address which it is. `python -m tests.gallery OUT_DIR --list` makes it, out of the
demonstration, and ends 1 where a page has no example.
"""

import subprocess
import sys
from pathlib import Path

from django.urls import get_resolver

from tests.gallery import unseen
from tests.gallery.examples import addresses
from tests.sizes import how_many

HERE = Path(__file__).parent
PAGES = HERE / "pages.txt"
COMMAND = "python -m tests.gallery OUT_DIR --list"


def _told() -> dict[str, str]:
    lines = PAGES.read_text("utf-8").splitlines()
    return {name: told for name, _colon, told in (line.partition(": ") for line in lines)}


def test_every_address_is_known_to_the_walk():
    known = {address.name for address in addresses(get_resolver().url_patterns)}
    assert sorted(known ^ _told().keys()) == [], f"Run {COMMAND}, and copy pages.txt from there to tests/gallery."


def test_a_page_has_an_example_or_a_reason():
    """Which the walk has found by itself, or somebody wrote down."""
    told = _told()
    assert sum(what == "a page" for what in told.values()) > 270
    said = ("a page", "does something", "no page, ")
    silent = [name for name, what in told.items() if not what.startswith(said) and what != unseen.why(name)]
    assert not silent, f"{silent}: say in tests/gallery/unseen.py why there is nothing to see, or give it an example."


def test_a_stop_that_is_said_to_show_a_page_is_there():
    source = "".join((HERE / file).read_text("utf-8") for file in ("acts.py", "unsaved.py"))
    assert [stop for stop in unseen.BY_A_STOP.values() if f'"{stop}"' not in source] == []


def test_the_demonstration_has_an_example_of_every_page(tmp_path: Path):
    if not how_many("AZUKARI_EXAMPLES"):
        return  # pages.txt tells it
    command = [sys.executable, "-m", "tests.gallery", str(tmp_path), "--list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-1500:]
    made = (tmp_path / "pages.txt").read_text("utf-8").splitlines()
    assert {line for line in made if line.endswith(": a page")} == {
        f"{name}: {what}" for name, what in _told().items() if what == "a page"
    }
