"""Two hundred callers at once: how long a webhook waits for its document, beside a bare FastAPI route.

`python -m bench.calls [--quick]`: the intake of calls as a process of its own on a real Postgres; callers ask for
support at night and leave a message, with people's pauses. A table, then the same as a line of JSON.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

import aiohttp
import uvloop

from bench.ratios import Ratio, percentile, table
from bench.site import servers
from dial2.webhook_signature import sign
from tests.acceptance.house import NUMBER
from tests.polling import eventually
from tests.ports import free_ports

CALLERS, ROUNDS = 200, 3
SEED = 20261130
AIM = 3.0
_PAUSE = (0.5, 2.5)  # seconds between two webhooks of one call

Steps = list[tuple[str, dict[str, str]]]


@dataclass
class Telephones:
    """Sends the webhooks of calls to `target`, signed for `public_url`, and notes how long each takes."""

    target: str
    public_url: str
    token: str
    session: aiohttp.ClientSession
    seconds: list[float] = field(default_factory=list)

    async def call(self, sid: str, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, _PAUSE[1]))
        for path, more in story(sid):
            await self._post(path, {"CallSid": sid, "From": "+15145550142", "To": NUMBER, **more})
            await asyncio.sleep(chance.uniform(*_PAUSE))

    async def _post(self, path: str, fields: Mapping[str, str]) -> None:
        headers = {"X-Twilio-Signature": sign(self.token, self.public_url + path, fields)}
        began = perf_counter()
        async with self.session.post(self.target + path, data=fields, headers=headers) as answer:
            await answer.read()
            answer.raise_for_status()
        self.seconds.append(perf_counter() - began)


def story(sid: str) -> Steps:
    recording = {"RecordingSid": f"RE{sid}", "RecordingDuration": "9"}
    return [
        ("/voice/answer", {"CallStatus": "ringing"}),
        ("/voice/pressed?turn=1", {"Digits": "2"}),
        ("/voice/pressed?turn=2", {"Digits": "2"}),
        ("/voice/recorded?turn=3", recording),
        ("/voice/recording", recording),
        ("/voice/status", {"CallStatus": "completed", "CallDuration": "40"}),
    ]


@asynccontextmanager
async def bare_route() -> AsyncIterator[str]:
    port = free_ports(1)[0]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.bare_route", str(port)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        if not await process.stdout.readline():
            raise RuntimeError("the bare route did not start: see above")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


async def measured(target: str, public_url: str, token: str, *, callers: int, name: str) -> list[float]:
    """Seconds of every webhook, in order of length."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        telephones = Telephones(target, public_url, token, session)
        await asyncio.gather(*(telephones.call(f"CA{name}{number}", chance) for number in range(callers)))
    return sorted(telephones.seconds)


async def measure(*, callers: int, rounds: int) -> list[Ratio]:
    """The two take turns; each is warm before it counts."""
    ours, floor = list[float](), list[float]()
    async with servers() as there, there.site(["intake-phone"]) as site, bare_route() as bare:
        await site.at_night()
        token = site.sandbox.settings.auth_token.get_secret_value()
        for number in range(rounds + 1):
            name = f"{number}-"
            theirs = await measured(bare, site.public_url, token, callers=callers, name=name)
            own = await measured(site.url("intake-phone"), site.public_url, token, callers=callers, name=name)
            if number:
                ours += own
                floor += theirs
        await eventually(lambda: site.count("call.ended", (rounds + 1) * callers), within_seconds=30)
    return [
        Ratio(
            name=f"webhook p{percent}",
            unit="ms",
            ours=1000 * percentile(sorted(ours), percent),
            floor=1000 * percentile(sorted(floor), percent),
            bound="≤",
            aim=AIM if percent == 99 else None,
        )
        for percent in (50, 99)
    ]


if __name__ == "__main__":
    quick = "--quick" in sys.argv[1:]
    ratios = uvloop.run(measure(callers=CALLERS, rounds=1 if quick else ROUNDS))
    print(f"{CALLERS} callers at once\n{table(ratios)}")
    print(json.dumps({ratio.name: ratio.facts for ratio in ratios}))
