"""A membership form with the usual classes, and an applicant."""

from collections.abc import Mapping

import pytest

from azukari.charter.current import Current
from azukari.cli.sample import SETTER
from azukari.members.models import MemberClass
from azukari.members.registers import begin_with_suggested
from azukari.policy.terms import FormKind
from tests.cast import NOW, Known, registrant


@pytest.fixture
def classes(charter: Current) -> Mapping[str, MemberClass]:
    """The usual classes, by their English names."""
    begin_with_suggested("membership", actor=SETTER, now=NOW)
    return {each.name_en: each for each in MemberClass.objects.all()}


@pytest.fixture
def applicant(charter: Current) -> Known:
    """Somebody who has confirmed a registration, and waits."""
    return registrant(charter, "hanako", FormKind.MEMBERSHIP)
