"""The folder of what looks like spam: sealed, unconfirmed, in nobody's list. Staff say that it is none, or let it go.

Nothing can be read here: what the person has not confirmed may be used for nothing but to ask them.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from azukari.core.forms.clearing import clear, refuse_as_spam
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Suspicion
from azukari.shells.staff.answer import Problem, uuid
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.submission_rows import number

PAGE = 50

SIGNS: dict[str, str | Promise] = {
    "many-links": _("many links in the text"),
    "link": _("a link in the text"),
    "misplaced-link": _("a link where a name or an address belongs"),
    "same": _("the same word in every blank"),
    "repeated": _("the same long text several times today"),
    "hasty": _("filled in within seconds"),
    "unworked": _("sent without the browser’s proof of work"),
    "crowded": _("nothing in it, but the form had sent all the confirmation mails of that hour"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The folder, fifty a page; on POST, clear or delete what was ticked."""
    if request.method != "POST":
        return _page(request, desk)
    ids = [id for text in request.POST.getlist("id")[:PAGE] if (id := uuid(text))]
    act = request.POST.get("act", "")
    if not ids or act not in ("clear", "let-go"):
        return _page(request, desk, [Problem("id", str(_("Tick at least one submission first.")))])
    if act == "clear":
        done = clear(ids, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
        said = ngettext(
            "%(count)d submission is not spam and is now handled like all others.",
            "%(count)d submissions are not spam and are now handled like all others.",
            done,
        )
    else:
        done = refuse_as_spam(ids, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
        said = ngettext(
            "%(count)d submission will be erased within minutes.",
            "%(count)d submissions will be erased within minutes.",
            done,
        )
    messages.info(request, said % {"count": done})
    return HttpResponseRedirect(reverse("console-submissions-apart", args=[desk.form.slug]))


def _page(request: HttpRequest, desk: FormDesk, errors: Sequence[Problem] = ()) -> HttpResponse:
    found = (
        Suspicion.objects.filter(submission__form=desk.form.slug)
        .select_related("submission")
        .order_by("-submission__created_at", "-submission_id")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        (each.submission, number(each.submission_id), [SIGNS[sign] for sign in each.reasons.split() if sign in SIGNS])
        for each in page.object_list
    ]
    context = {
        "form": desk.form,
        "places": of(desk.form.kind).desk_pages,
        "apart": page.paginator.count,
        "rows": rows,
        "page_obj": page,
        "errors": errors,
        "days": desk.policy.unconfirmed_days,
        "said": [str(message) for message in messages.get_messages(request)],
    }
    return render(request, "console/submission_spam.html", context, status=422 if errors else 200)
