"""What a support contract says, as data. One TOML file is one profile; a new provider changes no Python."""

from typing import Literal

import msgspec

from dial2.vocabulary import Category, ClockName, Language, Severity


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is an error, never ignored."""


class Holiday(_Section, kw_only=True):
    """A closed day, said in exactly one way.

    A date, a month and day each year, days from Easter Sunday, the nth (negative: from the end) weekday of a month, the last weekday before a date, or its name in a
    country's list (`holidays` library).
    """

    name: str
    date: str | None = None  # 2026-12-24
    every: str | None = None  # 12-25
    easter: int | None = None  # days from Easter Sunday, -2 is Good Friday
    weekday: str | None = None  # monday … with `nth` and `month`, or with `before`
    nth: int | None = None
    month: int | None = None
    before: str | None = None  # 05-25: the last such weekday before it
    country: str | None = None  # CA, with `subdivision` where it matters
    subdivision: str | None = None


class SpecialDay(_Section, kw_only=True):
    """A date with hours of its own: a part-day closure, an extra opening, or closed (no windows)."""

    date: str
    hours: list[str]
    name: str = ""


class Calendar(_Section, kw_only=True):
    """When time counts.

    Windows are local, `07:30-19:30`, opening inclusive, closing exclusive; a window may pass midnight (`22:00-06:00`); a day may have several.
    """

    zone: str
    hours: dict[str, list[str]]  # weekday (monday … sunday, or a range monday-friday) → windows
    holidays: list[Holiday] = []
    observed: Literal["next-weekday", "none"] = "none"
    special_days: list[SpecialDay] = []
    business_day: str | None = None  # how much open time one business day is: "12 hours"


class ClockTarget(_Section, kw_only=True):
    """One clock of one severity. Durations: `60 minutes`, `8 hours`, `2 business days`."""

    within: str
    calendar: str  # "always", or a name under [calendars]
    warn: str | None = None  # default: the profile's warn_fraction of `within`
    latest: str | None = None  # where given, the breach; `within` is then the target that warns


class SeverityRule(_Section, kw_only=True):
    description: dict[Language, str]
    call_back: ClockTarget
    resolution: ClockTarget
    update: ClockTarget


class Markers(_Section, kw_only=True):
    """Words in a subject that ask for a level of service; the first match in order of urgency wins."""

    urgent: list[str]
    normal: list[str]


class ChecklistItem(_Section, kw_only=True):
    # steps_tried, who_affected, agent, extension, when, description, missing_or_error, recent_changes
    name: str
    ask: dict[Language, str]


class Paging(_Section, kw_only=True):
    """Who is paged for what; people and ladder levels are in the roster."""

    severities: list[Severity]
    on_breach: list[ClockName]


class PhoneMenu(_Section, kw_only=True):
    """The company menu. Digits other than `support` are announced and lead to support all the same."""

    support: str = "2"
    options: dict[str, dict[Language, str]] = {}
    greeting: dict[Language, str]
    severity_without_text: Severity = "major"
    severity_when_down: Severity = "critical"


class Lifecycle(_Section, kw_only=True):
    pause_while_waiting: list[ClockName] = []
    agreed_by_default_after: str = "5 business days"
    reopen_within: str = "14 business days"


class AfterHours(_Section, kw_only=True):
    """An after-hours service that a client buys (cytrack)."""

    entitlement: str  # the client's entitlement that gives it
    severities: list[Severity]
    must_be_requested: bool
    rate: float  # times the normal rate
    minimum: str  # "1 hour"
    restart_document: dict[Language, str] = {}
    excluded: list[str] = []  # names of triage exclusions: on_premises_telephony, pc_hardware
    required_fields: list[str] = []


class Availability(_Section, kw_only=True):
    target: float  # 0.995
    period: str = "30 days"
    planned_maintenance: str = "3 hours"  # at most in any one-month period


class Profile(_Section, kw_only=True):
    name: str
    title: str
    version: int
    zone: str
    languages: list[Language]
    support_calendar: str
    calendars: dict[str, Calendar]
    warn_fraction: float
    severities: dict[Severity, SeverityRule]
    markers: Markers
    checklists: dict[Category, list[ChecklistItem]] = {}
    paging: Paging
    phone: PhoneMenu
    lifecycle: Lifecycle = Lifecycle()
    after_hours: AfterHours | None = None
    availability: Availability | None = None
    templates: dict[str, dict[Language, str]] = {}
    assumptions: list[str] = []  # what the contract leaves open and this file fills in
