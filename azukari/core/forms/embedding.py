"""What a form needs besides when it stands in somebody else's page: its last page, and the script beside the frame."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance.lent_script import lent_script
from azukari.core.forms.done_pages import form_page


@require_safe
def done(request: HttpRequest, lang: str, slug: str, token: str) -> HttpResponse:
    """Taken in, and nothing to confirm: the receipt opens in a window of its own, where nobody frames it."""
    return form_page(request, slug, "forms/done.html", receipt=f"/{lang}/receipt/{token}")


script = lent_script(Path(__file__).with_name("static") / "forms" / "embed.js")
"""``/embed.js``, for pages of other sites."""
