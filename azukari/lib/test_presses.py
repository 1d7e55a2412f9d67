"""A press that comes twice does its work once; one that failed may come again."""

import threading
from datetime import timedelta

import pytest

from azukari.lib.presses import Presses


def _presses(*, lasts: timedelta = timedelta(minutes=1), most: int = 3) -> Presses:
    return Presses(lasts=lasts, most=most)


def test_the_second_finds_it_done():
    presses = _presses()
    digest = presses.digest({"a": ["1"]})
    assert not presses.is_done(digest)
    with presses.turn(digest) as first:
        assert first
        assert not presses.is_done(digest)
    with presses.turn(presses.digest({"a": ["1"]})) as first:
        assert not first
    assert presses.is_done(digest)
    assert not presses.is_done(presses.digest({"a": ["2"]}))


def test_what_failed_may_be_sent_again():
    presses = _presses()
    with pytest.raises(OSError, match="no"), presses.turn(b"x"):
        raise OSError("no")
    with presses.turn(b"x") as first:
        assert first


def test_only_so_many_are_known_and_only_so_long():
    presses = _presses()
    for digest in (b"1", b"2", b"3", b"4"):
        with presses.turn(digest):
            pass
    assert [presses.is_done(digest) for digest in (b"1", b"2", b"4")] == [False, True, True]
    shortly = _presses(lasts=timedelta(0))
    with shortly.turn(b"x"):
        pass
    assert not shortly.is_done(b"x")


def test_two_processes_have_no_digest_in_common():
    assert _presses().digest("x") != _presses().digest("x")


@pytest.mark.parametrize("fails", [False, True])
def test_the_second_waits_for_the_first(*, fails: bool):
    presses, begun, told, done = _presses(), threading.Event(), list[bool](), list[str]()

    def first() -> None:
        with presses.turn(b"x"):
            begun.set()
            waits.join(0.2)
            done.append("first")
            if fails:
                raise OSError("gone")

    def second() -> None:
        begun.wait(5)
        with presses.turn(b"x") as is_first:
            told.append(is_first)
            assert done == ["first"]

    waits = threading.Thread(target=second)
    waits.start()
    if fails:
        with pytest.raises(OSError, match="gone"):
            first()
    else:
        first()
    waits.join()
    assert told == [fails]
