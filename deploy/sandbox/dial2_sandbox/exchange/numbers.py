"""The account's own telephone numbers."""

from datetime import UTC, datetime

import msgspec

from dial2_sandbox.exchange.identifiers import API_VERSION, new_sid, rfc2822


class IncomingNumber(msgspec.Struct, kw_only=True):
    """A number that callers dial, and where the application answers for it."""

    phone_number: str
    account_sid: str
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sid: str = msgspec.field(default_factory=lambda: new_sid("PN"))
    date_created: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))

    def resource(self) -> dict[str, object]:
        return {
            **msgspec.to_builtins(self),
            "friendly_name": self.friendly_name or self.phone_number,
            "api_version": API_VERSION,
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "date_created": rfc2822(self.date_created),
            "date_updated": rfc2822(self.date_created),
            "status": "in-use",
            "uri": f"/{API_VERSION}/Accounts/{self.account_sid}/IncomingPhoneNumbers/{self.sid}.json",
        }
