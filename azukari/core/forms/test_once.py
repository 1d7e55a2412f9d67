"""The mark of a filled form: another number, form or word is another mark; each leads to its own outcome, for a day."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from azukari.core.forms.models import SentMark
from azukari.core.forms.once import Mark, answered_before, forget_sent, mark_of, row

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FILLED = {"name": "花", "uses": ("walking", "fishing")}


def mark(chance: str = "chance", form: str = "magazine", whose: str = "ours", **filled: object) -> Mark:
    return mark_of(chance, form, {**FILLED, **filled}, secret=whose)


def test_the_same_form_has_the_same_mark_in_whatever_order_it_came() -> None:
    assert mark() == mark_of("chance", "magazine", dict(reversed(FILLED.items())), secret="ours")
    assert mark() == mark(uses=["walking", "fishing"])


def test_anything_else_has_another() -> None:
    others = [
        mark("other"),
        mark(form="feedback"),
        mark(whose="theirs"),
        mark(name="太郎"),
        mark(uses=("walking",)),
        mark(more="x"),
        mark(chance="magazine", form="chance"),
    ]
    assert len({one.digest for one in [mark(), *others]}) == len(others) + 1
    assert all(one.digest != one.key for one in others)


@pytest.mark.django_db
def test_each_leads_to_what_became_of_it_for_a_day_and_to_nothing_else() -> None:
    first, second = uuid4(), uuid4()
    kept = [row(mark(), first, answered="mail", now=NOW), row(mark("two"), second, answered="none", now=NOW + SECOND)]
    SentMark.objects.bulk_create(SentMark(digest=a, outcome=b, expires_at=c) for a, b, c in kept)
    last = NOW + DAY - SECOND
    assert answered_before(mark(), now=last) == (first, "mail")
    assert answered_before(mark("two"), now=last) == (second, "none")
    assert answered_before(mark("three"), now=NOW) is None
    assert answered_before(mark(), now=NOW + DAY) is None
    stolen = Mark(mark().digest, mark("two").key)
    assert answered_before(stolen, now=NOW) is None
    assert forget_sent(NOW + DAY) == 0
    assert forget_sent(NOW + DAY + SECOND) == 1
    assert answered_before(mark("two"), now=last) == (second, "none")
