"""Whether the provider sends our number's calls and texts to us: what goes wrong here is silent otherwise."""

from collections.abc import Iterator

import structlog

from dial2.errors import Transient
from intake_phone.adapters.provider import NumberUrls, Provider

_INTERVAL_SECONDS = 600.0

log = structlog.get_logger(__name__)


class Inspection:
    """Looks from time to time. Not being able to look changes nothing in what is known."""

    def __init__(self, provider: Provider, public_url: str) -> None:
        self._provider = provider
        self._public_url = public_url.rstrip("/")
        self._problems: list[str] = []

    async def step(self) -> float:
        try:
            self._problems = list(problems(await self._provider.number(), self._public_url))
        except Transient as error:
            log.warning("number_not_inspected", error=str(error), retry_seconds=_INTERVAL_SECONDS)
        for problem in self._problems:
            log.error("number_misconfigured", problem=problem)
        return _INTERVAL_SECONDS

    async def ready(self) -> None:
        """Raises `Transient` with what has to be changed at the provider."""
        if self._problems:
            raise Transient("; ".join(self._problems))


def problems(number: NumberUrls | None, public_url: str) -> Iterator[str]:
    """What has to be changed so that every call and text reaches us."""
    if number is None:
        yield "the provider's account does not have the number of DIAL2_TWILIO_NUMBER"
        return
    wanted = {
        "voice URL": (number.voice, "/voice/answer"),
        "voice fallback URL": (number.voice_fallback, "/voice/fallback"),
        "status callback": (number.status_callback, "/voice/status"),
        "messaging URL": (number.sms, "/sms"),
    }
    for name, (found, path) in wanted.items():
        if found.partition("#")[0] != public_url + path:
            yield f"the number's {name} is {found or 'not set'}; set it to {public_url}{path}"
