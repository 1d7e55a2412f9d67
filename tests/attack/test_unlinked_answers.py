"""P10: guests answer right after they have drawn their ticket. A day later, whoever has taken everything joins draws
and answers no better than chance; the same attack joins nearly all of them where answers are not sealed, or where the
keys of the day before are still there.
"""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from azukari.core.people.models import Person
from azukari.core.vault import epochs
from azukari.core.vault.models import KeyEpoch
from azukari.features.questionnaires import give, mixing
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.invited.tickets import make_key
from azukari.features.questionnaires.models import Invitation, MixedAnswers, Poll, PollState, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.attack import Pairs, correlation, hits
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened
from tests.attack.everything_taken import (
    DRAWN,
    Keys,
    Log,
    answers,
    base_backup,
    draws,
    heap,
    paired,
    rows_by_number,
    wrapped_keys,
)
from tests.cast import NOW
from tests.key_folder import key_folder
from tests.sizes import how_many

__all__ = ["key_folder"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.usefixtures("key_folder")]
GUESTS = how_many("AZUKARI_GUESTS")
HITS = 10
"""Exact hits that chance reaches: on average there is one, and eleven or more in one run of 10^8 (Poisson)."""

SIGMAS = 5.5
"""By how much a rank correlation differs from nothing by chance: by more in fewer than one run of 10^7."""


@pytest.fixture
def version(charter, monkeypatch) -> Version:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    for place in (give, mixing):  # a log that somebody copies away in time is one that is not emptied
        monkeypatch.setattr(place, "forget_log", lambda now: None)
    epochs.sweep(NOW)
    asked = replace(sample(), pages=sample().pages[:1], quotas=(Quota("young", "age < 30", GUESTS),))
    made = opened(asked)
    Poll.objects.update(by_invitation=True)
    made.poll.refresh_from_db()
    make_key(made.poll)
    return made


@pytest.fixture
def log(version):
    kept = Log()
    yield kept
    kept.end()


def _everybody_answers(version: Version, *, at_two_thirds=lambda: None) -> dict[str, int]:
    """Each draws and answers right after it; mixing comes by; returns what each said, by what is kept of their draw."""
    people = Person.objects.bulk_create([Person(created_at=NOW) for _ in range(GUESTS)])
    rows = Invitation.objects.bulk_create([Invitation(poll=version.poll, person=person) for person in people])
    secrets.SystemRandom().shuffle(rows)
    questionnaire, said = questionnaire_of(version), dict[str, int]()
    for at, row in enumerate(rows):
        asked = f"{DRAWN}{secrets.token_hex(24)}"
        Invitation.objects.filter(id=row.id).update(asked=asked)
        said[asked] = 100_000 + at
        words: dict[str, str | int] = {"visits": "weekly", "age": 20 + at % 2 * 20, "more": f"guest-{said[asked]}"}
        give_unlinked(version, questionnaire, words, day=NOW.date(), ticket=f"{uuid4().hex:0>64}")
        if at % 7 == 0:
            mixing.mix_all(NOW)
        if at == GUESTS * 2 // 3:
            at_two_thirds()
    return said


def _ended(version: Version) -> None:
    Poll.objects.update(state=PollState.CLOSED)
    mixing.mix_all(NOW)
    assert MixedAnswers.objects.count() == GUESTS


def _a_day_later() -> None:
    before, now = KeyEpoch.objects.order_by("-number")[0].number, NOW
    while not KeyEpoch.objects.filter(number__gt=before, destroyed_at__isnull=False).exists():
        now += timedelta(hours=1)
        assert now < NOW + timedelta(hours=24)
        epochs.sweep(now)


def _by_chance(pairs: Pairs) -> bool:
    return hits(pairs) <= HITS and (len(pairs) < 2 or abs(correlation(pairs)) < SIGMAS)


def test_a_day_later_draws_lead_to_answers_by_chance_alone(version, log, tmp_path):
    copies = list[bytes]()
    said = _everybody_answers(version, at_two_thirds=lambda: copies.append(base_backup(tmp_path / "base")))
    _ended(version)
    yesterday, earlier = Keys.of_now(), heap()
    _a_day_later()
    today, written = Keys.of_now(), log.taken()
    log.write_back()
    rows = heap()
    everything = b"\0".join((written, earlier, rows, *copies))
    wrapped, drew = wrapped_keys(everything), draws(written, said)
    assert drew == [*said.values()], "The log tells in which order tickets were drawn,"
    places = {"log": written, "rows": rows, "rows of the day before": earlier, "base backup": copies[0]}
    places |= {"everything": everything, "rows by their number": rows_by_number()}
    for name, place in places.items():
        found = answers(place, today, wrapped)
        assert _by_chance(paired(drew, found)), name
        if name.startswith("rows") and len(lying := draws(place, said)) == len(found):
            assert _by_chance(paired(lying, found)), "As they lie in both tables."
        assert name in {"base backup", "rows of the day before"} or len(found) == GUESTS
    then = answers(written, yesterday, wrapped)
    assert hits(paired(drew, then)) > 0.9 * GUESTS, "With the keys of the day before, the same attack finds them."


def test_the_same_attack_finds_them_where_nothing_is_sealed(version, log, monkeypatch):
    monkeypatch.setattr(give, "waiting", lambda _version, answers, _by: answers)
    said = _everybody_answers(version)
    _ended(version)
    _a_day_later()
    written = log.taken()
    found = answers(written, Keys.of_now(), wrapped_keys(written))
    assert hits(paired(draws(written, said), found)) > 0.9 * GUESTS
