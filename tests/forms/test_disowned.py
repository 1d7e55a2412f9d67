"""It was not me: of one registration, by its link alone; what waits is erased, what counts taken back, and no more."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms import kinds
from azukari.core.forms.accept import accept
from azukari.core.forms.letters import confirmation
from azukari.core.forms.models import Submission
from azukari.core.forms.not_mine import LINK, disown
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.policy.terms import FormKind
from tests.cast import NOW
from tests.forms.sending import LATER, sent

pytestmark = pytest.mark.usefixtures("charter")
RIVER = "plastic-free-river"
YEARS, DAY = NOW + timedelta(days=900), timedelta(days=1)


def came(who: str, form: str = RIVER, *, counts: bool = False, **more: object) -> Submission:
    one = Submission.objects.get(id=sent(form, {"email": f"{who}@example.org", **more}).id)
    if counts:
        with transaction.atomic():
            accept(one, now=LATER)
    return one


def says(id: UUID, *, now: Any = NOW + DAY) -> None:
    disown(LINK.token(id, expires=YEARS), now=now)


def closed(id: UUID, now: Any = NOW + DAY) -> LinkState:
    states = []
    for does in (lambda: says(id, now=now), lambda: LINK.opened(LINK.token(id, expires=YEARS), now=now)):
        with pytest.raises(LinkClosed) as stuck:
            does()
        states.append(stuck.value.state)
    assert len({*states}) == 1
    return states[0]


def lives(one: Submission) -> list[str]:
    found = Grant.objects.living(NOW + DAY).filter(submission_id=one.id).exclude(purpose="confirmation")
    return sorted(found.values_list("purpose", flat=True))


def test_before_anything_is_pressed_the_page_says_which_form_it_was(client: Client, charter: Any) -> None:
    one = came("heron")
    page = client.get(LINK.page(one.id, lang="en", expires=timezone.now() + DAY)).content.decode()
    assert charter.policy.forms[RIVER].title["en"] in page
    assert "If someone else entered your address" in page


def test_a_link_that_is_too_old_says_so_and_what_became_of_it(client: Client) -> None:
    page = client.get(LINK.page(came("heron").id, lang="en", expires=timezone.now() - DAY)).content.decode()
    assert "This link has expired" in page


def test_what_waits_is_erased_with_the_record_that_it_alone_made(charter: Any) -> None:
    one, other = came("heron"), came("teal")
    says(one.id)
    assert list(Submission.objects.all()) == [other]
    assert list(Person.objects.values_list("id", flat=True)) == [other.person_id]
    (told,) = Pending.objects.filter(kind="form:submission:refused")
    assert json.loads(told.payload) == {"actor": "person", "submission": str(one.id), "form": RIVER}
    assert closed(one.id) is LinkState.UNKNOWN


def test_of_what_counts_all_that_was_agreed_to_is_taken_back_and_of_others_nothing(charter: Any) -> None:
    boxes = {"consent.magazine": "on", "consent.campaign-updates": "on"}
    one, other = came("heron", counts=True, **boxes), came("teal", counts=True, **boxes)
    beside = came("heron", "magazine", counts=True)
    assert one.person_id == beside.person_id
    everything = ["campaign", "campaign-updates", "magazine"]
    assert (lives(one), lives(other), lives(beside)) == (everything, everything, ["magazine"])
    says(one.id)
    assert (lives(one), lives(other), lives(beside)) == ([], everything, ["magazine"])
    assert Person.objects.filter(id=one.person_id, confirmed_at__isnull=False).exists()
    if Submission.objects.filter(id=one.id).exists():
        assert closed(one.id) is LinkState.USED
    assert not Pending.objects.filter(kind="form:submission:refused").exists()


def _taken_back(id: UUID) -> None:
    Grant.objects.filter(submission_id=id).update(ends_at=NOW + DAY)


def _by_contract(id: UUID) -> None:
    Grant.objects.filter(submission_id=id).update(ground="contract")


@pytest.mark.parametrize("change", [_taken_back, _by_contract])
def test_where_nothing_that_was_agreed_to_runs_there_is_nothing_to_take_back(
    charter: Any, change: Callable[[UUID], None]
) -> None:
    one, _other = came("heron", counts=True), came("teal", counts=True)
    assert LINK.opened(LINK.token(one.id, expires=YEARS), now=NOW + DAY) == one
    change(one.id)
    assert closed(one.id) is LinkState.USED


def test_a_form_whose_mail_has_no_such_link_has_none(charter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = came("heron", "feedback")
    assert closed(one.id) is LinkState.UNKNOWN
    assert closed(uuid4()) is LinkState.UNKNOWN
    river = kinds.of(FormKind.CAMPAIGN)
    signed = came("teal")
    monkeypatch.setitem(kinds._kinds, FormKind.CAMPAIGN, replace(river, not_mine=""))
    assert closed(signed.id) is LinkState.UNKNOWN
    assert Submission.objects.count() == 2


def test_the_link_in_the_mail_is_good_for_thirty_days(charter: Any) -> None:
    one = came("heron")
    letter = confirmation(Message.objects.get(reference=one.id), NOW)
    assert letter is not None
    (link,) = [word for word in letter.after if not isinstance(word, str)]
    token = link.address.rpartition("/")[2]
    last = NOW + 30 * DAY - timedelta(seconds=1)
    assert LINK.opened(token, now=last) == one
    with pytest.raises(LinkClosed) as stuck:
        LINK.opened(token, now=NOW + 30 * DAY)
    assert stuck.value.state is LinkState.EXPIRED
