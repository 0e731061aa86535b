"""What keeps dial2 from its work, as it watches itself. Stream `alarm:<name>`."""

from datetime import datetime

from dial2.events.envelope import Payload


class AlarmRaised(Payload, frozen=True, kw_only=True, tag="alarm.raised"):
    """Found, or found still: `times` counts. `told`: who was mailed, past everything else of ours."""

    alarm: str
    said: str
    since: datetime
    times: int
    told: list[str]


class AlarmCleared(Payload, frozen=True, kw_only=True, tag="alarm.cleared"):
    """It is so no longer."""

    alarm: str
    said: str
