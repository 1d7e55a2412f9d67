"""A plugin of pytest: writes down from where the program was imported, how many tests ran and which failed, so that a
mutant that was never imported does not pass for one that survived. And the tests' database, where one lies ready.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.mutants.session import DATABASE

REPORT = "AZUKARI_MUTANT_REPORT"

_failed: list[str] = []


def pytest_sessionstart() -> None:
    """Let the database that lies ready be the tests', without a migration."""
    if DATABASE in os.environ:
        from django.test import utils

        utils.setup_databases = _placed  # type: ignore[assignment]
        utils.teardown_databases = lambda *_args, **_more: None


def _placed(*_args: object, **_more: object) -> list[object]:
    from django.conf import settings
    from django.db import connection

    name = connection.settings_dict["TEST"]["NAME"]
    shutil.copy2(os.environ[DATABASE], name)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    return []


def pytest_runtest_logreport(report: Any) -> None:
    """Note what failed."""
    if report.failed:
        _failed.append(report.nodeid)


def pytest_sessionfinish(session: Any) -> None:
    """Write the report."""
    files = [getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith("azukari")]
    told = {"tests": session.testscollected, "files": sorted({file for file in files if file}), "failed": _failed}
    Path(os.environ[REPORT]).write_text(json.dumps(told), "utf-8")
