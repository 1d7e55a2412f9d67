"""Search by the number of a request (R-20261203-0A1B2C3D), or by its last eight digits."""

import re
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case
from azukari.policy.decide import may_act
from azukari.policy.terms import Act
from azukari.shells.staff.number_search import NumberAsked, NumberHit, NumberKind, with_tail

_NUMBER = re.compile(r"(?:R-?)?(?:\d{8}-?)?([0-9A-F]{8})")


def _find(asked: NumberAsked) -> Sequence[NumberHit]:
    found = _NUMBER.fullmatch(asked.text)
    if not found:
        return []
    zone = asked.policy.organisation.timezone
    return [
        NumberHit(
            _("Request %(number)s") % {"number": number(case, zone=zone)},
            url=reverse("console-rights-case", args=[case.id]),
        )
        for case in with_tail(Case.objects.order_by("-received_at"), found[1])
    ]


NUMBERS = (
    NumberKind(
        "request",
        gettext_lazy("number of a request"),
        _find,
        lambda asked: bool(may_act(asked.policy, Act.RIGHTS, asked.actor)),
    ),
)
