"""How many are hit: everybody, many, a few, one; from words, counts, fractions and shares."""

from typing import Literal, NamedTuple

from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.tokens import Token

Scope = Literal["all", "counted", "many", "few", "plural", "one", "unsaid"]  # "many" is a part, "counted" a number of unsaid share

_MANY = 5  # people from which "multiple users" is meant
_SEVERAL = 3  # of a total, from which it is not a pair
_MOST = 0.6  # of them: the majority
_SHARE = 0.2  # from which a part of them is more than "specific users"
_REACH = 4  # words from a number to what it counts

_PEOPLE = frozenset(
    ["user", "users", "agent", "agents", "guard", "guards", "officer", "officers", "operator", "operators", "dispatcher", "dispatchers", "supervisor", "supervisors", "manager", "managers", "employee", "employees", "people", "staff", "crew", "clerks", "schedulers", "clients", "customers", "callers", "workers", "persons", "person", "pax", "members", "advisors", "advisers", "consultants", "handsets", "phones", "softphones", "tablets", "devices", "sites", "branches", "offices", "locations", "stores", "teams", "departments", "stations", "extensions", "workers", "nurses", "reps", "controllers", "coordinators", "analysts", "patrollers", "technicians", "heads", "seats", "lines", "desks", "androids", "posts", "contracts", "shifts", "caregivers", "drivers", "utilisateurs", "usagers", "gardiens", "patrouilleurs", "repartiteurs", "superviseurs", "employes", "clients", "personnes", "gars", "agentes", "succursales", "bureaux", "sites", "appareils", "tablettes", "postes", "equipes", "conseillers", "preposes", "operateurs", "quarts", "lignes", "techniciens"]
)

_NAMED = frozenset(
    ["extension", "ext", "poste", "point", "checkpoint", "check", "number", "no", "room", "gate", "site", "post", "tablet", "option", "building", "unit", "zone", "floor", "version", "build", "error", "code", "android", "ios", "step", "page", "line", "desk", "door", "camera", "shift", "ligne", "numero", "barriere", "porte", "salle", "erreur", "etage", "employee", "windows", "release", "vehicle", "ticket", "level", "tier"]
)
_THINGS = frozenset(
    ["patrols", "kiosks", "lobbies", "vehicles", "cars", "trucks", "schedules", "reports", "shifts", "recordings", "entries", "records", "events", "photos", "videos", "orders", "bookings", "cases", "tickets", "contracts", "invoices", "interviews", "claims", "tours", "rounds", "checkpoints", "alarms", "accounts", "buildings", "properties", "malls", "schools", "hospitals", "clinics", "stations", "campuses", "towers", "warehouses", "stores", "gates", "cameras", "readers", "units", "crews", "squads", "franchises", "cities", "regions", "states", "lots", "rooms", "callbacks", "entrances", "overrides", "timesheets", "starters", "hires", "rondes", "tournees", "rapports", "photos", "factures", "feuilles", "alarmes", "immeubles", "hopitaux", "magasins", "entrepots", "batiments", "dossiers", "enregistrements", "villes", "regions", "equipes", "vehicules"]
)


class Count(NamedTuple):
    """A number of people or places, and of how many where that is said."""

    number: int
    of: int | None
    mention: Mention


def counts(reading: Reading) -> list[Count]:
    """Return the counts of people and places in the text: `3 of our 40 guards`, `60 pax`, `30%`."""
    found: list[Count] = []
    tokens = reading.tokens
    index = 0
    while index < len(tokens):
        value = tokens[index].value
        if value is None and tokens[index].text == "one":
            value = 1
        if value == 1 and index > 0 and tokens[index - 1].text in ("single", "not", "than"):
            value = None
        if value is not None and not _is_name(tokens, index):
            count = _count_at(tokens, index, value)
            if count:
                found.append(count)
                index = count.mention.last
        index += 1
    return found


def _is_name(tokens: list[Token], index: int) -> bool:
    """Whether a number only names something: "extension 214", "checkpoint 11", "0018"."""
    return index > 0 and tokens[index - 1].text in _NAMED


def _count_at(tokens: list[Token], index: int, value: int) -> Count | None:
    ahead = tokens[index + 1 : index + 1 + _REACH]
    if ahead and ahead[0].text in ("%", "percent", "per"):
        return Count(value, 100, Mention("scope.count", index, index + 1)) if value <= 100 else None  # noqa: PLR2004 - a share
    links = {"of", "out", "sur", "in", "des", "de"}
    if ahead and ahead[0].text in links:
        for offset, token in enumerate(ahead[1:], start=2):
            if token.value is not None and token.value >= value:
                return Count(value, token.value, Mention("scope.count", index, index + offset))
    for offset, token in enumerate(ahead, start=1):
        if token.text in _PEOPLE or (offset == 1 and token.text in _THINGS):
            return Count(value, None, Mention("scope.count", index, index + offset))
        if token.text in (".", "?", ",") or token.value is not None:
            return None
    return None


def scope_of(reading: Reading, *, after: int) -> tuple[Scope, list[Mention]]:
    """Return the widest scope that the words from token `after` on support, and the words themselves."""

    def live(concept: str) -> list[Mention]:
        return [mention for mention in reading.active(concept) if mention.first >= after]

    numbers = [count for count in counts(reading) if count.mention.first >= after and not _fine(reading, count.mention)]
    shares = [count for count in numbers if count.of]
    if shares:
        largest = max(shares, key=lambda count: count.number / (count.of or 1))
        share = largest.number / (largest.of or 1)
        if share >= _MOST:
            return "all", [largest.mention]
        if (share >= _SHARE and largest.number >= _SEVERAL) or largest.number >= _MANY * 2:
            return "many", [largest.mention]
        if not live("scope.all") or largest.of != 100:
            return ("one" if largest.number == 1 else "few"), [largest.mention]
    everyone = live("scope.all")
    if everyone:
        return "all", everyone
    several = live("scope.many")
    if several:
        return "many", several
    large = [count.mention for count in numbers if count.number >= _MANY and not count.of]
    if large:
        return "counted", large
    few = live("scope.few") + [count.mention for count in numbers if 1 < count.number < _MANY]
    if few:
        return "few", few
    place = live("scope.place")
    plural = [
        mention
        for mention in reading.all("scope.plural")
        if mention.first >= after and not reading.is_masked(mention) and not _part_of(reading, mention)
    ]
    if plural and not place:
        return "plural", plural
    one = place + live("scope.one") + live("scope.self")
    return ("one", one) if one else ("unsaid", [])


def _part_of(reading: Reading, mention: Mention) -> bool:
    """Whether the people named are only those that one was taken from: "one of our agents"."""
    return mention.first > 0 and reading.tokens[mention.first - 1].text in ("of", "de")


def _fine(reading: Reading, mention: Mention) -> bool:
    return reading.is_masked(Mention("scope.count", mention.first, mention.last))
