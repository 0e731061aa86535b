"""HTTP: one public server for the services' routes, one for operators that is not for the public."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException

from dial2.errors import Dial2Error, Forbidden, KeyReused, NotFound, Outdated, Permanent, Transient
from dial2.service import Check

_READY_SECONDS = 2.0
_SHUTDOWN_SECONDS = 5


class Server(uvicorn.Server):
    """Leaves signals to the process that it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises `Permanent` naming host and port if somebody else has them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise Permanent(f"Cannot listen on {host}:{port} ({error.strerror}); choose another port") from error
    return bound


async def serve(app: FastAPI, bound: socket.socket, stop: asyncio.Event) -> None:
    """Until `stop`; requests in hand are answered first."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]), name=f"http {bound.getsockname()[1]}")
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving


def public_app(routers: Mapping[str, APIRouter]) -> FastAPI:
    app = FastAPI(title="dial2", docs_url="/api/docs", redoc_url=None, openapi_url="/api/openapi.json")
    app.add_exception_handler(Dial2Error, _refused)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    for router in routers.values():
        app.include_router(router)
    return app


_STATUS: Mapping[type[Dial2Error], int] = {NotFound: 404, Forbidden: 403, Outdated: 412, KeyReused: 422}


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    """A domain error as a status: 409 for a refusal, 503 while something that it needs is away."""
    if isinstance(error, Transient):
        return _problem(503, str(error), headers={"Retry-After": "2"})
    return _problem(next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 409), str(error))


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    status, detail = getattr(error, "status_code", 500), getattr(error, "detail", "")
    return _problem(status, str(detail), headers=getattr(error, "headers", None))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """What makes no sense, in one line, and as FastAPI lists it."""
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    detail = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
    errors = [{"loc": list(each["loc"]), "msg": each["msg"], "type": each["type"]} for each in found]
    return _problem(422, detail, errors=errors)


def _problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """RFC 9457."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    } | more
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def ops_app(checks: Mapping[str, Check]) -> FastAPI:
    """`/healthz`: the process runs. `/readyz`: it can do its work. `/metrics`: for Prometheus."""
    app = FastAPI(title="dial2 operations", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "running"}

    @app.get("/readyz")
    async def readyz(response: Response) -> dict[str, str]:
        answers = {name: await _answer(check) for name, check in checks.items()}
        if any(answer != "ready" for answer in answers.values()):
            response.status_code = 503
        return answers

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


async def _answer(check: Check) -> str:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            await check()
    except TimeoutError:
        return f"no answer within {_READY_SECONDS:g} s"
    except Transient as error:
        return str(error)
    return "ready"
