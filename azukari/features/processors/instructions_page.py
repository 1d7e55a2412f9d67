"""What a recipient was told to correct or erase, by the numbers under which it knows people; a tick says done (P40)."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.mail.link import LinkClosed
from azukari.core.policy_versions.current import current
from azukari.core.transfers.instruct import open_for
from azukari.core.transfers.instruction_post import sealed_for
from azukari.core.transfers.models import What
from azukari.core.transfers.seal import NotAKey
from azukari.features.processors.answer import confirm
from azukari.features.processors.visit import CallVisit
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category
from azukari.shells.staff.answer import Problem, uuid

_MOST = 100  # on a page; the rest follows once these are confirmed


def answer(visit: CallVisit) -> HttpResponse:
    """Show what waits, and take what was done."""
    if not visit.posted:
        return _page(visit)
    if visit.request.POST.get("act") == "file":
        return _file(visit)
    ticked = map(uuid, visit.request.POST.getlist("done")[:_MOST])
    done = [id for id in ticked if id]  # what is none is no box of this page
    if not done:
        return _page(visit, [Problem("done", _("Tick what you have done, then press the button."))], status=422)
    with suppress(LinkClosed):  # it grew too old this very moment: the page says so
        confirm(visit.call, done, now=visit.now)
    return visit.again()


def _file(visit: CallVisit) -> HttpResponse:
    """What waits, with what is right now, sealed to the recipient's key. Each person's trail says that it went."""
    try:
        return download(sealed_for(visit.call.recipient, now=visit.now), "instructions.age", "application/age")
    except NotAKey:
        return visit.again()  # the key was taken away this very moment: the page offers no file any more


def _page(visit: CallVisit, problems: Sequence[Problem] = (), *, status: int = 200) -> HttpResponse:
    rows, policy = open_for(visit.call.recipient_id), current().policy
    lines = [
        {
            "row": row,
            "do": _DO[row.what](),
            "categories": name_categories(policy, {Category(c) for c in row.categories.split()})[visit.lang],
        }
        for row in rows[:_MOST]
    ]
    corrected = bool(visit.call.recipient.public_key) and any(row.what == What.CORRECT for row in rows)
    context = {"lines": lines, "more": max(len(rows) - _MOST, 0), "errors": list(problems), "corrected": corrected}
    return visit.page("instructions", context, status=status)


_DO: Mapping[str, Callable[[], str]] = {
    What.CORRECT: lambda: _("Correct it, or stop using what is wrong"),
    What.STOP: lambda: _("Stop using it, and erase data held only for it"),
    What.ERASE: lambda: _("Erase it, copies included"),
}
