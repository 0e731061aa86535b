"""The demonstration tells its whole story, on either bus, and says so by its exit code."""

import asyncio
import sys

import pytest


@pytest.mark.parametrize("bus", ["embedded", "rabbitmq"])
async def test_the_demonstration_ends_with_every_step_in_the_log(request: pytest.FixtureRequest, bus: str) -> None:
    arguments = ["--amqp", request.getfixturevalue("vhost_url")] if bus == "rabbitmq" else []
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dial2",
        "demo",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(120):
        out, _ = await process.communicate()
    told = out.decode()
    assert process.returncode == 0, told
    assert "The log holds every step" in told
    assert "0 faults in its hash chain" in told
    assert "second-line: voice delivered, sms delivered, digit acknowledged" in told
