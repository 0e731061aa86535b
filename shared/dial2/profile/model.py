"""What a support contract says, as data. One TOML file is one profile; a new provider changes no Python."""

from typing import Literal
from zoneinfo import ZoneInfo

from dial2.calendar.rules import CalendarRule
from dial2.duration import Duration
from dial2.toml_file import Section
from dial2.vocabulary import Category, ClockName, Language, Severity


class ClockTarget(Section, kw_only=True, frozen=True):
    """One clock of one severity. Durations: `60 minutes`, `8 hours`, `2 business days`.

    Without `warn`, a clock warns at the profile's `warn_fraction` of `within`; one with a `latest` warns at
    `within` itself and breaches at `latest`.
    """

    within: Duration
    calendar: str  # "always", or a name under [calendars]
    warn: Duration | None = None
    latest: Duration | None = None


class SeverityRule(Section, kw_only=True, frozen=True):
    """A clock is given its target, or named in `unpromised`: none is left out by mistake."""

    description: dict[Language, str]
    call_back: ClockTarget | None = None
    resolution: ClockTarget | None = None
    update: ClockTarget | None = None
    unpromised: list[ClockName] = []

    @property
    def targets(self) -> dict[ClockName, ClockTarget]:
        """The clocks that are promised."""
        given: dict[ClockName, ClockTarget | None] = {
            "call_back": self.call_back,
            "resolution": self.resolution,
            "update": self.update,
        }
        return {name: target for name, target in given.items() if target}

    def clock(self, name: ClockName) -> ClockTarget:
        """Raises KeyError for a clock that is not promised."""
        return self.targets[name]


class Markers(Section, kw_only=True, frozen=True):
    """Words in a subject that ask for a level of service; the first match in order of urgency wins."""

    urgent: list[str]
    normal: list[str]


class ChecklistItem(Section, kw_only=True, frozen=True):
    # steps_tried, who_affected, agent, extension, when, description, missing_or_error, recent_changes
    name: str
    ask: dict[Language, str]


class Paging(Section, kw_only=True, frozen=True):
    """Who is paged for what; people and ladder levels are in the roster."""

    severities: list[Severity]
    on_breach: list[ClockName]


class Incidents(Section, kw_only=True, frozen=True):
    """When tickets that page are about one outage: received within `window` of the first, and alike.

    `shared_words` telling words in common make them alike; one less is enough within one client.
    """

    window: Duration = Duration.parse("30 minutes")
    shared_words: int = 2


class PhoneMenu(Section, kw_only=True, frozen=True):
    """The company menu. Digits other than `support` are announced and lead to support all the same.

    `severity_undecided` stands out of hours until the caller has said whether the system is down.
    """

    support: str = "2"
    options: dict[str, dict[Language, str]] = {}
    languages: dict[str, Language] = {}  # the digit that chooses a language
    greeting: dict[Language, str]
    ask_pin: bool = False  # before open tickets are named, and to know who calls from another telephone
    hold_at_most: Duration = Duration.parse("15 minutes")
    hold_music: str = ""  # its address; empty: the bundled one
    recordings_at_provider: bool = False  # kept there as well, after we have them
    call_back_within: Duration = Duration.parse("30 minutes")  # who leaves a hold to be called back, at any hour
    severity_without_text: Severity = "major"
    severity_when_down: Severity = "critical"
    severity_undecided: Severity = "low"


class Lifecycle(Section, kw_only=True, frozen=True):
    """`reopen`: what a client's mail does to a closed ticket; `spawn` opens a new one that is linked to it."""

    pause_while_waiting: list[ClockName] = []
    agreed_by_default_after: Duration = Duration.parse("5 business days")
    reopen: Literal["reopen", "spawn"] = "reopen"
    reopen_within: Duration = Duration.parse("14 business days")
    reopens_per_day: int = 3  # by mail, in any 24 hours: what goes on after that is a loop until a person says not


class AfterHoursForm(Section, kw_only=True, frozen=True):
    """The labels of the fields that a client's form, or a mail, answers as `Label: value`; and what it answers.

    `priority_of_the_service` are the values of the priority that ask for the service.
    """

    requested: list[str]
    yes: list[str]
    priority: list[str] = []
    priority_of_the_service: list[str] = []


class RequiredField(Section, kw_only=True, frozen=True):
    """What the service cannot do without; asked for where it is missing, on the telephone as `say` has it."""

    name: str
    labels: list[str]
    ask: dict[Language, str]
    say: dict[Language, str] = {}  # none: as in writing


class AfterHours(Section, kw_only=True, frozen=True):
    """An after-hours service that a client buys (cytrack)."""

    entitlement: str  # the client's entitlement that gives it
    severities: list[Severity]
    must_be_requested: bool
    rate: float  # times the normal rate
    minimum: Duration  # "1 hour"
    restart_document: dict[Language, str] = {}
    excluded: list[str] = []  # names of triage exclusions: on_premises_telephony, pc_hardware
    form: AfterHoursForm
    required_fields: list[RequiredField] = []


class Availability(Section, kw_only=True, frozen=True):
    target: float  # 0.995
    period: Duration = Duration.parse("30 days")
    planned_maintenance: Duration = Duration.parse("3 hours")  # at most in any one-month period
    maintenance_notice: Duration = Duration.parse("24 hours")  # that clients have of it


class NoticeCap(Section, kw_only=True, frozen=True):
    """At most so many notices within a time to one address, and about one ticket: two machines end their talk."""

    within: Duration
    per_address: int
    per_ticket: int


NOTICE_CAPS = (
    NoticeCap(within=Duration.parse("10 minutes"), per_address=60, per_ticket=8),
    NoticeCap(within=Duration.parse("1 hour"), per_address=200, per_ticket=20),
    NoticeCap(within=Duration.parse("1 day"), per_address=600, per_ticket=60),
)


class Profile(Section, kw_only=True, frozen=True):
    name: str
    title: str
    version: int
    zone: ZoneInfo
    languages: list[Language]
    support_calendar: str
    calendars: dict[str, CalendarRule]
    warn_fraction: float
    severities: dict[Severity, SeverityRule]
    markers: Markers
    checklists: dict[Category, list[ChecklistItem]] = {}
    paging: Paging
    phone: PhoneMenu
    incidents: Incidents | None = None  # none: every ticket is paged by itself
    lifecycle: Lifecycle = Lifecycle()
    after_hours: AfterHours | None = None
    availability: Availability | None = None
    notice_caps: tuple[NoticeCap, ...] = NOTICE_CAPS
    templates: dict[str, dict[Language, str]] = {}
    assumptions: list[str] = []  # what the contract leaves open and this file fills in
