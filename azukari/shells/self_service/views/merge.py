"""Are both records yours? The page behind a mailed link, and the button by which a person parts them again."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from azukari.core.mail.link_page import OWN_PAGE, Button, Panel, link_page
from azukari.core.mail.link_page import Visit as LinkVisit
from azukari.core.vault.merge import NotMerged, merges_of, part
from azukari.core.vault.refusal import Refused
from azukari.shells.self_service import merging
from azukari.shells.self_service.guard import Visit, own_page, private
from azukari.shells.self_service.views.closed import over


def _ask(visit: LinkVisit, _question: object) -> HttpResponse:
    return visit.ask(
        Panel(
            title=_("Are you registered with us twice?"),
            paragraphs=(
                _(
                    "There is a second registration that may also be yours. If both are yours, you can merge them and "
                    "see and correct everything on one page."
                ),
                _("What each may be used for does not change."),
            ),
            icon="chain",
            buttons=(
                Button(_("Yes, both are mine"), "check", "yes"),
                Button(_("No, only this one"), "cross", "no", quiet=True),
            ),
            after=(_("If you are not sure, close this page. Nothing changes."),),
        )
    )


def _answer(visit: LinkVisit) -> HttpResponse:
    if visit.answer is None:
        return _ask(visit, merging.question(visit.token, now=visit.now))
    done = merging.answer(visit.token, yes=visit.answer, now=visit.now)
    if done:
        text = _(
            "Your two registrations are now merged. Your own page shows everything together, and you can separate "
            "them there for 30 days."
        )
    elif visit.answer:
        text = _(
            "If the other registration has an address of its own, we have written there too. The two are merged when "
            "it is confirmed there. Nothing changes until then."
        )
    else:
        text = _("The two stay separate. We will not ask you again.")
    icon = "check" if visit.answer else "cross"
    return visit.say(Panel(_("Thank you for your answer"), (text,), icon, ways=(OWN_PAGE,) if done else ()))


answer = link_page("merge", merging.question, show=_ask, press=_answer, closed=over)


@own_page("POST")
def undo(visit: Visit, merge: UUID) -> HttpResponse:
    """Part two records again; the page ends, and whoever comes in by one of the addresses finds that one's."""
    if merge not in {known.id for known in merges_of(visit.person, visit.now)}:
        raise Http404
    try:
        part(merge, actor=visit.actor, now=visit.now)
    except (NotMerged, Refused) as gone:
        raise Http404 from gone
    return private(render(visit.request, "own/parted.html"))
