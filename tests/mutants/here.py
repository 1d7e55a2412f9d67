"""A plugin of pytest: writes down from where the program was imported, how many tests ran and which failed, so that a
mutant that was never imported does not pass for one that survived.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

REPORT = "AZUKARI_MUTANT_REPORT"

_failed: list[str] = []


def pytest_runtest_logreport(report: Any) -> None:
    """Note what failed."""
    if report.failed:
        _failed.append(report.nodeid)


def pytest_sessionfinish(session: Any) -> None:
    """Write the report."""
    files = [getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith("azukari")]
    told = {"tests": session.testscollected, "files": sorted({file for file in files if file}), "failed": _failed}
    Path(os.environ[REPORT]).write_text(json.dumps(told), "utf-8")
