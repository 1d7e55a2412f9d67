"""The pages of a saved form: the form filled in, its link to keep, the mail, and throwing it away.

The link is all the authority there is: whoever has it, and nobody else. A link that opens nothing gets one and the same
answer, whether it was sent, thrown away, is too old, or never was. Opening one changes nothing.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from azukari.charter.current import Current, NoCharter, current
from azukari.forms import saving
from azukari.forms.capacity import standing
from azukari.forms.closed import closed_page
from azukari.forms.pages import ask
from azukari.forms.visit import Visit, saved_path
from azukari.vault import draft as drafts
from azukari.vault.draft import NoSuchDraft


def _opened(link: str) -> tuple[saving.TakenUp, Current] | None:
    try:
        charter = current()
        return saving.take_up(link, charter, now=timezone.now()), charter
    except (NoCharter, NoSuchDraft):
        return None


def _nothing(request: HttpRequest, lang: str) -> HttpResponse:
    context = {
        "title": _("This link opens nothing"),
        "text": _(
            "What was saved has been sent, thrown away, or erased because its time was over; or a letter of the link is"
            " missing. You can fill in the form anew at any time."
        ),
        "icon_name": "clock",
        "url": f"/{lang}/#forms",
        "url_label": _("See all forms"),
    }
    return render(request, "forms/link_trouble.html", context, status=404)


@require_safe
@cache_control(no_store=True)
def form(request: HttpRequest, lang: str, link: str) -> HttpResponse:
    """The form with all that was typed, marked where the notice has changed."""
    found = _opened(link)
    if found is None:
        return _nothing(request, lang)
    taken, charter = found
    asked, now = taken.form, timezone.now()
    verdict = standing(charter.policy, asked, now=now)
    if not verdict:
        return closed_page(request, lang, asked, verdict)
    visit = Visit(request, lang, charter, asked, now, {**taken.typed, saving.DRAFT: (link,)}, taken)
    page = 1 if taken.changed or taken.lang != lang else visit.page
    return ask(visit, page=page)


@require_safe
@cache_control(no_store=True)
def show_link(request: HttpRequest, lang: str, link: str, *, mailed: bool = False) -> HttpResponse:
    """The link to keep; and, if the person likes, to get by mail at the address that they typed."""
    found = _opened(link)
    if found is None:
        return _nothing(request, lang)
    taken, _charter = found
    asked = taken.form
    context = {
        "form": asked,
        "taken_up": taken,
        "link": f"{settings.AZUKARI.base_url}/{lang}/saved/{link}",
        "at": f"{saved_path(request, lang)}/{link}",
        "address": saving.address_in(asked, taken.typed, lang=lang),
        "mailed": mailed,
    }
    return render(request, "forms/saved.html", context)


@csrf_exempt
@require_POST
def post(request: HttpRequest, lang: str, link: str) -> HttpResponse:
    """Mail the link."""
    found = _opened(link)
    if found is None:
        return _nothing(request, lang)
    taken, _charter = found
    asked = taken.form
    address = saving.address_in(asked, taken.typed, lang=lang)
    if address:
        saving.post(link, asked, address, lang=lang, now=timezone.now())
    return redirect(f"{saved_path(request, lang)}/{link}/mailed")


@csrf_exempt
@require_POST
def throw_away(request: HttpRequest, lang: str, link: str) -> HttpResponse:
    """Erase it. The answer is the same for a link that opened nothing."""
    drafts.throw_away(link, now=timezone.now())
    context = {
        "title": _("It is gone"),
        "text": _("What you had saved is erased, and the link opens nothing any more."),
        "icon_name": "trash",
        "url": f"/{lang}/#forms",
        "url_label": _("See all forms"),
    }
    return render(request, "forms/link_trouble.html", context)
