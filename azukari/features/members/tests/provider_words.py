"""What tests of the payment provider share: pressing the button, and the provider's words to us."""

from typing import Any

from django.test import Client
from django.utils import timezone

from azukari.features.members.models import Invoice, InvoiceState
from tests.cast import Known
from tests.rights.desk import come_in
from tests.stripe_stand_in import StandIn


def press(known: Known, lang: str = "en") -> None:
    """They go to the provider's page."""
    invoice = Invoice.objects.get(submission=known.submission, state=InvoiceState.OPEN)
    own = come_in(known.email, timezone.now(), lang=lang)
    own.post(f"/membership/{known.submission.id}/pay/{invoice.id}")


def opened(stripe: StandIn, known: Known, lang: str = "en") -> str:
    """They go to the provider's page, whose number is returned."""
    press(known, lang)
    return [*stripe.sessions][-1]


def tell(told: tuple[bytes, dict[str, str]]) -> int:
    """A message to our address; the status of the answer."""
    body, headers = told
    sent: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return Client().post("/hooks/payments", body, content_type="application/json", **sent).status_code
