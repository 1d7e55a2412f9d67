"""PDF of a page on A4: made by WeasyPrint of HTML that carries its style, and loads nothing from any address."""

import ctypes.util
import sys
from threading import Lock
from typing import TYPE_CHECKING, Any

from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    import weasyprint
else:
    weasyprint = lazy_import("weasyprint")  # a quarter of what a command would read when it starts

_reading = Lock()


def pdf(html: str) -> bytes:
    """The page as a PDF, with Japanese type.

    Raises:
        ValueError: the page asks for something by an address.
    """
    return bytes(_document()(string=html, url_fetcher=_no_fetching).write_pdf())


def _document() -> Any:
    """WeasyPrint's document, with its shared libraries found by the dynamic loader alone.

    It tries the names of other systems first, and for each of those `ctypes` runs ldconfig, a compiler and a linker:
    half a second before the first page of each process, and programs that a server has no need to run.
    """
    if sys.platform != "linux" or "weasyprint.text.ffi" in sys.modules:
        return weasyprint.HTML
    with _reading:
        find = ctypes.util.find_library
        ctypes.util.find_library = _is_not_told
        try:
            return weasyprint.HTML
        finally:
            ctypes.util.find_library = find


def _is_not_told(name: str) -> str | None:  # noqa: ARG001 - ctypes'
    return None


def _no_fetching(*_asked: Any, **_more: Any) -> dict[str, Any]:
    raise ValueError("The document loads nothing, and was asked for something by its address.")
