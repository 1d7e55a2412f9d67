"""What a look or a correction is called on the trail at the desk; see `console.trail`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from azukari.policy.terms import Act
from azukari.vault.release import Method


def opened(payload: Mapping[str, Any]) -> str:
    """What came of somebody's wish to open something."""
    if not payload.get("categories"):
        return _("%(who)s wanted to open something for “%(purpose)s”; nothing was there any more")
    if payload.get("act") == Act.EXPORT:
        return _("Put on a list to take out by %(who)s for “%(purpose)s”")
    if payload.get("method") == Method.SEARCH:
        return _("Found and shown in a search by %(who)s for “%(purpose)s”")
    return _("Opened by %(who)s for “%(purpose)s”")


def corrected(payload: Mapping[str, Any]) -> str:
    if payload.get("erased"):
        return _("Erased by %(who)s")
    return _("Opened and corrected by %(who)s") if payload.get("looked") else _("Corrected by %(who)s")
