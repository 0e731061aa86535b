import asyncio

import pytest

from dial2.errors import Unavailable
from intake_phone.backlog import Backlog
from intake_phone.budget import Budget


async def test_what_is_done_in_time_gives_its_result() -> None:
    async def work() -> str:
        return "done"

    assert await Budget(5.0).spend(work()) == "done"


async def test_what_fails_in_time_fails() -> None:
    async def work() -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await Budget(5.0).spend(work())


async def test_what_is_late_is_given_up_even_where_it_does_not_end_when_cancelled() -> None:
    released = asyncio.Event()
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await released.wait()
            ended.set()

    with pytest.raises(Unavailable, match=r"within 0\.01 s"):
        await Budget(0.01).spend(work())
    assert not ended.is_set()
    released.set()
    await ended.wait()


async def test_what_can_never_be_done_keeps_nothing_else_waiting() -> None:
    done: list[str] = []

    async def broken() -> None:
        raise ValueError("broken")

    async def fine() -> None:
        done.append("fine")

    backlog = Backlog()
    backlog.put("broken", broken)
    backlog.put("fine", fine)
    await backlog.step()
    assert (done, len(backlog)) == (["fine"], 0)


async def test_what_waits_is_done_in_order_and_kept_until_it_is_done() -> None:
    done: list[str] = []
    away = True

    async def first() -> None:
        if away:
            raise Unavailable("away")
        done.append("first")

    async def second() -> None:
        done.append("second")

    backlog = Backlog()
    backlog.put("first", first)
    backlog.put("second", second)
    with pytest.raises(Unavailable):
        await backlog.step()
    assert (done, len(backlog)) == ([], 2)
    away = False
    await backlog.step()
    assert (done, len(backlog)) == (["first", "second"], 0)
