"""A bank file at the desk: read in memory, matched with what is owed, confirmed line by line, and kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from azukari.accounts.models import User
from azukari.desk.doors import Opens, opens_to
from azukari.desk.fields import Upload
from azukari.desk.form_desk import FormDesk, View
from azukari.desk.post_only import post_only
from azukari.desk.submission_rows import number
from azukari.desk.uploads import InMemory
from azukari.members.bank_file import NotABankFile, deposits
from azukari.members.bank_match import Suggestion, Why, suggest
from azukari.members.desk.door import serves_members
from azukari.members.desk.listing import counted
from azukari.members.held import NotAMember
from azukari.members.models import Invoice
from azukari.members.payments import NotPossible, record_payment

_WHY: Mapping[Why, Promise] = {
    Why.NUMBER: _("The payment number and the amount fit."),
    Why.AMOUNT_DIFFERS: _("The payment number fits; the amount is another one."),
    Why.SETTLED: _("The invoice with this number is paid or cancelled."),
    Why.AMOUNT: _("Only one open invoice has this amount. Please look at the name."),
    Why.NOTHING: _("Nothing fits. Record it on the member's page."),
    Why.DONE: _("It is in the books already."),
}


class FileForm(forms.Form):
    """The file."""

    file = Upload(
        _("The bank's file"),
        accept=".csv,.txt,.dat,text/csv,text/plain",
        help_text=_("CSV as your bank gives it, or the 200-byte notice of the Zengin system. It is kept nowhere."),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page."""

    suggestion: Suggestion
    why: Promise
    person: UUID | None
    reference: str
    value: str


def _takes_a_file[**P](view: View[P]) -> Any:
    """A decorator: `serves_members` for a view to which a file is posted, which stays in memory (`desk.uploads`)."""

    @wraps(view)
    def protected(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return csrf_protect(lambda asked: view(asked, desk, *args, **kwargs))(request)

    checked = serves_members(protected)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    return opens_to(Opens.BOTH)(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@_takes_a_file
def read(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Ask for a file; on POST, say whose each payment seems to be. Nothing is written."""
    form, rows = FileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            rows = _rows(desk, form.cleaned_data["file"])
        except NotABankFile:
            form.add_error("file", _("No day, amount and payer are found in this file. Please choose the bank's CSV."))
    context = {"file_form": form, "form": desk.form, "rows": rows, "tab": "bank", "done": request.GET.get("done", "")}
    context |= counted(desk)
    return render(request, "members/desk/bank.html", context, status=422 if form.errors else 200)


@post_only("console-members-bank", "slug")
@serves_members
def confirm(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Record what was ticked. What is in the books already stays there once."""
    by = request.user if isinstance(request.user, User) else None
    for taken in request.POST.getlist("take"):
        try:
            submission, day, amount, turn = _taken(taken, desk.form.slug)
            record_payment(
                submission, paid_on=day, amount=amount, by=by, actor=desk.who.actor, now=desk.now, bank_turn=turn
            )
        except (NotAMember, NotPossible):  # gone, or older than the books
            continue
    return HttpResponseRedirect(reverse("console-members-bank", args=[desk.form.slug]) + "?done=recorded")


def _taken(value: str, form: str) -> tuple[UUID, date, int, int]:
    """What a tick stands for.

    Raises:
        NotPossible: it is none of ours, or of another form.
    """
    try:
        invoice, day, amount, turn = value.split(" ")
        found = Invoice.objects.get(id=UUID(invoice), form=form)
        return found.submission_id, date.fromisoformat(day), int(amount), int(turn)
    except (ValueError, Invoice.DoesNotExist) as none:
        raise NotPossible from none


def _rows(desk: FormDesk, upload: "UploadedFile[Any]") -> list[Row]:
    today = desk.now.astimezone(desk.zone).date()
    found = deposits(b"".join(upload.chunks()), today=today)
    return [_row(suggestion) for suggestion in suggest(desk.form.slug, found)]


def _row(suggestion: Suggestion) -> Row:
    invoice, deposit = suggestion.invoice, suggestion.deposit
    value = f"{invoice.id} {deposit.day} {deposit.amount} {suggestion.turn}" if invoice else ""
    person = invoice.person_id if invoice else None
    return Row(suggestion, _WHY[suggestion.why], person, number(person) if person else "", value)
