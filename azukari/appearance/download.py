"""A file that the browser keeps instead of showing it."""

from django.http import HttpResponse

from azukari.lib.spreadsheet import Rows, csv_pieces


def download(content: bytes | str, name: str, content_type: str) -> HttpResponse:
    """The answer with it.

    Args:
        name: under which it is kept; ASCII, and nothing of anybody's.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def csv_download(rows: Rows, name: str) -> HttpResponse:
    """The answer with a table, which spreadsheets open as it is."""
    return download(b"".join(csv_pieces([rows], mark=True)), name, "text/csv; charset=utf-8")
