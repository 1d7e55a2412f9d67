"""The button that makes a request of a message: for whoever reads it and sees that it asks for one's own data (P45)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.cases.lifecycle import number
from azukari.core.cases.staffing import NobodyAnswers
from azukari.core.cases.words import kind_in_words
from azukari.core.forms.models import State, Submission
from azukari.features.rights.from_form import case_of, from_message
from azukari.policy.casework import CaseKind
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, FormKind
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Fields, One, Questions
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.sections import AtSubmission

DONE = {
    "request-made": gettext_lazy("The department that answers requests has it now."),
    "no-request-kind": gettext_lazy("Choose what is asked for."),
    "request-nobody": gettext_lazy(
        "A request needs an owner and a deputy, and nobody is there to be both. Tell the operator."
    ),
}
REFUSALS = ("no-request-kind", "request-nobody")


@opens_to(Opens.BOTH)
@post_only("console-submission", "slug", "id")
@serves_form
def make(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Open a request with what the message says."""
    back = reverse("console-submission", args=[desk.form.slug, id])
    found = Submission.objects.filter(form=desk.form.slug, suspicion__isnull=True, state=State.ACCEPTED, id=id).first()
    if found is None or desk.form.kind is not FormKind.FEEDBACK:
        raise Http404
    form = Questions(_asks(), request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(f"{back}?done=no-request-kind#done")
    try:
        case = from_message(found, CaseKind(form.cleaned_data["kind"]), actor=desk.who.actor, now=desk.now)
    except NobodyAnswers:
        return HttpResponseRedirect(f"{back}?done=request-nobody#done")
    if may_act(desk.policy, Act.RIGHTS, desk.who.actor):
        return HttpResponseRedirect(reverse("console-rights-case", args=[case.id]))
    return HttpResponseRedirect(f"{back}?done=request-made#done")


def _asks() -> Fields:
    kinds = [("", _("Please choose")), *((kind.value, kind_in_words(kind)) for kind in CaseKind)]
    return {"kind": One(_("What is asked for"), kinds, shown="list")}


def offered(at: AtSubmission) -> dict[str, Any] | None:
    """What the message's page shows of it: the button, or the request that it became; nothing on other forms."""
    desk, submission = at.desk, at.submission
    if desk.form.kind is not FormKind.FEEDBACK or submission.state != State.ACCEPTED:
        return None
    case = case_of(submission.id)
    return {
        "case": case,
        "number": number(case) if case else "",
        "opens": bool(may_act(desk.policy, Act.RIGHTS, desk.who.actor)),
        "form": Questions(_asks()),
    }
