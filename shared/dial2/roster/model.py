"""Who there is: people and how to reach them, the ladder that a page climbs, and the clients."""

from dial2.duration import Duration
from dial2.toml_file import Section
from dial2.vocabulary import Language


class Person(Section, frozen=True, kw_only=True):
    """A member of staff, named by role. Numbers are E.164."""

    voice: str | None = None
    sms: str | None = None
    email: str | None = None
    language: Language = "en"


class Level(Section, frozen=True, kw_only=True):
    """A rung of the ladder: its people are paged one after another."""

    name: str
    people: list[str]
    wait: Duration = Duration.parse("5 minutes")  # for an acknowledgement, before the next person


class Ladder(Section, frozen=True, kw_only=True):
    levels: list[Level]
    rounds: int = 3  # times the whole ladder is climbed before the page is exhausted
    catch_all: str  # a person who is told when nobody else could be


class Desk(Section, frozen=True, kw_only=True):
    """The support desk: who answers the telephone in support hours, and where its mail goes."""

    people: list[str]
    email: str


class Client(Section, frozen=True, kw_only=True):
    """Known by the domains and addresses of its mail and the numbers that it calls from."""

    name: str
    domains: list[str] = []
    addresses: list[str] = []
    numbers: list[str] = []
    language: Language | None = None
    zone: str | None = None
    success_manager: str | None = None
    entitlements: list[str] = []


class Roster(Section, frozen=True, kw_only=True):
    people: dict[str, Person]
    desk: Desk
    ladder: Ladder
    clients: dict[str, Client] = {}

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

    def person_by_number(self, number: str) -> str | None:
        """Who texts or calls from this number."""
        for name, person in self.people.items():
            if number in (person.sms, person.voice):
                return name
        return None
