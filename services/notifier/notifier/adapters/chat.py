"""Chat services, through apprise; only this module imports it, and only where an address is given."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr

from dial2.events.page import PageChannel
from dial2.roster import Roster
from notifier.attempt import Accepted, Outcome, Progress, Refused, Unknown
from notifier.channel import Seen
from notifier.failures import CHAT_NOT_INSTALLED, CHAT_REFUSED, CHAT_UNKNOWN, CHAT_UNUSABLE
from notifier.messages import Chat
from notifier.plan import Attempt

if TYPE_CHECKING:
    from apprise import Apprise

_SECONDS = 10.0


class Chats:
    """`addresses` by name: a destination is a name, so that no row, event or mail holds a token.

    Apprise tells only whether a service took a message: an id is the attempt's own, and nothing is told later.
    """

    def __init__(self, addresses: Mapping[str, SecretStr]) -> None:
        self._services = _services(addresses)

    def fault(self, name: str) -> str | None:
        """The code of what keeps everything from this name."""
        found = self._services.get(name, CHAT_UNKNOWN)
        return found if isinstance(found, str) else None

    def faults(self, roster: Roster) -> dict[tuple[PageChannel, str], str]:
        """By contact, of everybody's."""
        names = {person.chat for person in roster.people.values() if person.chat}
        return {("chat", name): fault for name in names if (fault := self.fault(name))}

    async def send(self, attempt: Attempt) -> Outcome:
        service = self._services.get(attempt.destination, CHAT_UNKNOWN)
        if isinstance(service, str):
            return Refused(service)
        match attempt.message:
            case Chat(title=title, body=body):
                result = await service.async_notify(body, title, body_format="text", timeout=_SECONDS)
            case _:
                raise TypeError(f"attempt {attempt.id} on the chat lane is no chat message")
        if result.status.name == "TIMEOUT":
            return Unknown("timeout")
        return Accepted(str(attempt.id)) if result else Refused(CHAT_REFUSED)

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:  # noqa: ARG002 - it cannot be asked
        return None

    async def progress(self, provider_id: str) -> Progress | None:  # noqa: ARG002 - the same
        return None

    async def end(self, provider_id: str) -> None:
        """A message that has left stays."""


def _services(addresses: Mapping[str, SecretStr]) -> Mapping[str, Apprise | str]:
    """By name; the code of what is wrong, where nothing can be sent there."""
    if not addresses:
        return {}
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines can hold addresses, and so tokens
    with warnings.catch_warnings():
        # Under Python 3.11 and 3.12 its plug-in for mail imports a module that the standard library gives up.
        warnings.filterwarnings("ignore", "'imghdr' is deprecated", DeprecationWarning)
        try:
            import apprise  # noqa: PLC0415 - an extra, and slow to import
        except ModuleNotFoundError as error:
            if error.name != "apprise":
                raise
            return dict.fromkeys(addresses, CHAT_NOT_INSTALLED)
        services: dict[str, Apprise | str] = {}
        for name, address in addresses.items():
            service = apprise.Apprise()
            services[name] = service if service.add(address.get_secret_value()) else CHAT_UNUSABLE
    return services
