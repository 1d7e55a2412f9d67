"""What the program reads when somebody asks for it, read at once by a process of which others are forks.

They have it then, each without reading it: libraries for one kind of file, the addresses of all pages in both
languages, and every template.
"""

from importlib import import_module
from pathlib import Path

LATE = ("coloraide", "holidays.countries", "openpyxl", "weasyprint")
"""What a command that starts by itself reads when it needs it (`azukari/lib/lazy_import.py`)."""

_TEMPLATES = "templates"  # the folder's name


def read_ahead() -> None:
    """Read it; Django is set up already."""
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils.translation import override

    for name in LATE:
        import_module(name)
    for language in ("ja", "en"):
        with override(language):
            _ = get_resolver().reverse_dict
    for name in _templates():
        get_template(name)


def _templates() -> set[str]:
    program = Path(__file__).resolve().parent.parent / "azukari"
    files = [path.relative_to(program) for path in program.rglob(f"{_TEMPLATES}/**/*") if path.is_file()]
    return {"/".join(path.parts[path.parts.index(_TEMPLATES) + 1 :]) for path in files}
