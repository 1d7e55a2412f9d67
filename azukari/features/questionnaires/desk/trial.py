"""Trial of a questionnaire: staff go through the draft as visitors will, and what they send is no answer.

Where the draft is what was published last, they may keep what they typed, marked as a test; no result counts it.
"""

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires.asking import Asking, AskingPlace
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.give import keep_test
from azukari.shells.staff.previews import in_our_frame


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def try_out(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Page by page, as the public page shows it."""
    here = reverse("console-questionnaire-trial", args=[desk.poll.slug])
    lang = request.POST.get("trial_lang", "") or request.GET.get("lang", "") or get_language() or "ja"
    if lang not in desk.policy.languages:
        lang = "ja"
    shown = {"trial": True, "request_token": True, "by_invitation": desk.poll.by_invitation}
    place = AskingPlace(action=here, elsewhere=here, hidden=(("trial_lang", lang),), context=lambda: shown)
    asking = Asking(request, lang, desk.questionnaire, place, desk.now)
    if not asking.walk.stops:  # nothing is asked yet, or only if an answer is given that nothing asks for any more
        return HttpResponseRedirect(reverse("console-questionnaire", args=[desk.poll.slug]))
    if request.method != "POST":
        with override(lang):
            return in_our_frame(asking.first(seed=secrets.token_hex(4)))

    def keep() -> HttpResponse:
        version = desk.poll.versions.order_by("-number").first()
        same = version is not None and version.document == desk.poll.draft
        if version is not None and same:
            keep_test(version, asking.walk.answers)
        back = reverse("console-questionnaire", args=[desk.poll.slug])
        return HttpResponseRedirect(f"{back}?done={'tested' if same else 'tried'}")

    with override(lang):
        return in_our_frame(asking.answer(keep))
