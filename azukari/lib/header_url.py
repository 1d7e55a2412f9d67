"""Web addresses in headers of a request (``Origin``, ``Referer``): anybody may send any text there."""

from urllib.parse import SplitResult, urlsplit


def header_url(text: str) -> SplitResult:
    """The parts of an address; without any where it is none, as one with an opening bracket alone (RFC 3986 3.2.2)."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")
