"""The seal beside each step of the trail: a file that proves, to anybody the person shows it to, what the ledger
says.
"""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.appearance.download import download
from azukari.ledger.proof import NotIntegrated
from azukari.own.guard import Visit, own_page, private, sentence
from azukari.vault.prove import NotTheirs, prove_to


@own_page("GET", "HEAD")
def show(visit: Visit, entry: UUID) -> HttpResponse:
    """The proof of one entry, with its opening."""
    try:
        text = prove_to(visit.person, entry)
    except NotTheirs:
        return sentence(visit.request, 404, _("There is no such entry"), _("It is not about you, or not any more."))
    except NotIntegrated:
        text = _("It is recorded. Our ledger shows new entries every few minutes; please load this page again then.")
        return sentence(visit.request, 202, _("The proof is ready in a moment"), text)
    return private(download(text, f"{entry}.tlog-proof", "text/plain; charset=utf-8"))
