"""The `dial2 deadline` command: when a clock that starts then is due."""

import sys
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from dial2.calendar.wall_clock import instant
from dial2.errors import Dial2Error
from dial2.profile import Profile, load
from dial2.vocabulary import CLOCKS, SEVERITIES, ClockName, Severity
from sla_timer.deadlines import Deadlines

_CLOCKS: dict[str, ClockName] = {
    "callback": "call_back",
    "resolution": "resolution",
    "update": "update",
    "updateinterval": "update",
}


class _Question(msgspec.Struct, frozen=True):
    severity: str
    clock: str
    start: str


def deadline(
    profile: Annotated[str, typer.Option(help="A bundled profile's name, or a TOML file.")] = "tracktik",
    severity: Annotated[str | None, typer.Option(help=f"One of {', '.join(SEVERITIES)}.")] = None,
    clock: Annotated[str | None, typer.Option(help=f"One of {', '.join(CLOCKS)}.")] = None,
    start: Annotated[str | None, typer.Option(help="ISO 8601; the profile's zone where it has none.")] = None,
) -> None:
    """Say when clocks are due: one from the options, or one for each JSON line on standard input.

    A line is {"severity": "low", "clock": "call_back", "start": "2026-11-23T10:00"}; its answer has `deadline`,
    `warn` and, where the contract has one, `latest`, or `error`.
    """
    answers = _Answers(load(profile))
    if severity is None and clock is None and start is None:
        for line in sys.stdin.buffer:
            typer.echo(msgspec.json.encode(answers.to_line(line)))
        return
    if severity is None or clock is None or start is None:
        raise typer.BadParameter("give --severity, --clock and --start together, or none of them")
    try:
        typer.echo(msgspec.json.encode(answers.to(_Question(severity, clock, start))))
    except ValueError as e:
        raise typer.BadParameter(str(e)) from e


class _Answers:
    def __init__(self, profile: Profile) -> None:
        self._zone = profile.zone
        self._deadlines = Deadlines(profile)

    def to_line(self, line: bytes) -> dict[str, str]:
        try:
            return self.to(msgspec.json.decode(line, type=_Question))
        except (msgspec.DecodeError, RecursionError) as e:
            allowed = '{"severity": …, "clock": …, "start": …}, each a text'
            return {"error": f"the line is not understood ({e}); write {allowed}"}
        except ValueError as e:
            return {"error": str(e)}

    def to(self, question: _Question) -> dict[str, str]:
        """Raise ValueError that names what is allowed."""
        started = _start(question.start, self._zone)
        severity, clock = _severity(question.severity), _clock(question.clock)
        if clock not in (promised := self._deadlines.promised(severity)):
            raise ValueError(
                f"{clock} is not promised for {severity}; promised: {', '.join(promised) or 'nothing'}"
            )
        try:
            due = self._deadlines.due(severity, clock, started)
            return {
                name: at.astimezone(self._zone).isoformat() for name, at in due._asdict().items() if at is not None
            }
        except Dial2Error as e:
            raise ValueError(f"start {question.start!r}: {e}") from e


def _severity(text: str) -> Severity:
    name = text.strip().casefold().removesuffix(" impact")
    for severity in SEVERITIES:
        if name == severity:
            return severity
    raise ValueError(f"severity {text!r} is unknown; allowed: {', '.join(SEVERITIES)}")


def _clock(text: str) -> ClockName:
    name = _CLOCKS.get("".join(char for char in text.casefold() if char not in " _-"))
    if name is None:
        raise ValueError(f"clock {text!r} is unknown; allowed: {', '.join(CLOCKS)}")
    return name


def _start(text: str, zone: ZoneInfo) -> datetime:
    try:
        start = datetime.fromisoformat(text)
        return instant(start, zone) if start.tzinfo is None else start
    except (ValueError, OverflowError) as e:
        allowed = "ISO 8601, such as 2026-11-23T10:00:00-05:00"
        raise ValueError(f"start {text!r} is no date and time; allowed: {allowed}") from e
