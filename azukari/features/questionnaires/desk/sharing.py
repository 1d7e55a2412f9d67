"""Link and QR code of an open questionnaire, for mails, posters and leaflets. Both lead to its public page."""

import io
from collections.abc import Sequence

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import download
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.models import Poll, PollState

_DOTS = 16  # of the picture for each square of the code: sharp on a poster


def ways_to(poll: Poll, languages: Sequence[str]) -> dict[str, str]:
    """The address in each language; none while nobody may answer by a link alone."""
    if poll.state != PollState.OPEN or poll.by_invitation:
        return {}
    return {lang: f"{settings.AZUKARI.base_url}/{lang}/questionnaires/{poll.slug}" for lang in languages}


@require_safe
@serves_questionnaires
def picture(request: HttpRequest, desk: PollDesk, code: str) -> HttpResponse:
    """The QR code in the language ``code`` as a PNG, large enough for a poster."""
    del request
    address = ways_to(desk.poll, desk.policy.languages).get(code)
    if address is None:
        raise Http404
    written = io.BytesIO()
    segno.make(address, error="m").save(written, kind="png", scale=_DOTS, border=4)
    return download(written.getvalue(), f"{desk.poll.slug}-{code}.png", "image/png")
