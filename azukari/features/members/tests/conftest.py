"""A membership form with the usual classes, an applicant, and somebody who owes dues that can be paid online."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from azukari.cli.instance_folder import STARTER
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.payments import PROVIDER, with_payments
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, MemberClass
from azukari.features.members.registers import begin_with_suggested, classes_of
from azukari.lib.instance import Payments
from azukari.lib.rate import RateLimit
from azukari.policy.terms import FormKind
from azukari.shells.self_service import sign_in
from tests.cast import NOW, Known, registrant
from tests.disclosure import office
from tests.stripe_stand_in import KEY, SECRET, StandIn


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is refused a link because others asked for one."""
    for name in ("_networks", "_addresses"):
        monkeypatch.setattr(sign_in, name, RateLimit(timedelta(hours=1)))


@pytest.fixture
def classes(charter: Current) -> Mapping[str, MemberClass]:
    """The usual classes, by their English names."""
    begin_with_suggested("membership", actor=SETTER, now=NOW)
    return {each.name_en: each for each in MemberClass.objects.all()}


@pytest.fixture
def applicant(charter: Current) -> Known:
    """Somebody who has confirmed a registration, and waits."""
    return registrant(charter, "hanako", FormKind.MEMBERSHIP)


@pytest.fixture
def stripe(settings):
    """The provider, and an instance that knows its keys."""
    server = StandIn()
    payments = Payments(PROVIDER, "stripe", secret_key=KEY, webhook_secret=SECRET, url=server.url)
    settings.AZUKARI = replace(django_settings.AZUKARI, payments=payments)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def engaged(db):
    """A policy that names the provider, whose contract is in force."""
    publish(with_payments(STARTER.read_text("utf-8")), actor=SETTER, now=NOW, file=STARTER.name)
    return office.engaged(now=NOW, slug=PROVIDER, purposes=("membership", "dues-record"), categories=())


@pytest.fixture
def owing(engaged):
    """Somebody who owes dues."""
    known = registrant(current(), "hanako", FormKind.MEMBERSHIP)
    begin_with_suggested("membership", actor=SETTER, now=NOW)
    regular = next(each for each in classes_of("membership") if each.name_en == "Regular member")
    admit(known.submission.id, into=regular.id, actor=SETTER, now=timezone.now())
    Invoice.objects.update(amount=3000)
    return known
