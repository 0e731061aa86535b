"""Runs the sandbox until interrupted."""

import asyncio
from contextlib import suppress

from dial2_sandbox.server import serve
from dial2_sandbox.settings import SandboxSettings

with suppress(KeyboardInterrupt):
    asyncio.run(serve(SandboxSettings()))
