"""How a webhook is tried: a URL's fragment may say (docs/usage/webhooks/webhooks-connection-overrides)."""

from typing import Literal, get_args
from urllib.parse import parse_qsl, urlsplit

import msgspec

Trouble = Literal["ct", "rt", "4xx", "5xx"]  # no connection, no answer in time, HTTP 4xx, HTTP 5xx
_ALL: frozenset[Trouble] = frozenset(get_args(Trouble))
_MOST_RETRIES = 5


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Limits in real seconds, and after which troubles how many more attempts follow."""

    connect: float = 5.0
    answer: float
    total: float
    retries: int = 1
    after: frozenset[Trouble] = frozenset({"ct"})


def read(url: str, *, limit: float) -> Trial:
    """The trial that `url` asks for (ct, rt, tt in milliseconds, rc, rp); what it does not say is usual."""
    given = dict(parse_qsl(urlsplit(url).fragment))
    asked = {word for word in given.get("rp", "ct").split(",") if word}
    return Trial(
        connect=_seconds(given, "ct", 5.0),
        answer=_seconds(given, "rt", limit),
        total=_seconds(given, "tt", limit),
        retries=min(int(given.get("rc", "1")), _MOST_RETRIES),
        after=_ALL if "all" in asked else frozenset(trouble for trouble in _ALL if trouble in asked),
    )


def _seconds(given: dict[str, str], name: str, usual: float) -> float:
    return int(given[name]) / 1000 if name in given else usual
