"""Tests for `azukari.lib.lazy_import`."""

import subprocess
import sys

import pytest

from azukari.lib.lazy_import import lazy_import

_DNS = ("dns", "dns.exception", "dns.resolver", "dns.reversename", "dns.version")
_LATE = (*_DNS, "coloraide", "holidays", "weasyprint")
_SETTING_UP = """
import pathlib, sys, tempfile
from azukari.cli.opening import set_up
from azukari.lib.instance import create
with tempfile.TemporaryDirectory() as folder:
    create(pathlib.Path(folder))
    set_up(pathlib.Path(folder))
late = ("coloraide", "dns", "holidays", "openpyxl", "weasyprint")
read = [name for name in sys.modules if name.partition(".")[0] in late]
print(*read)
from azukari.lib.colour import contrast
print(contrast("#000000", "#FFFFFF"))
"""


def test_no_command_reads_what_few_need() -> None:
    words = [sys.executable, "-c", _SETTING_UP]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    read, ratio = done.stdout.splitlines()
    assert set(read.split()) == set(_LATE), "Each is named, and none of its modules is read."
    assert float(ratio) == pytest.approx(21, abs=0.01)


def test_what_is_read_already_is_handed_out() -> None:
    assert lazy_import("json") is sys.modules["json"]


def test_a_part_of_a_library_is_found_in_it_as_after_an_import() -> None:
    part = lazy_import("wsgiref.simple_server")
    import wsgiref.simple_server

    assert wsgiref.simple_server is part
    assert wsgiref.simple_server.WSGIServer.__name__ == "WSGIServer"


def test_what_is_not_installed_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        lazy_import("no_such_library")
