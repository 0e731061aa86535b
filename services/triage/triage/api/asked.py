"""What a command's request says beside its body: who asks, of which version, and under which key."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from dial2.database import Database
from dial2.staff import Staff
from dial2.vocabulary import Role
from triage.adapters import commands
from triage.adapters.commands import Done
from triage.command import Terms
from triage.lifecycle import Action, permit, require

T = TypeVar("T")
_ETAG = re.compile(r'"(\d{1,9})"')
IfMatch = Annotated[
    str | None,
    Header(
        description="The ETag that the ticket was read with, or `*`; 412 where the ticket has changed since.",
        examples=['"3"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="Names this command: sent again within 24 hours it is answered as before and not done again.",
        examples=["5f0c8a52"],
    ),
]


@dataclass(frozen=True, kw_only=True)
class Asked:
    by: str
    terms: Terms
    database: Database

    async def once(self, act: Callable[[], Awaitable[Done]]) -> Response:
        """What the command came to; where its key was used before, what it came to then."""
        done = await self.answered(act, Done)
        headers = {"ETag": etag(done.version)}
        if done.ticket is None:
            return Response(status_code=204, headers=headers)
        headers["Location"] = f"/api/tickets/{done.ticket}"
        return JSONResponse({"ticket": done.ticket}, 201, headers)

    async def answered(self, act: Callable[[], Awaitable[T]], answer: type[T]) -> T:
        """What the command came to; where its key was used before, what it was answered then."""
        if self.terms.key is not None:
            async with self.database.connection() as connection:
                before = await commands.recall(connection, self.by, self.terms.key, self.terms.digest, answer)
            if before is not None:
                return before
        return await act()


def etag(version: int) -> str:
    """A ticket's version as HTTP writes it (RFC 9110)."""
    return f'"{version}"'


def asking(
    action: Action, staff: Staff, authenticated: Callable[..., str], database: Database
) -> Callable[..., Awaitable[Asked]]:
    """A dependency for the routes of `action`: 401 for nobody of the staff, 403 where the role is not enough."""

    async def asked(
        request: Request,
        by: Annotated[str, Depends(authenticated)],
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Asked:
        permit(action, staff.role_of(by), who=by)
        terms = Terms(version=_version(if_match), key=idempotency_key, digest=await _digest(request))
        return Asked(by=by, terms=terms, database=database)

    return asked


def asking_for(
    what: str, needed: Role, staff: Staff, authenticated: Callable[..., str], database: Database
) -> Callable[..., Awaitable[Asked]]:
    """The same for a command that is about no ticket, and so about no version."""

    async def asked(
        request: Request, by: Annotated[str, Depends(authenticated)], idempotency_key: IdempotencyKey = None
    ) -> Asked:
        require(needed, staff.role_of(by), what=what, who=by)
        terms = Terms(key=idempotency_key, digest=await _digest(request))
        return Asked(by=by, terms=terms, database=database)

    return asked


async def _digest(request: Request) -> bytes:
    wanted = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return hashlib.sha256(wanted).digest()


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    if not (found := _ETAG.fullmatch(if_match.strip())):
        raise HTTPException(422, f'If-Match is {if_match!r}: send the ETag of the ticket, such as "3", or *')
    return int(found[1])
