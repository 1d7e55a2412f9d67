"""The seal beside each step of the trail: a file that proves, to anybody the person shows it to, what the ledger
says.
"""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.ledger.proof import NotIntegrated
from azukari.core.vault.prove import NotTheirs, prove_to
from azukari.shells.self_service.guard import Visit, own_page, private, sentence


@own_page("GET", "HEAD")
def show(visit: Visit, entry: UUID) -> HttpResponse:
    """The proof of one entry, with its opening."""
    try:
        text = prove_to(visit.person, entry)
    except NotTheirs:
        return sentence(
            visit.request, 404, _("There is no such entry"), _("It is not about you, or no longer linked to you.")
        )
    except NotIntegrated:
        text = _("It is recorded. Our ledger publishes new entries every few minutes. Please reload this page then.")
        return sentence(visit.request, 202, _("The proof will be ready soon"), text)
    return private(download(text, f"{entry}.tlog-proof", "text/plain; charset=utf-8"))
