"""Record: a message after the tone, with or without a transcript."""

from dial2_sandbox.exchange.documents import Element, Fetch, number
from dial2_sandbox.exchange.identifiers import new_sid
from dial2_sandbox.exchange.recordings import Recording
from dial2_sandbox.exchange.session import EndOfCall, Session
from dial2_sandbox.handset.line import Ear, Recorded

TRANSCRIBABLE = range(2, 121)  # seconds
TRANSCRIPTION_DELAY = 20.0


async def record(session: Session, verb: Element) -> Fetch | None:
    """The action with the recording; the next verb where nothing was said."""
    if verb.get("playBeep", "true") == "true":
        session.hear("beep")
    silence = number(verb, "timeout", 5)
    ear = Ear(recording=True)
    board = session.board
    with session.line.listening(ear):
        try:
            await board.changes.until(
                lambda: ear.complete or ear.silent, within=board.pace.real(silence, attended=session.line.attended)
            )
        except TimeoutError:
            return None
    if ear.recorded is None:
        return None
    return await _keep(session, verb, ear.recorded, silence=silence)


async def _keep(session: Session, verb: Element, message: Recorded, *, silence: float) -> Fetch | None:
    board = session.board
    limit = int(number(verb, "maxLength", 3600))
    recording = Recording(
        account_sid=board.account_sid,
        call_sid=session.call.sid,
        text=message.text,
        seconds=min(message.seconds, limit),
    )
    board.recordings[recording.sid] = recording
    params = {
        "RecordingSid": recording.sid,
        "RecordingUrl": board.base_url + recording.path,
        "RecordingDuration": str(recording.seconds),
    }
    try:
        await board.pace.wait(recording.seconds)
    finally:
        _announce(session, verb, recording, params)
    action = Fetch(url=session.link(verb.get("action")), method=verb.get("method", "POST"), params=params)
    if message.ends == "hangup":
        _report_hangup(session, action)
    if message.ends == "#" and "#" in verb.get("finishOnKey", "1234567890*#"):
        return Fetch(url=action.url, method=action.method, params=params | {"Digits": "#"})
    if message.seconds < limit:
        await board.pace.wait(silence)
    return action


def _report_hangup(session: Session, action: Fetch) -> None:
    """A caller who hangs up ends the message; the action is told, and what it answers is of no use."""
    params = session.params() | dict(action.params) | {"Digits": "hangup", "CallStatus": "completed"}
    session.board.callbacks.post(
        action.url, params, about=session.call.sid, event="record-hangup", method=action.method
    )
    raise EndOfCall


def _announce(session: Session, verb: Element, recording: Recording, params: dict[str, str]) -> None:
    board = session.board
    if callback := verb.get("recordingStatusCallback"):
        board.callbacks.post(
            session.link(callback),
            recording.told(board.base_url),
            about=recording.sid,
            event="recording",
            method=verb.get("recordingStatusCallbackMethod", "POST"),
        )
    callback = verb.get("transcribeCallback")
    if callback or verb.get("transcribe") == "true":
        url = session.link(callback) if callback else ""
        board.spawn(_transcribe(session, recording, url, params), name=f"transcript of {recording.sid}")


async def _transcribe(session: Session, recording: Recording, url: str, params: dict[str, str]) -> None:
    """A transcript comes later, or `failed` where the message is too short or too long for one."""
    await session.board.pace.wait(TRANSCRIPTION_DELAY)
    fit = recording.seconds in TRANSCRIBABLE
    sid = new_sid("TR")
    told = session.call.params() | {
        "RecordingSid": recording.sid,
        "RecordingUrl": params["RecordingUrl"],
        "TranscriptionSid": sid,
        "TranscriptionStatus": "completed" if fit else "failed",
        "TranscriptionText": recording.text if fit else "",
        "TranscriptionType": "fast",
        "TranscriptionUrl": f"{params['RecordingUrl']}/Transcriptions/{sid}",
    }
    session.board.callbacks.post(url, told, about=f"{recording.sid}/transcript", event="transcription")
