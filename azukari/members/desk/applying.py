"""Whoever has applied and waits for an answer: given on the page of each, or to several at once, as after a meeting of
the board that has decided on all of them.
"""

from collections import Counter
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from azukari.desk.answer import number as number_of
from azukari.desk.answer import uuid
from azukari.desk.by_name import by_name
from azukari.desk.form_desk import FormDesk
from azukari.desk.post_only import post_only
from azukari.desk.submission_rows import number
from azukari.members.admit import NoSuchClass, admit_many
from azukari.members.applications import waiting
from azukari.members.desk.door import serves_members
from azukari.members.desk.listing import PAGE, counted
from azukari.members.registers import classes_of
from azukari.policy.terms import Ground

_NOT_CHOSEN = "not-chosen"


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Those who wait, oldest first."""
    page = Paginator(waiting(desk.form.slug), PAGE).get_page(request.GET.get("page"))
    named = by_name(request, desk, {each.pk: each.person_id for each in page.object_list}, but=Ground.LAW)
    several = Counter(each.person_id for each in page.object_list)  # several look alike but for their numbers
    context = {
        "form": desk.form,
        "rows": [(each, number(each.person_id), named.names.get(each.pk, "")) for each in page.object_list],
        "told_apart": {each.pk: number(each.pk) for each in page.object_list if several[each.person_id] > 1},
        "classes": classes_of(desk.form.slug, offered=True),
        "hand": named.hand,
        "refused": named.refused,
        "told": _told(request),
        "page_obj": page,
        "tab": "applications",
        **counted(desk),
    }
    return render(request, "members/desk/applications.html", context)


@post_only("console-members-applications", "slug")
@serves_members
def admit_several(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Admit everybody who was ticked into one class, and tell how many they were."""
    ticked = {id for text in request.POST.getlist("picked")[:PAGE] if (id := uuid(text))}
    chosen = uuid(request.POST.get("class", ""))
    back = partial(desk.to, "console-members-applications")
    if chosen is None or chosen not in {each.id for each in classes_of(desk.form.slug)}:
        return back(done=_NOT_CHOSEN)
    try:
        done = admit_many(ticked, into=chosen, actor=desk.who.actor, now=desk.now) if ticked else 0
    except NoSuchClass:
        return back(done=_NOT_CHOSEN)
    return back(done=f"{done}-{len(ticked)}")


def _told(request: HttpRequest) -> tuple[str, str]:
    """What came of the last step on several, and how it is shown; the address carries two numbers."""
    done = request.GET.get("done", "")
    if done == _NOT_CHOSEN:
        return _("Choose one out of the list first. Nothing was changed."), "attention"
    first, _dash, second = done.partition("-")
    admitted, several = number_of(first), number_of(second)
    if admitted < 0 or several < 0:
        return "", ""
    if several == 0:
        return _("Tick the applications first."), "attention"
    if admitted == several:
        words = ngettext("Admitted %(count)s applicant.", "Admitted %(count)s applicants.", admitted)
        return words % {"count": admitted}, "kept"
    words = _("Admitted %(count)s of %(several)s. The others were decided meanwhile, or were members before: see each.")
    return words % {"count": admitted, "several": several}, "attention"
