"""A message: the resource of the API."""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from dial2_sandbox.exchange.identifiers import API_VERSION, new_sid, rfc2822

Status = Literal["accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "received"]
Direction = Literal["inbound", "outbound-api", "outbound-reply", "outbound-call"]
SEGMENT = 160  # characters of GSM-7 in one SMS


class Message(msgspec.Struct, kw_only=True):
    account_sid: str
    from_: str
    to: str
    body: str
    direction: Direction
    status: Status = "queued"
    error_code: int | None = None
    status_callback: str = ""
    service_sid: str | None = None
    valid_seconds: int = 36000  # how long it may wait before it is dropped
    sid: str = msgspec.field(default_factory=lambda: new_sid("SM"))
    created: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))
    sent: datetime | None = None

    @property
    def segments(self) -> str:
        return str(max(1, -(-len(self.body) // SEGMENT)))

    def params(self) -> dict[str, str]:
        """The parameters of every webhook about this message."""
        params = {
            "AccountSid": self.account_sid,
            "ApiVersion": API_VERSION,
            "From": self.from_,
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "To": self.to,
        }
        if self.direction == "inbound":
            return params | {
                "Body": self.body,
                "NumMedia": "0",
                "NumSegments": self.segments,
                "SmsMessageSid": self.sid,
                "SmsStatus": self.status,
                "FromCity": "",
            }
        params |= {"MessageStatus": self.status, "SmsStatus": self.status}
        if self.service_sid:
            params["MessagingServiceSid"] = self.service_sid
        if self.error_code is not None:
            params["ErrorCode"] = str(self.error_code)
        return params

    def resource(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": rfc2822(self.created),
            "date_sent": rfc2822(self.sent),
            "date_updated": rfc2822(self.sent or self.created),
            "direction": "outbound-api" if self.direction == "outbound-call" else self.direction,
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else f"Carrier error {self.error_code}",
            "from": self.from_,
            "messaging_service_sid": self.service_sid,
            "num_media": "0",
            "num_segments": self.segments,
            "price": None,
            "price_unit": "USD",
            "status": self.status,
            "subresource_uris": {},
            "to": self.to,
            "uri": f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}.json",
        }
