"""The way from somebody's record to writing down what they ask for."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.sections import AtPerson


def section(at: AtPerson) -> Mapping[str, Any] | None:
    """A link, for those who answer requests."""
    if not may_act(at.policy, Act.RIGHTS, at.who.actor):
        return None
    return {"links": [(reverse("console-rights-new"), _("Write down a request"), "rights")]}
