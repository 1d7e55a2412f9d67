"""Labels and letters for members, as a PDF to print. Each name that goes on paper is recorded for its person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.download import download
from azukari.features.members.desk.door import takes_out
from azukari.features.members.desk.listing import counted
from azukari.features.members.meetings.calling import with_a_vote
from azukari.features.members.models import Membership, MemberState
from azukari.features.members.post.addressees import Addressee, addressees
from azukari.features.members.post.sheets import SHEETS, labels_pdf, letters_pdf
from azukari.features.members.registers import classes_of
from azukari.features.members.ways import ON_PAPER
from azukari.shells.staff.fields import One, Text
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk

MOST = 480
"""So many people on one file: twenty sheets of labels."""
LETTER = "letter"
_WHO = (
    ("all", gettext_lazy("All members")),
    ("voting", gettext_lazy("Members with a vote")),
    ("owing", gettext_lazy("Members who owe dues")),
)
_PAPERS = (*((name, words) for name, (words, _sheet) in SHEETS.items()), (LETTER, gettext_lazy("Letters on A4")))


class PostForm(forms.Form):
    """Who gets what."""

    def __init__(self, desk: FormDesk, *args: Any) -> None:
        super().__init__(*args)
        kinds = [("", _("All"))] + [(str(each.id), each.name[desk.lang]) for each in classes_of(desk.form.slug)]
        turns = [(str(n), str(n)) for n in range(24)]
        parts = [(str(n), str(n)) for n in range(1, 1 + -(-people(desk, "all", "").count() // MOST))] or [("1", "1")]
        self.fields |= {
            "who": One(_("To whom?"), _WHO, initial="all"),
            "kind": One(_("Class"), kinds, shown="list", required=False),
            "paper": One(_("On what paper?"), _PAPERS, initial="12"),
            "used": One(_("Labels already used on the first sheet"), turns, shown="list", usual="0", required=False),
            "subject_ja": Text(_("Subject (Japanese)"), max_length=100, required=False),
            "text_ja": Text(_("Letter (Japanese)"), rows=6, max_length=3000, required=False),
            "subject_en": Text(_("Subject (English)"), max_length=100, required=False),
            "text_en": Text(_("Letter (English)"), rows=6, max_length=3000, required=False),
        }
        if len(parts) > 1:
            words = lazystr(_("Part (%(most)s people each)") % {"most": MOST})
            self.fields["part"] = One(words, parts, shown="list", usual="1", required=False)

    def clean(self) -> dict[str, Any]:
        """A letter needs its text in one language at least; the other language gets the same."""
        given = super().clean() or self.cleaned_data
        if given.get("paper") == LETTER and not (given.get("text_ja") or given.get("text_en")):
            self.add_error("text_ja", _("Please write the letter."))
        return given

    def words(self, name: str) -> Mapping[str, str]:
        """What was written, by language; where one is blank, the other stands in for it."""
        ja, en = self.cleaned_data[f"{name}_ja"], self.cleaned_data[f"{name}_en"]
        return {"ja": ja or en, "en": en or ja}


def people(desk: FormDesk, who: str, kind: str) -> QuerySet[Membership]:
    """The members, by their number."""
    admitted = Membership.objects.filter(form=desk.form.slug, state=MemberState.ADMITTED)
    found = with_a_vote(desk.form.slug) if who == "voting" else admitted
    found = found.filter(owes=True) if who == "owing" else found
    found = found.filter(member_class=UUID(kind)) if kind else found
    return found.select_related("submission").order_by("number", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@takes_out
@does(ON_PAPER)
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What is asked; on POST the PDF. The names are opened for it."""
    form = PostForm(desk, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        part = int(form.cleaned_data.get("part") or 1)
        found = people(desk, form.cleaned_data["who"], form.cleaned_data["kind"])
        chosen = list(found[(part - 1) * MOST : part * MOST])
        told = addressees(desk, [member.submission for member in chosen], way=ON_PAPER)
        if any(one.is_complete for one in told):
            return _pdf(desk, form, [one for one in told if one.is_complete])
        form.add_error(None, _("There is nobody here whose name and address may be used for it."))
    context = {"form": form, "of": desk.form, "tab": "post", **counted(desk)}
    return render(request, "members/post/page.html", context, status=422 if form.errors else 200)


def _pdf(desk: FormDesk, form: PostForm, told: list[Addressee]) -> HttpResponse:
    given = form.cleaned_data
    if given["paper"] == LETTER:
        day = desk.today
        name, content = "letters", letters_pdf(told, day=day, subject=form.words("subject"), text=form.words("text"))
    else:
        name, content = "labels", labels_pdf(told, SHEETS[given["paper"]][1], used=int(given["used"]))
    return download(content, f"{name}.pdf", "application/pdf")
