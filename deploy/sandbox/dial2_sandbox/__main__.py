"""Runs the sandbox until it is stopped."""

import asyncio

from dial2_sandbox.server import serve
from dial2_sandbox.settings import SandboxSettings

asyncio.run(serve(SandboxSettings()))
