"""Two copies as real processes, killed again and again while they fire: each alert is in the log, and once."""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.integration.sla_timer.timer import MONDAY_10, Timer, at
from tests.polling import eventually
from tests.ports import free_ports
from tests.servers.postgres import Database as Scratch

WAVES, TICKETS = 8, 400  # a wave of so many tickets each minute
RUN = (sys.executable, "-m", "dial2", "run", "sla-timer")
MINUTE = timedelta(minutes=1)


def environment(scratch: Scratch, port: int) -> Mapping[str, str]:
    roster = Path(__file__).parents[3] / "deploy/sandbox/dial2_sandbox/roster.toml"
    return os.environ | {
        "DIAL2_DATABASE_URL": scratch.url,
        "DIAL2_ROSTER": str(roster),
        "DIAL2_SECRET": "a secret of thirty-two characters",
        "DIAL2_PUBLIC_URL": "https://support.example.com",
        "DIAL2_OPS_PORT": str(port),
    }


async def test_two_copies_killed_at_random_say_everything_once(
    timer: Timer, database: Scratch, tmp_path: Path
) -> None:
    """Low tickets from Monday 10:00 on warn of call back and update, and of no more, on Tuesday from 16:00 on."""
    for wave in range(WAVES):
        numbers = range(wave * TICKETS + 1, (wave + 1) * TICKETS + 1)
        await timer.open_many("low", numbers, received_at=MONDAY_10 + wave * MINUTE)
    chance = random.Random(59)  # noqa: S311 - whom to kill and when, the same on every run
    ports = free_ports(2)
    with (tmp_path / "copies.log").open("ab") as logs:

        async def start(port: int) -> asyncio.subprocess.Process:
            env = environment(database, port)
            return await asyncio.create_subprocess_exec(*RUN, env=env, stdout=logs, stderr=logs)

        async def said(count: int) -> bool:
            return await timer.count_said() >= count

        copies = [await start(port) for port in ports]
        try:
            for wave in range(WAVES):
                before = wave * 2 * TICKETS
                await eventually(partial(said, before), within_seconds=60)
                await timer.now_is(at(17, 16) + wave * MINUTE + MINUTE / 2)
                await eventually(partial(said, before + chance.randrange(2 * TICKETS)), within_seconds=60)
                victim = chance.randrange(2)
                copies[victim].kill()
                await copies[victim].wait()
                copies[victim] = await start(ports[victim])
            await eventually(partial(said, WAVES * 2 * TICKETS), within_seconds=60)
        finally:
            for copy in copies:
                copy.kill()
                await copy.wait()
    said_of = Counter(await timer.order())
    assert said_of == {(n, "clock.warned"): 2 for n in range(1, WAVES * TICKETS + 1)}
