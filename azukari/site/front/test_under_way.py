"""The loop is not woken for each answer, and whoever waits for one's end is not left waiting."""

import asyncio
from collections.abc import Callable
from typing import Any

from azukari.site.front.turns import Turns
from azukari.site.front.under_way import BEAT, UnderWay


class _Loop(asyncio.SelectorEventLoop):
    woken = 0

    def _write_to_self(self) -> None:
        self.woken += 1
        super()._write_to_self()  # type: ignore[misc]


def _run(visits: Callable[[_Loop], Any]) -> int:
    """How often the loop was woken meanwhile."""
    loop = _Loop()
    try:
        loop.run_until_complete(visits(loop))
    finally:
        loop.close()
    return loop.woken


def test_what_nobody_waits_for_is_heard_of_with_the_next_request():
    async def visits(loop: _Loop) -> None:
        under_way = UnderWay(lambda: False)
        ended = [under_way.begin(loop, longest=60, give_up=list) for _ in range(3)]
        for each in ended:
            under_way.end(loop, each)
        await asyncio.sleep(0)
        assert not any(each.done() for each in ended)
        under_way.settle()
        assert all(each.done() for each in ended)

    assert _run(visits) == 0


def test_without_a_next_request_it_is_heard_of_at_the_beat():
    async def visits(loop: _Loop) -> None:
        under_way = UnderWay(lambda: False)
        ended = under_way.begin(loop, longest=60, give_up=list)
        under_way.end(loop, ended)
        await asyncio.wait_for(ended, 100 * BEAT)

    assert _run(visits) == 0


def test_whoever_waits_for_a_turn_has_the_loop_woken():
    turns = Turns(1)
    under_way = UnderWay(lambda: turns.are_taken)

    async def visits(loop: _Loop) -> None:
        async with turns.turn("a"):
            under_way.end(loop, under_way.begin(loop, longest=60, give_up=list))
        under_way.end(loop, under_way.begin(loop, longest=60, give_up=list))

    assert _run(visits) == 1


def test_what_takes_too_long_is_given_up_once():
    given_up: list[int] = []

    async def visits(loop: _Loop) -> None:
        under_way = UnderWay(lambda: False)
        ended = under_way.begin(loop, longest=0, give_up=lambda: given_up.append(1))
        await asyncio.sleep(5 * BEAT)
        assert not ended.done()  # its thread goes on
        under_way.end(loop, ended)
        await asyncio.wait_for(ended, 100 * BEAT)

    _run(visits)
    assert given_up == [1]
