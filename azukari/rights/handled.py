"""What became of something that the person wrote, told to that person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from azukari.forms.models import EndedAs, Handled


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


def ended(form: str, who: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    """That a registration ended, on which day, and until when it is kept.

    Args:
        form: the form's title.
        who: whoever wrote it down, where that was not the person.
    """
    words = {"form": form, "who": who, "day": payload.get("day") or ""}
    if payload.get("actor") == "person":
        title = _("You ended “%(form)s”") % words
    elif payload.get("reason") == EndedAs.LAPSED:
        title = _("%(who)s noted that “%(form)s” lapsed on %(day)s") % words
    else:
        title = _("%(who)s noted that you left “%(form)s” on %(day)s") % words
    ends = payload.get("ends")
    return title, _("What only it needed is erased after %(day)s.") % {"day": ends} if ends else ""


def resumed(form: str, who: str) -> tuple[str, str]:
    """That the end of a registration was taken back."""
    return _("%(who)s took back the end of “%(form)s”: it goes on") % {"who": who, "form": form}, ""


def cleared(form: str) -> tuple[str, str]:
    """It had been kept apart as automatic, and was none."""
    return _("“%(form)s”: we looked into it, since it looked automatic, and it is all right") % {"form": form}, ""
