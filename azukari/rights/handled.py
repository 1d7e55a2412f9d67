"""What became of something that the person wrote, told to that person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from azukari.forms.models import Handled


def handled(form: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    """How far somebody is with it, and until when it is kept where that was decided by closing it.

    Args:
        form: the form's title.
    """
    words = {
        Handled.NEW: _("“%(form)s”: laid open again"),
        Handled.IN_HAND: _("“%(form)s”: somebody takes care of it"),
        Handled.ANSWERED: _("“%(form)s”: answered"),
        Handled.CLOSED: _("“%(form)s”: done and closed"),
    }
    state, ends = payload.get("state"), payload.get("ends")
    title = words[Handled(state)] % {"form": form} if state in set(Handled) else form
    return title, _("What only it needed is erased after %(day)s.") % {"day": ends} if ends else ""


def cleared(form: str) -> tuple[str, str]:
    """It had been kept apart as automatic, and was none."""
    return _("“%(form)s”: we looked into it, since it looked automatic, and it is all right") % {"form": form}, ""
