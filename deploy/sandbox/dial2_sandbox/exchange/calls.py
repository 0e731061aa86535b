"""A call: the resource of the API, and what runs on it."""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from dial2_sandbox.exchange.documents import Document
from dial2_sandbox.exchange.identifiers import API_VERSION, rfc2822
from dial2_sandbox.handset.line import Line

Status = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]

FINAL: frozenset[Status] = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_STEPS: tuple[Status, ...] = ("queued", "initiated", "ringing", "in-progress")
_EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}


class StatusPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where a call's progress is told, and which of it: initiated, ringing, answered, completed."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


class RecordingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A call is recorded while it lasts; which of it is told where: in-progress, completed, absent."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
    channels: int = 1


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """Answering-machine detection: `asynchronous` runs the document at once and tells `url` later."""

    mode: Literal["Enable", "DetectMessageEnd"]
    asynchronous: bool = False
    url: str = ""
    method: str = "POST"


class Call(msgspec.Struct, kw_only=True):
    account_sid: str
    from_: str
    to: str
    direction: Direction
    line: Line
    sid: str
    status: Status = "queued"
    parent_sid: str | None = None
    plan: StatusPlan | None = None
    detection: Detection | None = None
    recording: RecordingPlan | None = None
    answered_by: str | None = None
    created: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))
    started: datetime | None = None
    ended: datetime | None = None
    seconds: int | None = None
    answered_at: float | None = None  # on the clock of the exchange's pace
    told: int = 0  # status callbacks so far
    replacement: Document | None = None  # set by whoever redirects the call from outside

    @property
    def final(self) -> bool:
        return self.status in FINAL

    def may_become(self, status: Status) -> bool:
        """A call's status only moves forward, and a final one stays."""
        return not self.final and (status in FINAL or _STEPS.index(status) > _STEPS.index(self.status))

    def take_replacement(self) -> Document | None:
        """The document somebody has redirected the call to, once."""
        replacement, self.replacement = self.replacement, None
        return replacement

    def params(self) -> dict[str, str]:
        """The parameters that every webhook about this call carries."""
        params = {
            "AccountSid": self.account_sid,
            "ApiVersion": API_VERSION,
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Called": self.to,
            "Caller": self.from_,
            "Direction": self.direction,
            "From": self.from_,
            "To": self.to,
            "FromCity": "",
            "ToCity": "",
        }
        if self.parent_sid:
            params["ParentCallSid"] = self.parent_sid
        if self.answered_by:
            params["AnsweredBy"] = self.answered_by
        return params

    def event(self) -> str:
        """The callback event that the present status is told by."""
        return "completed" if self.final else _EVENTS.get(self.status, self.status)

    def resource(self) -> dict[str, object]:
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "answered_by": self.answered_by,
            "caller_name": None,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.ended or self.started or self.created),
            "direction": self.direction,
            "duration": None if self.seconds is None else str(self.seconds),
            "end_time": rfc2822(self.ended),
            "forwarded_from": None,
            "from": self.from_,
            "from_formatted": self.from_,
            "parent_call_sid": self.parent_sid,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "start_time": rfc2822(self.started),
            "status": "queued" if self.status == "initiated" else self.status,
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
            "to": self.to,
            "to_formatted": self.to,
            "uri": f"{uri}.json",
        }
