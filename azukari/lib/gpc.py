"""Global Privacy Control: a browser says ``Sec-GPC: 1`` for somebody who does not want to be counted or passed on.

Nothing is passed on here without a ground of its own, and nothing follows a visitor; what is left to object to is being
counted, and whoever objects is not. That they objected is not kept either.
"""

from collections.abc import Mapping

HEADER = "Sec-GPC"


def objects(headers: Mapping[str, str]) -> bool:
    """Whether the sender of these headers objects (https://www.w3.org/TR/gpc/: the value is ``1`` and nothing else)."""
    return headers.get(HEADER) == "1"
