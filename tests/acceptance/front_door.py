"""One public address before several services, as a reverse proxy is in production: by path, nothing else."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request, Response

from dial2.process import http

OWNERS = {
    "voice": "intake-phone",
    "sms": "intake-phone",
    "page": "notifier",
    "ticket": "triage",
    "api": "triage",
}
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "host"}


@asynccontextmanager
async def front_door(port: int, ports: Mapping[str, int]) -> AsyncIterator[None]:
    """`ports` are where each service listens; one that is away is a 502."""
    app, stop = FastAPI(openapi_url=None), asyncio.Event()
    async with httpx.AsyncClient(timeout=20) as client:

        @app.api_route("/{path:path}", methods=["GET", "POST"])
        async def forward(request: Request, path: str) -> Response:
            first = path.partition("/")[0]
            owner = "intake-phone" if path.startswith("api/calls") else OWNERS.get(first)
            if owner is None:
                return Response(status_code=404)
            target = request.scope["raw_path"].decode() + (f"?{request.url.query}" if request.url.query else "")
            try:
                answer = await client.request(
                    request.method,
                    f"http://127.0.0.1:{ports[owner]}{target}",
                    content=await request.body(),
                    headers=[(k, v) for k, v in request.headers.items() if k not in _HOP_BY_HOP],
                )
            except httpx.TransportError:
                return Response(status_code=502)
            headers = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP}
            return Response(answer.content, answer.status_code, headers)

        serving = asyncio.create_task(http.serve(app, http.listen("127.0.0.1", port), stop), name="front door")
        try:
            yield
        finally:
            stop.set()
            await serving
