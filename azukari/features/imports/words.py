"""How far an import is, what went wrong with it, and how people were told, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from azukari.core.forms.importing.basis import NoticeMethod
from azukari.core.forms.models import OrderState

STATES: Mapping[str, str | Promise] = {
    OrderState.DRAFT: _("needs your answers"),
    OrderState.LOOKING: _("being looked at"),
    OrderState.LOOKED: _("checked, your turn"),
    OrderState.RUNNING: _("being imported"),
    OrderState.DONE: _("imported"),
    OrderState.CANCELLED: _("stopped"),
    OrderState.FAILED: _("could not continue"),
}

TROUBLES: Mapping[str, str | Promise] = {
    "gone": _("A day has passed, so the list has been erased. Please upload it again."),
    "closed": _("The form is closed, full, or not part of the policy any more, so nothing can be imported."),
    "begun": _(
        "This list was begun before with other answers and is not finished, or somebody else is importing it. "
        "Give the same answers as then, or let the other one finish."
    ),
    "too-much": _(
        "The list takes more time or memory to read than a list of people does. Split it, or save it as “CSV UTF-8”."
    ),
    "unreadable": _("The columns, the days and the list do not fit together. Please look through your answers again."),
}

TOLD: Mapping[str, str | Promise] = {
    NoticeMethod.PAPER: pgettext_lazy("told", "on a paper form"),
    NoticeMethod.FORMER_SYSTEM: pgettext_lazy("told", "in the former system"),
    NoticeMethod.WEB: pgettext_lazy("told", "on a web page"),
    NoticeMethod.MAIL: pgettext_lazy("told", "by email"),
    NoticeMethod.LETTER: pgettext_lazy("told", "by letter"),
    NoticeMethod.IN_PERSON: pgettext_lazy("told", "in person"),
    NoticeMethod.PHONE: pgettext_lazy("told", "by phone"),
}


def in_words(state: str) -> str:
    """The state in the reader's language."""
    return str(STATES[state])


def trouble_in_words(code: str) -> str:
    """What went wrong, and what to do."""
    return str(TROUBLES.get(code, TROUBLES["unreadable"]))
