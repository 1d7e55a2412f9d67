"""The pages of a guardian: the one behind their link, and the one after an answer."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from azukari.core.forms.done_pages import form_page
from azukari.core.forms.guardians import LINK, agree, refuse
from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.visit import sentence
from azukari.core.mail.link import LinkState
from azukari.core.mail.link_page import Button, Panel, Visit, Way, link_page, told
from azukari.core.policy_versions.of_request import charters_of

_OUTCOMES = ("asked", "agreed", "declined")
_POLICY = Way("/privacy", gettext_lazy("Privacy policy"))
_ANSWERED = Panel(
    gettext_lazy("This has already been answered"),
    (gettext_lazy("Each link works once, and this one has been used. Your address has been erased."),),
    "check",
    ways=(_POLICY,),
)
_NOTHING = Panel(
    gettext_lazy("There is nothing to answer here"),
    (gettext_lazy("The link has expired or is incomplete, or what it was about has been erased."),),
    "clock",
    ways=(_POLICY,),
)


def _ask(visit: Visit, submission: Submission) -> HttpResponse:
    charter = charters_of(visit.request).at(submission.charter_id)
    form = charter.policy.forms[submission.form]
    context = {
        "submission": submission,
        "form": form,
        "minors": charter.policy.minors,
        "notice": notices(charter, form)[visit.lang].rows,
        "agreed": [charter.policy.purposes[slug] for slug in submission.consents.split()],
    }
    panel = Panel(
        title=f"{_('Do you agree?')} {form.title[visit.lang]}",
        heading=_("Do you agree?"),
        buttons=(
            Button(_("I am the parent or guardian, and I agree"), "check", "yes"),
            Button(_("I do not agree"), value="no", quiet=True),
        ),
        after=(
            _(
                "Whichever you choose, we erase your address at once; we used it only for this question. If you do "
                "not agree, everything that was entered is also erased. Without an answer, everything is erased "
                "automatically."
            ),
        ),
    )
    return visit.ask(panel, "forms/guardian.html", context)


def _answer(visit: Visit) -> HttpResponse:
    submission = LINK.opened(visit.token, now=visit.now)
    if visit.answer is None:
        return _ask(visit, submission)
    if visit.answer:
        agree(visit.token, now=visit.now)
    else:
        refuse(visit.token, now=visit.now)
    return visit.go(f"/forms/{submission.form}/guardian/{'agreed' if visit.answer else 'declined'}")


guardian_page = link_page(
    "guardian", LINK.opened, show=_ask, press=_answer, closed=told({LinkState.USED: _ANSWERED}, otherwise=_NOTHING)
)


@require_safe
def outcome(request: HttpRequest, lang: str, slug: str, outcome: str) -> HttpResponse:  # noqa: ARG001 - in the path
    """What happens now: after the person's confirmation, or the guardian's answer. Says nothing about anybody."""
    if outcome not in _OUTCOMES:
        return sentence(request, 404, _("There is no such page"), _("The first page lists the forms that are open."))
    return form_page(request, slug, "forms/guardian_outcome.html", outcome=outcome)
