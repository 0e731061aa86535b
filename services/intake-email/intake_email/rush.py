"""When mails come faster than tickets can be made of them, they are accepted first."""

from collections.abc import Callable

_SUSTAINED_PER_SECOND = 100  # about what all services together make into tickets on two cores
_SUDDEN = 20  # mails at once that are no rush yet
_PATIENCE_SECONDS = 0.25


class Rush:
    """A sender waits for its 250; a mail that is stored can wait for its reader, but never for long.

    A bucket that mails fill and time empties. `clock` gives seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._level = 0.0
        self._at = clock()
        self._read_at = self._at

    def accepted(self, mails: int) -> None:
        self._level = min(self._now() + mails, 2 * _SUDDEN)

    def wait_seconds(self) -> float:
        """For the reader: how long to leave the machine to the senders; 0: read now."""
        over = (self._now() - _SUDDEN) / _SUSTAINED_PER_SECOND
        patience = self._read_at + _PATIENCE_SECONDS - self._at
        if over <= 0 or patience <= 0:
            self._read_at = self._at
            return 0.0
        return min(over, patience)

    def _now(self) -> float:
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._at) * _SUSTAINED_PER_SECOND)
        self._at = now
        return self._level
