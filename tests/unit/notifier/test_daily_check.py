"""When the daily check of who is on call is due."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from notifier.readiness import last_time


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T13:59:59", "2026-11-22T14:00"),  # 08:59:59 in Toronto
        ("2026-11-23T14:00:00", "2026-11-23T14:00"),
        ("2026-11-23T23:30:00", "2026-11-23T14:00"),
        ("2026-11-24T04:30:00", "2026-11-23T14:00"),  # still the 23rd there
        ("2026-07-01T13:30:00", "2026-07-01T13:00"),  # in summer time
    ],
)
def test_it_is_due_at_nine_where_the_profile_is(now: str, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert last_time(at, ZoneInfo("America/Toronto")) == datetime.fromisoformat(due).replace(tzinfo=UTC)
