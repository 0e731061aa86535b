"""What a way out has to be able to do; Twilio's calls and texts, mail over SMTP, and chat are those there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from notifier.attempt import Outcome, Progress
from notifier.plan import Attempt


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A request that the provider knows of, by the provider's id for it."""

    provider_id: str
    created_at: datetime
    body: str
    progress: Progress | None


class Channel(Protocol):
    """One provider of one channel. Ids are the provider's own, and no two requests have the same."""

    async def send(self, attempt: Attempt) -> Outcome:
        """Ask once, within ten seconds, and repeat nothing: the answer says what may be asked again.

        `Accepted` with the provider's id, `Refused` for good, `NotNow` only where certainly nothing was done, and
        `Unknown` for everything else.
        """

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        """The newest requests for the attempt's destination; None for a provider that cannot be asked.

        Raises `Transient` while it does not answer.
        """

    async def progress(self, provider_id: str) -> Progress | None:
        """What has become of a request that was accepted, if it says. Raises `Transient`."""

    async def end(self, provider_id: str) -> None:
        """Nobody wants it any more; what cannot be taken back is let go. Raises `Transient`."""
