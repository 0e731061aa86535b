"""Availability as a table: the service as a whole, and each client of whom more is known."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from sla_timer.attainment import Period
from sla_timer.availability import availability, length, union, worst
from sla_timer.outages import Outages


class AvailabilityRow(msgspec.Struct, frozen=True, kw_only=True):
    """`client` None is the service as a whole.

    `worst_percent` is the lowest of all windows of the contract's length that end within the period; where that is
    no lower than the target, the promise is `kept`.
    """

    client: str | None
    percent: float
    interruptions: int
    down_seconds: float
    maintenance_seconds: float
    worst_percent: float
    worst_from: datetime
    worst_to: datetime
    kept: bool


def rows(
    found: Outages, clients: Iterable[str | None], period: Period, *, window: timedelta, target: float
) -> list[AvailabilityRow]:
    return [_row(found, client, period, window=window, target=target) for client in clients]


def _row(
    found: Outages, client: str | None, period: Period, *, window: timedelta, target: float
) -> AvailabilityRow:
    down = [each.span for each in found.interruptions if each.concerns(client)]
    excluded = [each.span for each in found.maintenance if each.concerns(client)]
    whole = availability(period, down, excluded)
    lowest = worst((period.start - window, period.end), window, down, excluded)
    return AvailabilityRow(
        client=client,
        percent=_percent(whole.share),
        interruptions=sum(1 for start, end in down if start < period.end and end > period.start),
        down_seconds=whole.down.total_seconds(),
        maintenance_seconds=length(union(excluded, within=period)).total_seconds(),
        worst_percent=_percent(lowest.availability.share),
        worst_from=lowest.start,
        worst_to=lowest.end,
        kept=lowest.availability.share >= target,
    )


def _percent(share: float) -> float:
    """To three places, cut and not rounded: 99.9999 is not 100."""
    return math.floor(share * 100_000 + 1e-6) / 1000


def json(found: Sequence[AvailabilityRow], period: Period, *, window: str, target: float) -> str:
    said = {"from": period.start, "to": period.end, "target": 100 * target, "in_any": window, "rows": found}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n"


def csv_text(found: Sequence[AvailabilityRow]) -> str:
    """RFC 4180, with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(AvailabilityRow.__struct_fields__)
    for row in found:
        writer.writerow(str(value) for value in msgspec.structs.astuple(row))
    return out.getvalue()
