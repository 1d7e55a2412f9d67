"""Inbox: where what people wrote is read and answered; of several forms that take it, the reader chooses one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from azukari.desk.doors import Opens, opens_to
from azukari.desk.reader import reader
from azukari.policy.terms import FormKind


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The forms for feedback that the reader's duties serve; where it is one, what came in by it."""
    who = reader(request)
    forms = [
        form
        for form in (who.policy.forms.values() if who.policy else ())
        if form.kind is FormKind.FEEDBACK and form.slug in who.scope.forms
    ]
    if len(forms) == 1:
        return HttpResponseRedirect(reverse("console-submissions", args=[forms[0].slug]))
    return render(request, "feedback/desk/inbox.html", {"forms": forms})
