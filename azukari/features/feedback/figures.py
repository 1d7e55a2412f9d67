"""Figures of the inbox for the director's page: messages that came, replies, and what still waits for one."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Handled, Reply, State, Submission
from azukari.policy.terms import FormKind
from azukari.shells.staff.figures import AtFigures, ByMonth, Figure, FigureSource, by_month, level


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Three queries."""
    messages = Submission.objects.filter(kind=FormKind.FEEDBACK, state=State.ACCEPTED)
    settled = Q(handling__state__in=(Handled.ANSWERED, Handled.CLOSED))
    return {
        "messages": by_month(messages, "accepted_at", at),
        "replies": by_month(Reply.objects.filter(submission__kind=FormKind.FEEDBACK), "written_at", at),
        "messages-open": level(at, messages.exclude(settled).count()),
    }


SOURCES = (
    FigureSource(
        _("Questions and opinions"),
        _("Inbox: messages by the day of arrival, and our replies"),
        (
            Figure("messages", _("Messages received")),
            Figure("replies", _("Replies written")),
            Figure("messages-open", _("Messages without an answer"), is_level=True),
        ),
        _read,
    ),
)
