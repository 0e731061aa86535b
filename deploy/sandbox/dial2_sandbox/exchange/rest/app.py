"""The API as an ASGI application."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.identifiers import API_VERSION
from dial2_sandbox.exchange.rest import account, calls, messages, numbers, recordings
from dial2_sandbox.exchange.switchboard import Switchboard


def build(board: Switchboard) -> FastAPI:
    app = FastAPI(title="dial2 sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.board = board
    app.include_router(account.elsewhere)
    of_account = APIRouter(prefix=f"/{API_VERSION}/Accounts/{{account_sid}}")
    for resource in (calls, messages, recordings, numbers):
        of_account.include_router(resource.router)
    of_account.include_router(account.account)
    app.include_router(of_account)
    app.add_exception_handler(Refused, _refuse)
    app.add_exception_handler(HTTPException, _no_such_address)
    return app


async def _refuse(_request: Request, error: Exception) -> JSONResponse:
    refused = error if isinstance(error, Refused) else Refused(20500)
    return JSONResponse(refused.body(), status_code=refused.status)


async def _no_such_address(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses in the API's own form."""
    if isinstance(error, HTTPException) and not request.url.path.startswith((f"/{API_VERSION}", "/v1/")):
        return JSONResponse({"error": error.detail}, status_code=error.status_code)
    return JSONResponse(Refused(20404, request.url.path).body(), status_code=404)
