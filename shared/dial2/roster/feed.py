"""On-call calendars (iCalendar, RFC 5545): events that name a person become shifts, and shifts become events."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import icalendar

from dial2.calendar.occurrences import Occurrence, occurrences
from dial2.calendar.wall_clock import instant
from dial2.roster.on_call import Shift
from dial2.roster.person import Person
from dial2.roster.schedule import ListedShift


def shifts(feed: str, people: Mapping[str, Person], zone: ZoneInfo) -> list[ListedShift]:
    """The feed's shifts, in UTC. An event names its person as an attendee, by address, or in its title.

    Times without a zone, and whole days, are by `zone`. Raises ValueError for a feed that cannot be read, and for
    an event that names nobody.
    """
    found = [
        ListedShift(person=_person(each, people), since=_moment(each.start, zone), until=_moment(each.end, zone))
        for each in occurrences(feed)
    ]
    return sorted((shift for shift in found if shift.since < shift.until), key=lambda shift: shift.since)


def written(found: Mapping[str, Sequence[Shift]], *, title: str, made_at: datetime) -> bytes:
    """A calendar of shifts by schedule; gaps are left out. An event keeps its UID while it begins as it did."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//dial2//on call//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for schedule, of_schedule in found.items():
        for shift in of_schedule:
            if shift.person is None:
                continue
            event = icalendar.Event()
            event.add("uid", f"{schedule}.{shift.person}.{shift.since:%Y%m%dT%H%M%SZ}@dial2")
            event.add("dtstamp", made_at.astimezone(UTC))
            event.add("dtstart", shift.since)
            event.add("dtend", shift.until)
            event.add("summary", shift.person)
            event.add("description", f"on call: {schedule}")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _person(occurrence: Occurrence, people: Mapping[str, Person]) -> str:
    attendees = occurrence.event.get("ATTENDEE", [])
    addresses = {
        str(each).lower().removeprefix("mailto:")
        for each in (attendees if isinstance(attendees, list) else [attendees])
    }
    title = str(occurrence.event.get("SUMMARY", "")).strip()
    for name, person in people.items():
        if (person.email and person.email.lower() in addresses) or title.casefold() == name.casefold():
            return name
    raise ValueError(
        f"the event {title!r} of {occurrence.start} names nobody; its title or an attendee's address must be one "
        f"of a person under [people]: {', '.join(people)}"
    )


def _moment(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return instant(datetime.combine(at, time()), zone)
    return at.astimezone(UTC) if at.tzinfo else instant(at, zone)
