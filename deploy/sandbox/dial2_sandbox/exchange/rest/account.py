"""The account, its registration for texts (messaging/v1) and where it may call (voice/v1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBasicCredentials

from dial2_sandbox.exchange.rest.access import BASIC, Board, known
from dial2_sandbox.exchange.switchboard import Switchboard

SERVICE = "MG" + "0" * 32

account = APIRouter()
elsewhere = APIRouter()


def _board(request: Request, credentials: Annotated[HTTPBasicCredentials | None, Depends(BASIC)]) -> Switchboard:
    board: Switchboard = request.app.state.board
    known(board, credentials)
    return board


Anywhere = Annotated[Switchboard, Depends(_board)]


@account.get(".json")
async def fetch(board: Board) -> dict[str, object]:
    return {
        "sid": board.account_sid,
        "friendly_name": "the sandbox",
        "status": board.account.status,
        "type": "Trial" if board.account.trial else "Full",
    }


@elsewhere.get("/v1/Services")
async def services(board: Anywhere, request: Request) -> dict[str, object]:
    service = {"sid": SERVICE, "account_sid": board.account_sid}
    return _page("services", [] if board.account.campaign is None else [service], request)


@elsewhere.get("/v1/Services/{sid}/Compliance/Usa2p")
async def campaigns(sid: str, board: Anywhere, request: Request) -> dict[str, object]:
    state = board.account.campaign
    campaign = {"sid": "QE" + "0" * 32, "messaging_service_sid": sid, "campaign_status": str(state)}
    return _page("compliance", [] if state is None else [campaign], request)


@elsewhere.get("/v1/DialingPermissions/Countries/{country}")
async def country(country: str, board: Anywhere) -> dict[str, object]:
    return {
        "iso_code": country,
        "name": country,
        "low_risk_numbers_enabled": board.account.may_call(country),
        "high_risk_special_numbers_enabled": False,
        "high_risk_tollfraud_numbers_enabled": False,
    }


def _page(key: str, items: list[dict[str, str]], request: Request) -> dict[str, object]:
    return {
        key: items,
        "meta": {"key": key, "page": 0, "page_size": 50, "url": str(request.url), "next_page_url": None},
    }
