"""Lists, a page at a time, with the filters that dates allow."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from dial2_sandbox.exchange.errors import Refused

PAGE_SIZE = 50


class Resource(Protocol):
    def resource(self) -> dict[str, object]: ...


def page(name: str, items: Iterable[Resource], query: Mapping[str, str], path: str) -> dict[str, object]:
    """One page of `items`, newest first as they come; `Page` and `PageSize` choose which."""
    size = int(query.get("PageSize", PAGE_SIZE))
    number = int(query.get("Page", 0))
    every = list(items)
    here = every[number * size : (number + 1) * size]
    more = len(every) > (number + 1) * size
    following = urlencode({**query, "Page": number + 1, "PageSize": size})
    return {
        name: [item.resource() for item in here],
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(here) - 1, 0),
        "uri": path,
        "first_page_uri": path,
        "previous_page_uri": None,
        "next_page_uri": f"{path}?{following}" if more else None,
    }


def within(moment: datetime | None, query: Mapping[str, str], name: str) -> bool:
    """Whether `moment` satisfies `name`, `name<` and `name>`; a plain `name` means that UTC day."""
    bounds = {sign: query[name + sign] for sign in ("", "<", ">") if query.get(name + sign)}
    if not bounds:
        return True
    if moment is None:
        return False
    return all(_satisfies(moment, sign, _moment(text, name)) for sign, text in bounds.items())


def _satisfies(moment: datetime, sign: str, bound: datetime) -> bool:
    if sign == "<":
        return moment <= bound
    if sign == ">":
        return moment >= bound
    day = bound.replace(hour=0, minute=0, second=0, microsecond=0)
    return day <= moment < day + timedelta(days=1)


def _moment(text: str, name: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text) if "T" in text else _midnight(text)
    except ValueError:
        raise Refused(20001, f"{name} is {text!r}; 2026-01-31 or 2026-01-31T12:00:00Z are possible") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _midnight(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
