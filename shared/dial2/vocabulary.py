"""Words that events, profiles and services share; each is the contract's own term."""

from typing import Literal, get_args

Severity = Literal["critical", "major", "low", "no"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)  # the most severe first

ClockName = Literal["call_back", "resolution", "update"]
CLOCKS: tuple[ClockName, ...] = get_args(ClockName)

Marker = Literal["urgent", "normal"]  # what the sender's subject claims; None is unmarked
Channel = Literal["email", "phone", "sms", "portal"]  # how a request came in
Category = Literal["phone", "dashboard", "other"]
Language = Literal["en", "fr"]
Role = Literal["reader", "agent", "lead"]  # of a member of staff, through the API


def at_least(severity: Severity, floor: Severity) -> bool:
    """Whether `severity` is as severe as `floor`, or more."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(floor)
