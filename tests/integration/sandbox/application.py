"""The application of the unit tests behind a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response

from tests.unit.sandbox.application import Application


@asynccontextmanager
async def serving() -> AsyncIterator[Application]:
    listener = socket.create_server(("127.0.0.1", 0))
    application = Application(f"http://127.0.0.1:{listener.getsockname()[1]}")
    app = FastAPI(openapi_url=None)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def everything(request: Request) -> Response:
        asked = httpx.Request(
            request.method, str(request.url), headers=request.headers.raw, content=await request.body()
        )
        given = await application.handle_async_request(asked)
        return Response(given.content, given.status_code, dict(given.headers))

    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield application
    finally:
        server.should_exit = server.force_exit = True
        await serving
