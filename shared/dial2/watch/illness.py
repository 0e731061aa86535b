"""What keeps dial2 from its work, and how that is said: pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from dial2.vocabulary import Language

Kind = Literal["silent", "stuck", "parked", "lag", "bus", "database", "exhausted", "storm", "probe"]


class Illness(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the same each time it is found. Without `since` it counts from when it was first found."""

    name: str
    kind: Kind
    what: str = ""
    count: int = 0
    since: datetime | None = None

    def said(self, language: Language, found: datetime) -> str:
        since = f"{(self.since or found).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        return _WORDS[language][self.kind].format(what=self.what, count=self.count, since=since)


_WORDS: Mapping[Language, Mapping[Kind, str]] = {
    "en": {
        "silent": "{what} has not been heard from since {since}; start it again",
        "stuck": "{what} has not got on since {since}; see its log, or restart it",
        "parked": "deliveries to {what} are parked: {count}; see dial2 parked list {what}",
        "lag": "events since {since} have not been handed on by {what}; see its log",
        "bus": "the bus does not answer: {what}",
        "database": "Postgres has not answered since {since}: {what}",
        "exhausted": "NOBODY was reached for ticket {what}, since {since}; see dial2 page explain {what}",
        "storm": "nobody was reached for {count} more pages; see dial2 status",
        "probe": "the probe of {since} did not come through: {what}",
    },
    "fr": {
        "silent": "{what} ne donne plus signe de vie depuis {since}; relancez-le",
        "stuck": "{what} n’avance plus depuis {since}; voyez son journal ou relancez-le",
        "parked": "des livraisons à {what} sont mises de côté : {count}; voyez dial2 parked list {what}",
        "lag": "les événements depuis {since} n’ont pas été transmis par {what}; voyez son journal",
        "bus": "le bus ne répond pas : {what}",
        "database": "Postgres ne répond plus depuis {since} : {what}",
        "exhausted": "PERSONNE n’a été joint pour le billet {what}, depuis {since}; "
        "voyez dial2 page explain {what}",
        "storm": "personne n’a été joint pour {count} autres appels; voyez dial2 status",
        "probe": "l’essai de {since} n’a pas abouti : {what}",
    },
}
