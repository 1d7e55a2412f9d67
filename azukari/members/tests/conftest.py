"""A membership form with the usual classes, and an applicant."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from azukari.charter.current import Current
from azukari.cli.sample import SETTER
from azukari.lib.rate import RateLimit
from azukari.members.models import MemberClass
from azukari.members.registers import begin_with_suggested
from azukari.own import sign_in
from azukari.policy.terms import FormKind
from tests.cast import NOW, Known, registrant


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
