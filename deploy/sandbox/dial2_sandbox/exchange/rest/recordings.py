"""Recordings: sound, resource, list, delete."""

from fastapi import APIRouter, Request, Response

from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.recordings import Recording
from dial2_sandbox.exchange.rest.access import Board
from dial2_sandbox.exchange.rest.paging import page
from dial2_sandbox.exchange.switchboard import Switchboard

router = APIRouter()


@router.get("/Recordings.json")
async def list_recordings(request: Request, board: Board) -> dict[str, object]:
    sid = request.query_params.get("CallSid")
    found = [recording for recording in reversed(board.recordings.values()) if sid in {None, recording.call_sid}]
    return page("recordings", found, request.query_params, request.url.path)


@router.get("/Calls/{call}/Recordings.json")
async def list_of_call(call: str, request: Request, board: Board) -> dict[str, object]:
    found = [recording for recording in reversed(board.recordings.values()) if recording.call_sid == call]
    return page("recordings", found, request.query_params, request.url.path)


@router.get("/Recordings/{sid}.json")
async def fetch(sid: str, board: Board) -> dict[str, object]:
    return _recording(board, sid).resource()


@router.get("/Recordings/{sid}")
@router.get("/Recordings/{sid}.wav")
async def sound(sid: str, board: Board) -> Response:
    return Response(_recording(board, sid).wav(), media_type="audio/x-wav")


@router.delete("/Recordings/{sid}.json", status_code=204)
async def delete(sid: str, board: Board) -> None:
    _recording(board, sid)
    del board.recordings[sid]


def _recording(board: Switchboard, sid: str) -> Recording:
    if sid not in board.recordings:
        raise Refused(20404, f"recording {sid}")
    return board.recordings[sid]
