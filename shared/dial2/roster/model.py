"""Who there is: people, who of them is on call when, the ladders that a page climbs, and the clients."""

from typing import Literal

from dial2.duration import Duration
from dial2.roster.person import Person as Person  # noqa: PLC0414 - one of a roster's own words
from dial2.roster.schedule import Schedule
from dial2.toml_file import Section
from dial2.vocabulary import Language, Severity

SUCCESS_MANAGER = "success_manager"  # in a level: that of the ticket's client
PIN_DIGITS = 10  # at most


class Level(Section, frozen=True, kw_only=True):
    """A rung of the ladder: its people are paged one after another, or `together`.

    Each is a name under [people] or under [schedules], or `success_manager`; who that is, is looked up when the
    turn comes.
    """

    name: str
    people: list[str]
    wait: Duration = Duration.parse("5 minutes")  # for an acknowledgement, before the next person
    together: bool = False  # all at once: the first who acknowledges has it, for all of them


class Ladder(Section, frozen=True, kw_only=True):
    levels: list[Level]
    rounds: int = 3  # times the whole ladder is climbed before the page is exhausted
    catch_all: str  # a person who is told when nobody else could be
    insist: Duration = Duration.parse("15 minutes")  # until that person is told again, while nobody acknowledges


class SpecialLadder(Ladder, frozen=True, kw_only=True):
    """A ladder for some severities or profiles; an empty list means all of them."""

    severities: list[Severity] = []
    profiles: list[str] = []


class RingGroup(Section, frozen=True, kw_only=True):
    """People whose telephones ring together, or one after another."""

    people: list[str]
    ring: Literal["together", "in-turn"] = "together"


class Desk(Section, frozen=True, kw_only=True):
    """The support desk: who answers the telephone in support hours, and where its mail goes.

    Its `groups` are rung one after another; without any, all its people ring together.
    """

    people: list[str]
    groups: list[RingGroup] = []
    email: str


class Client(Section, frozen=True, kw_only=True):
    """Known by the domains and addresses of its mail and the numbers that it calls from."""

    name: str
    domains: list[str] = []
    addresses: list[str] = []
    notices: list[str] = []  # where mail about the service itself goes, such as maintenance
    numbers: list[str] = []
    language: Language | None = None
    zone: str | None = None
    success_manager: str | None = None
    entitlements: list[str] = []
    pin: str | None = None  # 4 to 10 digits, with which a caller proves to be this client


class Probe(Section, frozen=True, kw_only=True):
    """The whole way is tried, by a page to a test contact: a person on no ladder, with an SMS or voice number."""

    person: str
    every: Duration = Duration.parse("1 hour")
    late: Duration = Duration.parse("5 minutes")  # it should have come through by then


class Roster(Section, frozen=True, kw_only=True):
    people: dict[str, Person]
    desk: Desk
    ladder: Ladder  # where no other is meant
    ladders: dict[str, SpecialLadder] = {}
    schedules: dict[str, Schedule] = {}
    clients: dict[str, Client] = {}
    probe: Probe | None = None

    def ladder_for(self, severity: Severity, profile: str) -> Ladder:
        """The first ladder that is meant for both."""
        for ladder in self.ladders.values():
            if severity in (ladder.severities or (severity,)) and profile in (ladder.profiles or (profile,)):
                return ladder
        return self.ladder

    def client_of(self, *, email: str | None = None, number: str | None = None) -> str | None:
        """The client whose address, domain or number this is."""
        address = (email or "").lower()
        domain = address.rpartition("@")[2]
        for key, client in self.clients.items():
            if (number and number in client.numbers) or (address and address in map(str.lower, client.addresses)):
                return key
        for key, client in self.clients.items():
            if domain and any(domain == d or domain.endswith("." + d) for d in map(str.lower, client.domains)):
                return key
        return None

    def client_by_pin(self, pin: str) -> str | None:
        return next((key for key, client in self.clients.items() if client.pin == pin), None)

    def person_by_number(self, number: str) -> str | None:
        """Who texts or calls from this number."""
        for name, person in self.people.items():
            if number in (person.sms, person.voice):
                return name
        return None
