"""What is told of merges: asked, answered, done and undone."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from azukari.ledger.events import Kind


class Names(Protocol):
    """Who tells: it knows how to call whoever acted."""

    def who(self, payload: Mapping[str, Any]) -> str: ...


MERGES: Mapping[Kind, tuple[str, str, Callable[[Names, Mapping[str, Any]], tuple[str, str]]]] = {
    Kind.PEOPLE_MERGED: ("merge", "chain", lambda _t, _p: (_("Two registrations became one"), "")),
    Kind.PEOPLE_PARTED: ("merge", "undo", lambda _t, _p: (_("The two registrations were parted again"), "")),
    Kind.MERGE_ASKED: (
        "merge",
        "chain",
        lambda t, p: (_("%(who)s thinks that you are registered twice") % {"who": t.who(p)}, ""),
    ),
    Kind.MERGE_AGREED: ("merge", "check", lambda _t, _p: (_("You said that both registrations are yours"), "")),
    Kind.MERGE_DECLINED: ("merge", "cross", lambda _t, _p: (_("You said that the other one is not yours"), "")),
    Kind.DUPLICATE_DISMISSED: (
        "merge",
        "cross",
        lambda t, p: (_("%(who)s compared two records and found them to be of two people") % {"who": t.who(p)}, ""),
    ),
}
"""As `story` tells everything: a sort, an icon, and the words."""
