"""Forms that are sent at the moment of the tests, straight through the door: what came of it, and how it waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.intake import IntakeOptions, Received, receive
from azukari.core.forms.models import Channel, GuardianAddress, Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import current
from tests.cast import NOW
from tests.console import desks

LATER = NOW + timedelta(hours=1)
WEEK = NOW + timedelta(days=7)
_MORE: Mapping[str, object] = {}


def answered(form: str, more: Mapping[str, object] = _MORE, *, address: bool = True) -> Answers:
    charter = current()
    known = charter.form(form)
    assert known is not None
    said = {name: value for name, value in desks.DATA[form].items() if address or name != "email"}
    answers = read(known, charter.policy, {**said, **more}, lang="en")
    assert isinstance(answers, Answers), answers
    return answers


def sent(form: str, more: Mapping[str, object] = _MORE, *, address: bool = True, **how: Any) -> Received:
    charter = current()
    known = charter.form(form)
    assert known is not None
    told: dict[str, Any] = {"channel": Channel.API, "now": NOW, "lang": "en"}
    told |= {name: how.pop(name) for name in told.keys() & how}
    told |= {"answers": answered(form, more, address=address), "notice": notices(charter, known)[told["lang"]].digest}
    return receive(charter=charter, form=known, **told, options=IntakeOptions(**how))


@dataclass(frozen=True, slots=True)
class Young:
    submission: Submission
    stand_in: UUID
    letter: UUID


def young(email: str) -> Young:
    got = sent("plastic-free-river", {"of-age": "no", "email": email, "guardian-email": f"parent-of-{email}"})
    one = Submission.objects.get(id=got.id)
    address = GuardianAddress.objects.get(submission=one)
    return Young(one, address.stand_in_id, address.id)
