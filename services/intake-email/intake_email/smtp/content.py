"""What DATA brings, up to its end; nothing else than CRLF, dot, CRLF is the end (RFC 5321, 4.1.1.4).

Servers that end a message, or a line, at a bare CR or LF let one client's message smuggle in another's.
"""

from intake_email.smtp.reply import BARE_NEWLINE, Reply, too_big

_END = b"\r\n.\r\n"
_START = b"\r\n"  # as if a line had ended before: a dot may be the first line


class Content:
    """A message as it comes in. Of one that is refused nothing is kept, but its end is still found."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._most = max_bytes * 2 + len(_END)  # every line may have got one dot more on its way
        self._held = bytearray(_START)
        self._searched = 0
        self._refusal: Reply | None = None
        self._ended = False

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, octets: bytes) -> bytes | None:
        """Take what came; once the end has come, returns the octets after it."""
        self._held += octets
        end = self._held.find(_END, self._searched)
        if end >= 0:
            rest = bytes(self._held[end + len(_END) :])
            del self._held[end + len(_START) :]
            self._ended = True
            return rest
        self._searched = max(0, len(self._held) - len(_END) + 1)
        if len(self._held) > self._most:
            self.refuse(too_big(self._max_bytes))
        return None

    def refuse(self, refusal: Reply) -> None:
        """Keep nothing from here on but what may be the beginning of the end."""
        self._refusal = self._refusal or refusal
        del self._held[: self._searched]
        self._searched = 0

    def message(self) -> bytes | Reply:
        """The message without the dots that transparency added (4.5.2), or why there is none."""
        if not self._ended:
            raise ValueError("the message has not ended yet")
        if self._refusal:
            return self._refusal
        lines = self._held.count(b"\r\n")
        if not lines == self._held.count(b"\r") == self._held.count(b"\n"):
            return BARE_NEWLINE
        message = bytes(self._held.replace(b"\r\n.", b"\r\n")[len(_START) :])
        return message if len(message) <= self._max_bytes else too_big(self._max_bytes)
