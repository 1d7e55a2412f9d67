"""`python -m tests.promises` writes the table of docs/promises.md anew."""

from tests import instance

instance.begin()

from azukari.lib.terminal import say  # noqa: E402 - Django is set up first
from tests.promises.table import DOCUMENT, written  # noqa: E402

DOCUMENT.write_text(written(), "utf-8")
say(str(DOCUMENT))
