"""Public page on which somebody without an address fetches an answer. The code comes by POST and stands in no address.

What is wrong with a code is never said: whether it was mistyped, used, or its answer erased looks the same.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.features.feedback.codes import fetch
from azukari.features.feedback.satisfaction import HELPED
from azukari.lib.same_site import is_ours
from azukari.shells.self_service.guard import private


@csrf_exempt  # there is no session and no cookie to ride on; whoever has the code may use it
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for the code; show what it opens, once, with the code for the next time."""
    now, status = timezone.now(), 200
    context: dict[str, object] = {}
    if request.POST.get("step") == "language":
        context = {"typed": request.POST.get("code", "")[:40]}
    elif request.method == "POST" and is_ours(request.headers, host=request.get_host()):
        found = fetch(request.POST.get("code", "")[:100], now=now)
        if found is None:
            message = _(
                "This code opens nothing. Perhaps a letter is missing, or it was used already: each code is good for"
                " one answer, and a new one came with that."
            )
            context, status = {"errors": [{"field_id": "code", "message": message}]}, 422
        else:
            link = HELPED.page(found.submission.id, lang=lang, expires=now + timedelta(days=90))
            context = {"found": found, "helped": link if found.answers else ""}
    return private(render(request, "feedback/fetch.html", context, status=status))
