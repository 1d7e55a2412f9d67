"""The button behind a mailed link: how each link stands, to the second; what is counted of a confirmation; and what
becomes of each of several that are pressed at one time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms import confirm as module
from azukari.core.forms.confirm import LINK, GuardianAsked, GuardianDeclined, _confirm_all, _Pressed, confirm
from azukari.core.forms.models import Channel, Guardianship, State, Submission
from azukari.core.forms.steps import FunnelStep
from azukari.core.ledger.models import Pending
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Message
from tests.cast import NOW
from tests.forms.sending import LATER, sent, young

pytestmark = pytest.mark.usefixtures("charter")
RIVER = "plastic-free-river"
OVER = datetime(2028, 3, 31, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
YEARS = NOW + timedelta(days=900)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []

    def took(step: FunnelStep, *, form: str, lang: str, policy: Any, now: datetime) -> None:
        told.append((step, form, lang, policy.languages, now))

    monkeypatch.setattr(module, "took", took)
    return told


def link(id: UUID) -> str:
    return LINK.token(id, expires=YEARS)


def press(id: UUID, *, now: datetime = LATER, **more: Any) -> Any:
    return confirm(link(id), now=now, **more)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("wanted", [True, False])
def test_what_was_filled_in_on_a_page_is_counted_unless_its_visitor_objects(
    charter: Any, counted: list[Any], channel: Channel, wanted: bool
) -> None:
    id = sent("feedback", channel=channel).id
    done = press(id, counted=wanted)
    assert (done.submission, done.joined, done.again) == (id, False, False)
    here = [(FunnelStep.CONFIRMED, "feedback", "en", charter.policy.languages, LATER)]
    assert counted == (here if channel is Channel.PAGE and wanted else [])


def test_a_second_signature_is_counted_no_second_time(charter: Any, counted: list[Any]) -> None:
    first, second = (sent(RIVER, channel=Channel.PAGE).id for _ in range(2))
    press(first)
    again = press(second)
    assert (again.submission, again.again, again.joined, len(counted)) == (first, True, True, 1)


def test_nothing_is_counted_where_a_guardian_has_to_agree_or_did_not(charter: Any, counted: list[Any]) -> None:
    one = young("heron@example.org").submission
    with pytest.raises(GuardianAsked) as asked:
        press(one.id)
    assert asked.value.form == RIVER
    Guardianship.objects.update(state="refused")
    with pytest.raises(GuardianDeclined):
        press(one.id)
    assert counted == []
    Guardianship.objects.update(state="agreed")
    assert press(one.id).submission == one.id


def closed(id: UUID, now: datetime) -> LinkState:
    for does in (press, lambda which, now: LINK.opened(link(which), now=now)):
        with pytest.raises(LinkClosed) as stuck:
            does(id, now=now)
    return stuck.value.state


def test_a_link_works_until_the_last_day_of_its_form_is_over_and_of_others_as_long_as_it_says(charter: Any) -> None:
    signed, asked = sent(RIVER).id, sent("feedback").id
    Submission.objects.filter(id=signed).update(created_at=OVER - timedelta(days=1))
    assert closed(signed, OVER) is LinkState.OVER
    assert LINK.opened(link(signed), now=OVER - SECOND).id == signed
    assert LINK.opened(link(asked), now=OVER).id == asked
    assert press(signed, now=OVER - SECOND).submission == signed
    assert closed(signed, OVER) is LinkState.USED
    assert closed(uuid4(), LATER) is LinkState.UNKNOWN


def outcomes(*ids: UUID, at: datetime = LATER) -> list[tuple[LinkState, UUID | None, bool]]:
    done = _confirm_all([_Pressed(id, at) for id in ids])
    return [(one.state, one.accepted.submission if one.accepted else None, one.declined) for one in done]


def test_of_those_pressed_at_one_time_each_stands_as_if_alone(charter: Any) -> None:
    over, late, asked, known = (
        sent(form, {"email": f"{who}@example.org"}).id
        for form, who in ((RIVER, "over"), (RIVER, "late"), ("feedback", "asked"), ("magazine", "known"))
    )
    guarded, refused, agreed = (young(f"{who}@example.org").submission.id for who in ("one", "two", "three"))
    for id, state in ((refused, "refused"), (agreed, "agreed")):
        Guardianship.objects.filter(submission_id=id).update(state=state)
    Submission.objects.filter(id=known).update(state=State.ACCEPTED)
    gone = uuid4()
    found = outcomes(guarded, asked, gone, refused, known, agreed, asked)
    assert found == [
        (LinkState.OPEN, None, False),
        (LinkState.OPEN, asked, False),
        (LinkState.UNKNOWN, None, False),
        (LinkState.OPEN, None, True),
        (LinkState.USED, None, False),
        (LinkState.OPEN, agreed, False),
        (LinkState.USED, None, False),
    ]
    assert Message.objects.filter(kind="forms:guardian").count() == 1
    assert Pending.objects.filter(kind="form:guardian:asked").count() == 1
    at_the_end = outcomes(over, late, at=OVER)
    assert at_the_end == [(LinkState.OVER, None, False)] * 2
    assert not Grant.objects.filter(submission_id__in=(over, late)).exclude(purpose="confirmation").exists()


def test_whoever_said_they_are_too_young_waits_the_second_time_beside_others_who_do_not(charter: Any) -> None:
    first = young("heron@example.org").submission
    press_guarded(first.id)
    again, other = (sent(RIVER, {"email": f"{who}@example.org"}).id for who in ("heron", "teal"))
    assert outcomes(again, other) == [(LinkState.OPEN, None, False), (LinkState.OPEN, other, False)]
    Guardianship.objects.filter(submission=first).update(state="refused")
    assert outcomes(again) == [(LinkState.OPEN, None, True)]


def press_guarded(id: UUID) -> None:
    with pytest.raises(GuardianAsked):
        press(id)


def test_the_latest_press_is_the_moment_of_all(charter: Any) -> None:
    one, other = (sent("feedback", {"email": f"{who}@example.org"}).id for who in ("one", "other"))
    _confirm_all([_Pressed(one, LATER + SECOND), _Pressed(other, LATER)])
    assert set(Submission.objects.values_list("accepted_at", flat=True)) == {LATER + SECOND}


def test_the_ways_of_a_link_are_these() -> None:
    ways: Callable[[datetime | None], LinkState] = lambda over: module._stands(Submission(state="pending"), over, NOW)  # noqa: E731 - a table
    assert [ways(over) for over in (None, NOW, NOW + SECOND, NOW - SECOND)] == [
        LinkState.OPEN, LinkState.OVER, LinkState.OPEN, LinkState.OVER,
    ]  # fmt: skip
