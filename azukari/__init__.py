"""Refuses a Python that is too old, before anything of the program that such a Python cannot read."""

import sys

PYTHON = (3, 12)
"""The oldest Python that the program runs on, with any of its patch releases. `tests/architecture/test_python.py`
compares every place that names it."""

if sys.version_info < PYTHON:
    needed, this = (".".join(map(str, one)) for one in (PYTHON, sys.version_info[:2]))
    sys.exit(
        f"Azukari needs Python {needed} or newer; this is Python {this}. Install a newer one, or name it in"
        " AZUKARI_PYTHON."
    )
