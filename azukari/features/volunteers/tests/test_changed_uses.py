"""P14: nobody is reminded of a shift, and nobody moves up, for purposes that are not there to carry out the service."""

from datetime import timedelta

import pytest

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.volunteers.sign_up import take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.features.volunteers.upkeep import fill, remind
from tests.cast import NOW
from tests.purposes.changed import publish_uses


@pytest.mark.parametrize(("uses", "done"), [(["administer"], 1), ([], 0)])
def test_reminders_and_waiting_lists_serve_the_service_alone(charter, uses, done):
    first, second = (volunteer(charter, n) for n in range(2))
    here = shift(opening())
    for who in (first, second):
        take(here.id, submission=who.id, actor=SETTER, now=NOW)
    publish_uses("volunteers", "emergency", uses=uses)
    assert remind(here.starts - timedelta(hours=20)) == done
    end_registration(first.id, reason=EndedAs.LEFT, actor=SETTER, now=NOW)
    assert fill(NOW) == done
    written = {*Message.objects.filter(kind__startswith="volunteers:").values_list("kind", flat=True)}
    assert ("volunteers:moved-up" in written) is bool(done)
