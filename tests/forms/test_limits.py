"""What comes in is limited as tables say: who must show work, who waits, what is kept apart, who is written to."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from azukari.core.forms import challenge, intake, submit
from azukari.core.forms.answers import Answers, read
from azukari.core.forms.intake import Received
from azukari.core.forms.keep import About, Sender
from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.notices import notices
from azukari.core.forms.problem import Problem
from azukari.core.forms.submit import Letter, TooMany, may_write_to
from azukari.core.forms.suspicion import CROWDED
from azukari.core.policy_versions.current import Current
from azukari.core.vault.refusal import Refused
from azukari.policy.terms import Form
from tests.cast import NOW
from tests.console import desks
from tests.forms.filled import fresh_counters

__all__ = ["fresh_counters"]
HOUR = timedelta(hours=1)
GOT = Received(UUID(int=1), pending=True)


class Door:
    """What was handed on to be kept."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []

    def keep(self, charter: Current, form: Form, answers: Answers, about: About, *, now: datetime) -> Received:
        sent = {"channel": about.sender.channel, "origin": about.sender.origin, "mark": about.sender.mark}
        told = {"lang": about.lang, "mail": about.mail, "suspected": about.suspected}
        self.given.append({"charter": charter, "form": form, "answers": answers, "now": now, **sent, **told})
        return GOT


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door()
    monkeypatch.setattr(submit, "keep", made.keep)
    monkeypatch.setattr(submit, "_texts", type(submit._texts)(timedelta(days=1)))
    return made


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch):
    def limited(**some: int) -> None:
        limits = replace(settings.AZUKARI.limits, **some)
        monkeypatch.setattr(settings, "AZUKARI", replace(settings.AZUKARI, limits=limits))

    limited(submissions_per_network=0, confirmations_per_address=0, confirmations_per_form=0)
    return limited


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch):
    """``good`` is a solved proof of work, ``used`` one that was used before; anything else is none."""
    monkeypatch.setattr(submit, "solved", lambda payload, *, now: payload if payload in {"good", "used"} else None)
    monkeypatch.setattr(challenge, "spend", lambda solved: solved == "good")


def filled(charter: Current, **more: object) -> tuple[Form, Answers]:
    form = charter.policy.forms["feedback"]
    answers = read(form, charter.policy, {**desks.DATA["feedback"], **more}, lang="en")
    assert isinstance(answers, Answers)
    return form, answers


def send(charter: Current, sender: Sender, now: datetime = NOW, **more: object) -> Received | TooMany | Problem:
    form, answers = filled(charter, **more)
    return submit.submit(charter, form, answers, lang="en", sender=sender, now=now)


@pytest.mark.parametrize("channel", [Channel.PAGE, Channel.API])
@pytest.mark.parametrize("proof", ["", "good", "used", "false"])
def test_a_program_that_shows_false_work_is_told_and_a_page_is_taken_as_one_without(
    charter, door, limits, work, channel, proof
):
    told = send(charter, Sender("net", channel, altcha=proof))
    if channel is Channel.API and proof in {"used", "false"}:
        assert isinstance(told, Problem)
        assert told.code == "altcha"
        assert door.given == []
    else:
        assert told == GOT
        assert door.given[0]["channel"] is channel


def test_without_work_a_network_sends_so_many_an_hour(charter, door, limits, work):
    limits(submissions_per_network=2)
    without = Sender("net", Channel.PAGE)
    assert [send(charter, without) for _ in range(3)] == [GOT, GOT, TooMany(3600)]
    assert send(charter, Sender("net", Channel.PAGE, altcha="good")) == GOT, "who works is not counted"
    assert send(charter, Sender("net", Channel.PAGE, altcha="used")) == TooMany(3600)
    assert send(charter, Sender("another", Channel.PAGE)) == GOT
    assert send(charter, without, now=NOW + HOUR) == GOT


def test_the_signs_of_a_robot_are_told_to_the_intake(charter, door, limits, work):
    robot = "Best prices: http://a.example http://b.example http://c.example"
    for sender, message, suspected in (
        (Sender("net", Channel.PAGE, altcha="good"), "A question.", False),
        (Sender("net", Channel.PAGE), "A question.", False),
        (Sender("net", Channel.PAGE, hasty=True), robot, True),
    ):
        send(charter, sender, message=message)
        assert bool(door.given[-1]["suspected"]) is suspected
    reasons = door.given[-1]["suspected"].reasons
    assert set(reasons) >= {"many-links"}
    assert door.given[-1]["mail"] is False, "nobody is written to for what may be a robot's"


def test_the_same_long_text_the_fourth_time_is_a_sign(charter, door, limits, work):
    text = "This is one and the same long text that somebody sends again and again."
    seen = [submit._is_repeated(*filled(charter, message=text), NOW) for _ in range(submit._TIMES + 1)]
    assert seen == [False] * submit._TIMES + [True]
    assert not submit._is_repeated(*filled(charter, message=text + " Once more."), NOW)
    assert not submit._is_repeated(*filled(charter, message=text), NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("address", "limit", "of_form", "letters"),
    [
        ("", 0, 0, [Letter.NONE] * 3),
        ("hana@example.org", 0, 0, [Letter.GOES] * 3),
        ("hana@example.org", 2, 0, [Letter.GOES, Letter.GOES, Letter.NONE]),
        ("hana@example.org", 0, 2, [Letter.GOES, Letter.GOES, Letter.WAITS]),
        ("hana@example.org", 1, 2, [Letter.GOES, Letter.NONE, Letter.NONE]),
    ],
)
def test_who_is_written_to(charter, door, limits, address, limit, of_form, letters):
    limits(confirmations_per_address=limit, confirmations_per_form=of_form)
    form, answers = filled(charter, email=address)
    assert [submit._letter(form, answers, now=NOW) for _ in range(3)] == letters


def test_what_is_not_sent_is_charged_to_nobody(charter, door, limits):
    limits(confirmations_per_address=1, confirmations_per_form=3)
    form, answers = filled(charter, email="hana@example.org")
    other = filled(charter, email="other@example.org")[1]
    assert submit._letter(form, answers, now=NOW) is Letter.GOES
    for _ in range(5):
        assert submit._letter(form, answers, now=NOW) is Letter.NONE
    assert submit._letter(form, other, now=NOW) is Letter.GOES, "the form has sent one, not six"
    assert may_write_to(form, "third@example.org", now=NOW)
    assert not may_write_to(form, "fourth@example.org", now=NOW), "the form's hour is used up"
    assert submit._letter(form, filled(charter, email="fourth@example.org")[1], now=NOW) is Letter.WAITS
    assert may_write_to(form, "fourth@example.org", now=NOW + HOUR), "neither was charged to the address"


def test_an_address_that_somebody_types_is_written_to_so_often_a_day_however_it_is_spelled(charter, limits):
    limits(confirmations_per_address=2, confirmations_per_form=0)
    form = charter.policy.forms["feedback"]
    spelled = ["hana@example.org", "Hana@Example.org", "hana@example.org"]
    assert [may_write_to(form, address, now=NOW) for address in spelled] == [True, True, False]
    assert may_write_to(form, "other@example.org", now=NOW)


def test_what_exceeds_the_hour_of_a_form_is_kept_apart(charter, door, limits, work):
    limits(confirmations_per_form=1)
    for mail, suspected in ((True, None), (False, CROWDED)):
        send(charter, Sender("net", Channel.PAGE, altcha="good"), email="hana@example.org")
        assert (door.given[-1]["mail"], door.given[-1]["suspected"]) == (mail, suspected)


def test_the_intake_gets_what_was_sent_and_nothing_else(charter, door, limits, work):
    form, answers = filled(charter, email="hana@example.org")
    send(charter, Sender("net", Channel.API, altcha="good", origin="https://a.example/"), email="hana@example.org")
    (given,) = door.given
    assert given == {
        "charter": charter,
        "form": form,
        "answers": answers,
        "lang": "en",
        "channel": Channel.API,
        "now": NOW,
        "mail": True,
        "suspected": None,
        "origin": "https://a.example/",
        "mark": None,
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [({"closes": date(2026, 11, 23)}, "submit.closed"), ({"opens": date(2026, 11, 25)}, "submit.not-yet")],
)
def test_the_door_itself_takes_nothing_for_a_form_that_is_not_open(charter, change, code):
    """Whoever has asked before, or has not."""
    form, answers = filled(charter)
    shut = replace(charter.policy, forms={**charter.policy.forms, form.slug: replace(form, **change)})
    with pytest.raises(Refused) as refused:
        intake.receive(
            charter=replace(charter, policy=shut),
            form=form,
            answers=answers,
            lang="en",
            notice=notices(charter, form)["en"].digest,
            channel=Channel.PAGE,
            now=NOW,
        )
    assert refused.value.verdict.code == code
    assert not Submission.objects.exists()
