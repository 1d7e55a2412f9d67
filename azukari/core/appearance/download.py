"""A file that the browser keeps instead of showing it."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from azukari.lib.spreadsheet import Rows, csv_file


def download(content: bytes | str, name: str, content_type: str) -> HttpResponse:
    """The answer with it.

    Args:
        name: under which it is kept; nothing of anybody's.
    """
    return HttpResponse(content, content_type=content_type, headers=_kept_as(name))


def csv_download(rows: Rows, name: str) -> HttpResponse:
    """The answer with a table, which spreadsheets open as it is."""
    return download(csv_file(rows), name, "text/csv; charset=utf-8")


def download_pieces(pieces: Iterable[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """The answer with a file that is made while it is sent, which no cache keeps."""
    headers = _kept_as(name) | {"Cache-Control": "no-store"}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def _kept_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
