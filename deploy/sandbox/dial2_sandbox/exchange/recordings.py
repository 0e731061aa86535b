"""Recordings: their resource, and sound of the right length."""

import io
import wave
from datetime import UTC, datetime
from typing import Literal

import msgspec

from dial2_sandbox.exchange.identifiers import API_VERSION, new_sid, rfc2822

Status = Literal["in-progress", "completed", "absent"]

RATE = 8000  # samples a second, as on the telephone


class Recording(msgspec.Struct, kw_only=True):
    """`text` is what was said; its sound is silence of the same length. `source` is the provider's word."""

    account_sid: str
    call_sid: str
    text: str
    seconds: int
    source: str = "RecordVerb"
    channels: int = 1
    status: Status = "completed"
    sid: str = msgspec.field(default_factory=lambda: new_sid("RE"))
    created: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))

    @property
    def path(self) -> str:
        return f"/{API_VERSION}/Accounts/{self.account_sid}/Recordings/{self.sid}"

    def wav(self) -> bytes:
        """8 kHz PCM (RIFF/WAVE)."""
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(self.channels)
            file.setsampwidth(1)
            file.setframerate(RATE)
            file.writeframes(b"\x80" * (self.seconds * RATE * self.channels))
        return sound.getvalue()

    def told(self, base_url: str) -> dict[str, str]:
        """What a status callback says of it."""
        return {
            "AccountSid": self.account_sid,
            "CallSid": self.call_sid,
            "RecordingSid": self.sid,
            "RecordingUrl": base_url + self.path,
            "RecordingDuration": str(self.seconds),
            "RecordingChannels": str(self.channels),
            "RecordingSource": self.source,
            "RecordingStartTime": rfc2822(self.created) or "",
            "RecordingStatus": self.status,
        }

    def resource(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "call_sid": self.call_sid,
            "channels": self.channels,
            "conference_sid": None,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "duration": str(self.seconds),
            "error_code": None,
            "price": None,
            "price_unit": "USD",
            "source": self.source,
            "start_time": rfc2822(self.created),
            "status": self.status,
            "uri": f"{self.path}.json",
        }
