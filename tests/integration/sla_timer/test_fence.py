"""While an upgrade rolls, the newest release alone fires, and the others say why they stand aside."""

import pytest
from msgspec.structs import replace

from dial2.errors import Transient
from dial2.fence import Fence, program_release
from dial2.profile import load
from tests.integration.sla_timer.timer import MONDAY_10, Timer, at

TRACKTIK = load("tracktik")


async def acts(fence: Fence, timer: Timer) -> bool:
    async with timer.database.work("test") as work:
        return await fence.holds(work)


async def test_an_older_release_stops_firing_once_a_newer_one_has_started(timer: Timer) -> None:
    await timer.opens("critical")
    await timer.now_is(at(16, 10, 45))
    await timer.fire()
    async with timer.under(TRACKTIK, release=2) as newer:
        await timer.now_is(at(16, 11))
        assert await timer.firing.step() > 0
        assert await timer.said("call_back") == [("warned", at(16, 11))]
        await newer.fire()
        assert await timer.breached("call_back") == [at(16, 11)]


async def test_health_says_who_took_over_and_what_to_do(timer: Timer) -> None:
    await timer.now_is(MONDAY_10)
    await timer.renew()
    await timer.fence.ready()
    async with timer.under(TRACKTIK, release=2) as newer:
        await newer.fence.ready()
        with pytest.raises(
            Transient, match=r"release 2\.1 tracktik took over at 2026-11-16 .* this is release 1\.1"
        ):
            await timer.fence.ready()


async def test_an_older_release_that_starts_late_does_not_take_over(timer: Timer) -> None:
    await timer.renew()
    async with timer.under(TRACKTIK, release=2) as newer, newer.under(TRACKTIK, release=1) as older:
        assert await acts(newer.fence, timer)
        assert not await acts(older.fence, timer)


async def test_copies_of_one_release_act_side_by_side(timer: Timer) -> None:
    async with timer.under(TRACKTIK) as other, timer.database.work("test") as mine:
        assert await timer.fence.holds(mine)
        assert await acts(other.fence, other)


async def test_a_takeover_waits_for_what_is_in_hand_and_others_do_not_wait_for_it(timer: Timer) -> None:
    """Who looks while the row is being taken over is told to come again."""
    await timer.renew()
    newer = Fence(timer.database, "sla-timer", [2, 1], terms="tracktik", digest="another")
    async with timer.database.work("test") as work:
        await work.connection.execute("SELECT FROM dial2.fences WHERE loop = 'sla-timer' FOR UPDATE")
        with pytest.raises(Transient, match="could not obtain lock"):
            await acts(timer.fence, timer)
    assert await acts(newer, timer)
    assert not await acts(timer.fence, timer)


async def test_of_one_version_with_two_contents_the_last_to_start_is_in_force(timer: Timer) -> None:
    """Two copies that took turns in judging each ticket would move its deadlines to and fro."""
    await timer.renew()
    edited = replace(TRACKTIK, warn_fraction=0.5)
    async with timer.under(edited) as other:
        assert await acts(other.fence, other)
        assert not await acts(timer.fence, timer)


async def test_an_older_version_of_the_contract_does_not_come_back_by_itself(timer: Timer) -> None:
    async with timer.under(replace(TRACKTIK, version=2)) as newer:
        assert not await acts(timer.fence, timer)
        assert await acts(newer.fence, newer)


async def test_another_contract_takes_over_whatever_its_version(timer: Timer) -> None:
    async with timer.under(replace(TRACKTIK, version=7)), timer.under(load("cytrack")) as other:
        assert await acts(other.fence, other)


def test_the_programs_release_is_the_numbers_of_its_version() -> None:
    assert len(program_release()) >= 2
