"""Tables leave by `lib.spreadsheet` alone, which knows what a spreadsheet takes for a formula."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent / "azukari"
_WRITES = re.compile(r"csv\.(?:writer|DictWriter)|xlsxwriter|openpyxl\.Workbook\(|text/tab-separated")


def test_no_other_module_writes_tables():
    writers = {path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py") if _WRITES.search(path.read_text())}
    assert {name for name in writers if not Path(name).name.startswith("test_")} == {"lib/spreadsheet.py"}
