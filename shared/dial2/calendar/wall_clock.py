"""From what a wall clock shows to the instant it shows it, on days of daylight-saving change too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def instant(shown: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """Return the UTC instant at which the clocks of `zone` show the naive time `shown`.

    A time that is skipped is the instant of the skip; of one that is shown twice, the first, or the `last`.
    """
    found = shown.replace(tzinfo=zone, fold=last).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == shown:
        return found
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return _change_of_offset(before, after, zone)


def _change_of_offset(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
