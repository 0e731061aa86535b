"""Recordings: their resource, and sound of the right length."""

import io
import wave
from datetime import UTC, datetime

import msgspec

from dial2_sandbox.exchange.identifiers import API_VERSION, new_sid, rfc2822

RATE = 8000  # samples a second, as on the telephone


class Recording(msgspec.Struct, kw_only=True):
    """`text` is what was said; its sound is silence of the same length."""

    account_sid: str
    call_sid: str
    text: str
    seconds: int
    sid: str = msgspec.field(default_factory=lambda: new_sid("RE"))
    created: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))

    @property
    def path(self) -> str:
        return f"/{API_VERSION}/Accounts/{self.account_sid}/Recordings/{self.sid}"

    def wav(self) -> bytes:
        """8 kHz mono PCM (RIFF/WAVE)."""
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(RATE)
            file.writeframes(b"\x80" * (self.seconds * RATE))
        return sound.getvalue()

    def resource(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "call_sid": self.call_sid,
            "channels": 1,
            "conference_sid": None,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "duration": str(self.seconds),
            "error_code": None,
            "price": None,
            "price_unit": "USD",
            "source": "RecordVerb",
            "start_time": rfc2822(self.created),
            "status": "completed",
            "uri": f"{self.path}.json",
        }
