"""Where whoever has sent a form is led: to the page that waits for a mail, to the receipt, or to a word of patience."""

from django.http import HttpResponse, HttpResponseRedirect

from azukari.core.forms import saving, waiting_page
from azukari.core.forms.framing import is_framed
from azukari.core.forms.intake import Received
from azukari.core.forms.receipts import receipt_path
from azukari.core.forms.visit import Visit


def onward(visit: Visit, outcome: Received) -> HttpResponse:
    """On to what happens next; for whoever pressed twice, twice the same."""
    if outcome.held:
        return see(f"{visit.path}/arrived")
    if outcome.pending:
        address = saving.address_in(visit.form, visit.typed, lang=visit.lang)
        return see(waiting_page.path(visit.request, visit.lang, outcome.id, address, now=visit.now))
    receipt = receipt_path(outcome.id, lang=visit.lang, now=visit.now)
    return see(f"{visit.path}/done/{receipt.rpartition('/')[2]}" if is_framed(visit.request) else receipt)


def see(path: str) -> HttpResponse:
    """To another page, by GET."""
    return HttpResponseRedirect(path, status=303)
