"""How many cells the matrix has: `python -m tests.matrix`. The population is made in a temporary folder."""

import json
import sys
import tempfile
from pathlib import Path

from tests import instance

instance.begin()

from azukari.core.backup.snapshot import tables  # noqa: E402 - Django is set up first
from azukari.lib.control import controls  # noqa: E402
from azukari.lib.terminal import say  # noqa: E402
from tests.live import Program, environment_of  # noqa: E402
from tests.matrix import outside  # noqa: E402
from tests.matrix.operations import operations  # noqa: E402


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        made, pages = Program(Path(folder) / "instance", "", environment_of("")), Path(folder) / "pages.json"
        made.azukari("demo", "--no-serve")
        made.python("from tests.matrix import population\npopulation.make()")
        made.python(
            f"from pathlib import Path\nfrom tests.matrix import inside\ninside.choose_pages(Path({str(pages)!r}))"
        )
        opened = len(json.loads(pages.read_text("utf-8")))
    inside = operations()
    columns = len(inside) + len(outside.COMMANDS)
    rows = {"tables": len(tables()), "controls": len(controls()), "the ledger": 1, "pages": opened}
    say(f"{columns} operations ({sum(one.alone for one in inside)} of them jobs), after each:")
    for what, count in rows.items():
        say(f"  {count:>4} {what}")
    say(f"{columns * sum(rows.values())} cells.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
