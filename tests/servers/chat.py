"""A chat service that takes messages as apprise's `json://` brings them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request, Response

from tests.polling import eventually


class ChatService:
    """`status`: what it answers from now on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.status = 200
        self.asked = 0
        self.messages: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"json://user:token-of-the-room@127.0.0.1:{self.port}/room"

    async def takes(self, request: Request) -> Response:
        self.asked += 1
        if self.status < 300:
            self.messages.append(await request.json())
        return Response(status_code=self.status)

    async def message(self, contains: str) -> dict[str, str]:
        """The first that contains this, once it is there."""
        return (await eventually(lambda: [one for one in self.messages if contains in str(one)]))[0]


@asynccontextmanager
async def serving() -> AsyncIterator[ChatService]:
    listener = socket.create_server(("127.0.0.1", 0))
    service = ChatService(listener.getsockname()[1])
    app = FastAPI(openapi_url=None)
    app.add_api_route("/room/", service.takes, methods=["POST"])
    app.add_api_route("/room", service.takes, methods=["POST"])
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield service
    finally:
        server.should_exit = server.force_exit = True
        await running
