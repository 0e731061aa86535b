"""What a service is to the process that runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from fastapi import APIRouter

from dial2.consumer import Handler
from dial2.database import Database
from dial2.events import Payload
from dial2.profile.model import Profile
from dial2.roster.live import LiveRoster
from dial2.settings import FromEnvironment, Settings
from dial2.wake import Wake
from dial2.watch.watcher import Examine

Loop = Callable[[asyncio.Event], Awaitable[None]]
Check = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What a process lends to the services that run in it."""

    settings: Settings
    profile: Profile
    roster: LiveRoster
    database: Database
    wake: Wake


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a started service is made of.

    `loops` run until the stop event is set; one that ends before, or fails, stops the process loudly.
    `ready` checks raise `Transient` while the service cannot do its work. `examine` finds what is wrong with its
    work, of which somebody outside is to hear.
    """

    handlers: Mapping[type[Payload], Handler] = field(default_factory=dict)
    loops: Mapping[str, Loop] = field(default_factory=dict)
    router: APIRouter | None = None
    ready: Mapping[str, Check] = field(default_factory=dict)
    examine: Examine | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """`start` builds and wires everything; it is left, and closes what it opened, when the loops have ended."""

    name: str
    settings: Sequence[type[FromEnvironment]]  # beside `Settings`, what it reads from the environment
    start: Callable[[Runtime], AbstractAsyncContextManager[Parts]]
