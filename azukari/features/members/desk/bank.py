"""A bank file at the desk: read in memory, matched with what is owed, confirmed line by line, and kept nowhere."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.features.members.bank_confirm import Answer
from azukari.features.members.bank_confirm import confirm as record
from azukari.features.members.bank_file import NotABankFile
from azukari.features.members.desk.bank_rows import read_rows
from azukari.features.members.desk.bank_wire import confirmed
from azukari.features.members.desk.door import serves_members, takes_a_file
from azukari.features.members.desk.listing import counted
from azukari.features.members.events import OVERRULES
from azukari.features.members.ways import DUES
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.fields import One, Upload
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of

_YES, _GIFTS, _NO = "yes", "gifts", "no"
_FIGURES = (
    "booked", "booked_sum", "alike", "not_owed", "not_possible", "known", "known_sum", "all", "all_sum",
    "known_before", "known_before_sum",
)  # fmt: skip


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
            (_GIFTS, _("Yes, also of those who owe less: dues and a donation may come in one transfer")),
            (_NO, _("No: by payment numbers and known payers alone")),
        ),
        usual=_YES,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_a_file
@does(DUES)
def read(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Ask for a file; on POST, say whose each payment seems to be. Nothing is written."""
    form, found = FileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            by = form.cleaned_data["names"]
            found = read_rows(desk, form.cleaned_data["file"], by_name=by != _NO, with_gifts=by == _GIFTS)
        except NotABankFile:
            form.add_error("file", _("No day, amount and payer are found in this file. Please choose the bank’s CSV."))
    context = {
        "file_form": form,
        "form": desk.form,
        "found": found,
        "reasons": OVERRULES.items(),
        "tab": "bank",
        "done": _done(request),
        **counted(desk),
    }
    return render(request, "members/desk/bank.html", context, status=422 if form.errors else 200)


@post_only("console-members-bank", "slug")
@serves_members
@does(DUES)
def confirm(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Record what was ticked or given to a member. What is in the books already stays there once."""
    told = [*confirmed(desk.form.slug, request.POST)]
    lines = [each for each in told if each]
    found = record(desk.form.slug, lines, by=user_of(request), actor=desk.who.actor, now=desk.now)
    sizes = [max(0, number_of(request.POST.get(name, ""))) for name in ("count", "sum", "known_count", "known_sum")]
    known = [found.counts[Answer.RECORDED], found.sums[Answer.RECORDED]]
    figures = [
        found.counts[Answer.BOOKED], found.sums[Answer.BOOKED], found.counts[Answer.ALIKE],
        found.counts[Answer.NOT_OWED], found.counts[Answer.NOT_POSSIBLE] + len(told) - len(lines), *known, *sizes,
    ]  # fmt: skip
    return desk.to("console-members-bank", done="-".join(str(figure) for figure in figures))


def _done(request: HttpRequest) -> dict[str, int]:
    """What came of the last file: numbers of lines and sums of yen, which the address carries."""
    figures = [number_of(text) for text in outcome_of(request).split("-")]
    if len(figures) != len(_FIGURES) or min(figures) < 0:
        return {}
    done = dict(zip(_FIGURES, figures, strict=True))
    known, amount = done["known"] + done["known_before"], done["known_sum"] + done["known_before_sum"]
    left = {"left": done["all"] - done["booked"] - known, "left_sum": done["all_sum"] - done["booked_sum"] - amount}
    return done | {"known": known, "known_sum": amount} | {name: max(0, figure) for name, figure in left.items()}
