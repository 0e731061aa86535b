"""The providers that we have, as channels."""

from collections.abc import Sequence

from notifier.adapters.smtp import Relay
from notifier.adapters.twilio import Exchange
from notifier.attempt import Outcome, Progress
from notifier.channel import Seen
from notifier.messages import Mail, Text
from notifier.plan import Attempt


class Calls:
    """Twilio's calls; an id is a call's SID."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def send(self, attempt: Attempt) -> Outcome:
        return await self._exchange.call(attempt.id, attempt.destination)

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        return await self._exchange.calls_to(attempt.destination)

    async def progress(self, provider_id: str) -> Progress | None:
        return await self._exchange.call_progress(provider_id)

    async def end(self, provider_id: str) -> None:
        await self._exchange.end_call(provider_id)


class Texts:
    """Twilio's texts; an id is a message's SID."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def send(self, attempt: Attempt) -> Outcome:
        match attempt.message:
            case Text(body=body):
                return await self._exchange.text(attempt.id, attempt.destination, body)
            case _:
                raise TypeError(f"attempt {attempt.id} on the sms lane is no text")

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        return await self._exchange.texts_to(attempt.destination)

    async def progress(self, provider_id: str) -> Progress | None:
        return await self._exchange.text_progress(provider_id)

    async def end(self, provider_id: str) -> None:
        """A text that has left stays."""


class Mails:
    """SMTP: an id is the relay's reply. It tells nothing later; a second copy has the same Message-ID."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def send(self, attempt: Attempt) -> Outcome:
        match attempt.message:
            case Mail() as mail:
                return await self._relay.send(attempt.destination, mail)
            case _:
                raise TypeError(f"attempt {attempt.id} on the email lane is no mail")

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:  # noqa: ARG002 - a relay cannot be asked
        return None

    async def progress(self, provider_id: str) -> Progress | None:  # noqa: ARG002 - the same
        return None

    async def end(self, provider_id: str) -> None:
        """A mail that has left stays."""
