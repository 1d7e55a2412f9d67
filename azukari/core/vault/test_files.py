"""A file that is worked on for a while: sealed under a key of its own, and gone with it."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.core.vault import rotate
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.files import PIECE, FileGone, erase, expire, get, keep, put
from azukari.core.vault.models import SealedFile, SealedPart

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_it_comes_out_as_it_went_in_and_lies_sealed():
    id = keep(now=NOW, until=NOW + DAY)
    content = b"Hanako Mihon," * 50_000
    put(id, "content", [content[:7], content[7:600_000], content[600_000:]])
    put(id, "order", [b"{}"])
    assert b"".join(get(id, "content")) == content
    assert SealedPart.objects.filter(part="content").count() == len(content) // PIECE + 1
    assert not any(b"Hanako" in bytes(part.sealed) for part in SealedPart.objects.all())
    assert b"".join(get(id, "nothing")) == b""


def test_a_part_that_is_put_again_takes_the_place_of_the_first():
    id = keep(now=NOW, until=NOW + DAY)
    put(id, "order", [b"x" * (PIECE + 1)])
    put(id, "order", [b"second"])
    assert b"".join(get(id, "order")) == b"second"


def test_a_piece_opens_in_its_own_place_alone():
    id = keep(now=NOW, until=NOW + DAY)
    put(id, "content", [b"a" * PIECE, b"b"])
    SealedPart.objects.filter(number=0).update(number=2)
    with pytest.raises(CannotOpen):
        list(get(id, "content"))


def test_it_goes_when_its_day_is_over_or_its_work_is_done():
    late, done, other = (keep(now=NOW, until=NOW + DAY * days) for days in (1, 2, 3))
    for id in (late, done, other):
        put(id, "content", [b"x"])
    erase(done)
    expire(NOW + DAY)
    assert [row.id for row in SealedFile.objects.all()] == [other]
    assert SealedPart.objects.count() == 1
    for id in (late, done):
        with pytest.raises(FileGone):
            list(get(id, "content"))


def test_a_new_master_key_wraps_it_too(settings, monkeypatch: pytest.MonkeyPatch):
    id = keep(now=NOW, until=NOW + DAY)
    put(id, "content", [b"x"])
    SealedFile.objects.update(master=1)
    assert 1 in rotate.in_use()
    monkeypatch.setattr(rotate, "current_master", lambda: 2)
    assert rotate.outdated() == 1
