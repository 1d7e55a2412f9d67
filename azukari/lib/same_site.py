"""Cross-site requests: whether a form was sent from a page of this site, by what the browser says and no script can
change.
"""

from collections.abc import Mapping

from azukari.lib.header_url import header_url


def is_ours(headers: Mapping[str, str], *, host: str) -> bool:
    """Whether the sender of these headers was on a page of ``host``, or is no browser.

    With our referrer policy a browser sends ``Origin: null``, so ``Sec-Fetch-Site`` decides where it is sent.
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site:
        return site == "same-origin"
    origin = headers.get("Origin", "")
    return origin in {"", "null"} or header_url(origin).netloc == host
