"""A probe: a marked mail that goes the whole way to a telephone; the notifier tells. Stream `probe:<id>`."""

from datetime import datetime

from dial2.events.envelope import Payload


class ProbeStarted(Payload, frozen=True, kw_only=True, tag="probe.started"):
    """Its mail is about to be handed to our own SMTP door; by `late_at` it should have come through."""

    probe: str
    person: str
    late_at: datetime


class ProbePassed(Payload, frozen=True, kw_only=True, tag="probe.passed"):
    """The provider called back that the page for its ticket arrived, so many seconds after it was started."""

    probe: str
    ticket: int
    channel: str
    seconds: float


class ProbeFailed(Payload, frozen=True, kw_only=True, tag="probe.failed"):
    """It was late, or refused; `why` says how far it came. It may still pass after that."""

    probe: str
    ticket: int | None
    why: str
