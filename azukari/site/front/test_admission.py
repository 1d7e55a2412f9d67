"""Networks take turns, and no turn is lost."""

import asyncio
from contextlib import ExitStack

import pytest

from azukari.site.front.admission import Admission, Bounds, Full
from azukari.site.front.turns import Turns

LOUD, QUIET = "127.1.1.0/24", "127.2.2.0/24"


def test_a_quiet_network_does_not_stand_behind_a_loud_one():
    order: list[str] = []

    async def ask(turns: Turns, network: str) -> None:
        async with turns.turn(network):
            order.append(network)
            await asyncio.sleep(0)

    async def everybody() -> None:
        turns = Turns(2)
        await asyncio.gather(*(ask(turns, network) for network in [LOUD] * 50 + [QUIET] * 2))

    asyncio.run(everybody())
    assert len(order) == 52
    assert [place for place, network in enumerate(order) if network == QUIET][-1] < 8


def test_a_turn_is_passed_on_by_whoever_gives_up():
    async def everybody() -> None:
        turns = Turns(1)
        begun = asyncio.Event()

        async def hold() -> None:
            async with turns.turn(LOUD):
                await begun.wait()

        async def ask() -> None:
            async with turns.turn(LOUD):
                pass

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        begun.set()
        await holding
        waiting[1].cancel()  # it has its turn, and has not heard of it yet
        await asyncio.gather(*waiting, return_exceptions=True)
        async with asyncio.timeout(5), turns.turn(QUIET):
            pass
        assert not waiting[2].cancelled()

    asyncio.run(everybody())


def test_a_crowd_out_of_many_networks_leaves_room_for_everybody_s_first_requests():
    admission = Admission(Bounds(waiting=10, waiting_of_network=5, assured=1))
    with ExitStack() as waiting:
        for number in range(10):
            waiting.enter_context(admission.waiting(f"127.{number % 2}.0.0/24"))
        waiting.enter_context(admission.waiting(QUIET))
        with pytest.raises(Full), admission.waiting(QUIET):
            pass
    with admission.waiting(QUIET):
        pass


def test_bytes_are_counted_until_the_answer():
    admission = Admission(Bounds(held=100))
    with admission.held(60), pytest.raises(Full), admission.held(41):
        pass
    with admission.held(100):
        pass
