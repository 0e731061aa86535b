"""Times as people write and say them, in English and French."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dial2.duration import Duration
from dial2.vocabulary import Language

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
_UNITS = {
    "second": ("seconde", "secondes"),
    "minute": ("minute", "minutes"),
    "hour": ("heure", "heures"),
    "day": ("jour", "jours"),
    "business day": ("jour ouvrable", "jours ouvrables"),
}
_SUPPORT_HOURS = {"en": ("support hour", "support hours"), "fr": ("heure de soutien", "heures de soutien")}


def clock_time(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """`4:05 p.m.`; `16 h 05`, and `16 h` on the hour."""
    local = at.astimezone(zone)
    if language == "fr":
        return f"{local.hour} h {local.minute:02}" if local.minute else f"{local.hour} h"
    return f"{local.hour % 12 or 12}:{local.minute:02} {'a.m.' if local.hour < 12 else 'p.m.'}"  # noqa: PLR2004 - noon


def date_and_time(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """`Monday, November 23, 2026 at 4:05 p.m.`; `lundi 23 novembre 2026 à 16 h 05`."""
    local = at.astimezone(zone)
    day, month = _DAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    time = clock_time(at, zone, language)
    if language == "fr":
        return f"{day} {'1er' if local.day == 1 else local.day} {month} {local.year} à {time}"
    return f"{day}, {month} {local.day}, {local.year} at {time}"


def zone_name(zone: ZoneInfo, language: Language) -> str:
    """`Toronto time`; `heure de Toronto`."""
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return f"heure de {city}" if language == "fr" else f"{city} time"


def length(duration: Duration, language: Language, *, in_support_hours: bool) -> str:
    """`60 minutes`, `8 support hours`, `2 business days`; in French alike."""
    one = duration.amount == 1 or (language == "fr" and duration.amount == 0)
    if in_support_hours and duration.unit == "hour":
        return f"{duration.amount} {_SUPPORT_HOURS[language][0 if one else 1]}"
    if language == "fr":
        return f"{duration.amount} {_UNITS[duration.unit][0 if one else 1]}"
    return str(duration)
