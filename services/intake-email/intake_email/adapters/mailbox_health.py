"""Whether a mailbox is being read, for readiness and for Prometheus."""

import time
from datetime import UTC, datetime

from prometheus_client import Gauge

from dial2.errors import Transient

LOOKED = Gauge("dial2_mailbox_looked_timestamp_seconds", "When a mailbox was last read to its end", ["mailbox"])
FAILING = Gauge(
    "dial2_mailbox_failing_since_timestamp_seconds", "Since when reading it has failed; 0: it works", ["mailbox"]
)
_SILENT_SECONDS = 300.0


class MailboxHealth:
    """Times here are the process's own: they are about it, not about the mails."""

    def __init__(self, mailbox: str) -> None:
        self._mailbox = mailbox
        self._looked = time.monotonic()
        self._reason = ""
        self.failing_since: datetime | None = None

    def looked(self) -> None:
        self._looked = time.monotonic()
        self.failing_since = None
        LOOKED.labels(self._mailbox).set_to_current_time()
        FAILING.labels(self._mailbox).set(0)

    def stands_by(self) -> None:
        """Another process reads it."""
        self._looked = time.monotonic()
        self.failing_since = None
        FAILING.labels(self._mailbox).set(0)

    def failed(self, error: Exception) -> None:
        self._reason = str(error) or type(error).__name__
        if self.failing_since is None:
            self.failing_since = datetime.now(UTC)
            FAILING.labels(self._mailbox).set(self.failing_since.timestamp())

    async def check(self) -> None:
        """Raises `Transient` that says since when, and why."""
        if self.failing_since:
            raise Transient(f"fails since {self.failing_since:%Y-%m-%d %H:%M:%S} UTC: {self._reason}")
        silent = time.monotonic() - self._looked
        if silent > _SILENT_SECONDS:
            raise Transient(f"has not been read for {silent:.0f} s")
