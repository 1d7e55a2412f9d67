"""A bank file at the desk: read in memory, matched with what is owed, confirmed line by line, and kept nowhere."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.desk.fields import One, Upload
from azukari.desk.form_desk import FormDesk
from azukari.desk.post_only import post_only
from azukari.desk.reader import user_of
from azukari.members.bank_confirm import confirm as record
from azukari.members.bank_file import NotABankFile
from azukari.members.desk.bank_rows import confirmed, has_unknown, read_rows
from azukari.members.desk.door import serves_members, takes_a_file
from azukari.members.desk.listing import counted

_YES, _NO = "yes", "no"


class FileForm(forms.Form):
    """The file."""

    file = Upload(
        _("The bank’s file"),
        accept=".csv,.txt,.dat,text/csv,text/plain",
        help_text=_("CSV as your bank gives it, or the 200-byte notice of the Zengin system. It is kept nowhere."),
    )
    names = One(
        _("Compare the payers’ names as well"),
        (
            (_YES, _("Yes: open the names of those who owe such an amount. Each of them can see it.")),
            (_NO, _("No: by payment numbers and known payers alone")),
        ),
        usual=_YES,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_a_file
def read(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Ask for a file; on POST, say whose each payment seems to be. Nothing is written."""
    form, found = FileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = read_rows(desk, form.cleaned_data["file"], by_name=form.cleaned_data["names"] != _NO)
        except NotABankFile:
            form.add_error("file", _("No day, amount and payer are found in this file. Please choose the bank’s CSV."))
    context = {
        "file_form": form,
        "form": desk.form,
        "found": found,
        "sure": sum(row.suggestion.is_sure for row in found.rows) if found else 0,
        "tab": "bank",
        "done": request.GET.get("done", ""),
        **counted(desk),
    }
    return render(request, "members/desk/bank.html", context, status=422 if form.errors else 200)


@post_only("console-members-bank", "slug")
@serves_members
def confirm(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Record what was ticked or given to a member. What is in the books already stays there once."""
    by = user_of(request)
    lines = [*confirmed(desk.form.slug, request.POST)]
    count = record(lines, by=by, actor=desk.who.actor, now=desk.now)
    if count < len(lines) or has_unknown(desk.form.slug, request.POST):
        done = "but-some" if count else "none"
    else:
        done = "recorded" if count else "nothing"
    return desk.to("console-members-bank", done=done)
