"""What is wrong with a profile whose file has the right shape: everything that would fail later, or mislead."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from dial2.calendar import check as calendar_check
from dial2.calendar.rules import ALWAYS
from dial2.duration import Duration
from dial2.profile.model import ClockTarget, Profile
from dial2.vocabulary import CLOCKS, SEVERITIES, Language


def problems(profile: Profile) -> Iterator[str]:
    """Yield each thing wrong with `profile`, as `key: what is allowed`."""
    yield from _calendar_problems(profile)
    yield from _severity_problems(profile)
    yield from _text_problems(profile)
    yield from _phone_problems(profile)
    yield from _rule_problems(profile)
    yield from _cap_problems(profile)


def _cap_problems(profile: Profile) -> Iterator[str]:
    for number, cap in enumerate(profile.notice_caps):
        if cap.within.unit == "business day":
            yield f"notice_caps[{number}].within: '{cap.within}' has no calendar; write minutes, hours or days"
        if min(cap.per_address, cap.per_ticket) < 1:
            yield f"notice_caps[{number}]: per_address and per_ticket are at least 1"


def _calendar_problems(profile: Profile) -> Iterator[str]:
    for name, rule in profile.calendars.items():
        if name == ALWAYS:
            yield f"calendars.{ALWAYS}: this name is kept for the calendar that never closes; choose another"
        yield from calendar_check.problems(rule, f"calendars.{name}")
    yield from _undefined_calendar(profile, profile.support_calendar, "support_calendar")


def _undefined_calendar(profile: Profile, name: str, key: str) -> Iterator[str]:
    if name not in (ALWAYS, *profile.calendars):
        yield f"{key}: there is no calendar {name!r}; defined: {', '.join((ALWAYS, *profile.calendars))}"


def _severity_problems(profile: Profile) -> Iterator[str]:
    if not 0 < profile.warn_fraction < 1:
        yield f"warn_fraction: {profile.warn_fraction} is not allowed; write a number above 0 and below 1"
    for severity in SEVERITIES:
        rule = profile.severities.get(severity)
        if rule is None:
            yield f"severities.{severity}: missing; a profile has all of {', '.join(SEVERITIES)}"
            continue
        for clock in CLOCKS:
            key = f"severities.{severity}.{clock}"
            if (clock in rule.targets) == (clock in rule.unpromised):
                yield f"{key}: give its target, or name it in severities.{severity}.unpromised, and not both"
            elif clock in rule.targets:
                yield from _clock_problems(profile, rule.clock(clock), key)


def _clock_problems(profile: Profile, target: ClockTarget, key: str) -> Iterator[str]:
    undefined = list(_undefined_calendar(profile, target.calendar, f"{key}.calendar"))
    if undefined:
        yield from undefined
        return
    lengths: dict[str, timedelta] = {}
    for name, duration in (("within", target.within), ("warn", target.warn), ("latest", target.latest)):
        if duration is None:
            continue
        length = _length(profile, duration, target.calendar)
        if isinstance(length, str):
            yield f"{key}.{name}: {length}"
        else:
            lengths[name] = length
    within = lengths.get("within")
    if within is None:
        return
    if "latest" in lengths and lengths["latest"] <= within:
        yield f"{key}.latest: '{target.latest}' is not after within, '{target.within}'; write a longer time"
    breach = lengths.get("latest", within)
    if "warn" in lengths and lengths["warn"] >= breach:
        yield (
            f"{key}.warn: '{target.warn}' is not before the clock's end, '{target.latest or target.within}'; "
            "write a shorter time"
        )


def _length(profile: Profile, duration: Duration, calendar: str) -> timedelta | str:
    """Return how much open time `duration` is, or what is wrong with it."""
    rule = profile.calendars.get(calendar)
    if not duration.amount:
        return f"'{duration}' is no time at all; write at least '1 {duration.unit}'"
    if duration.unit == "day" and rule:
        return f"'{duration}' is not clear where days are not 24 hours long; write business days or hours"
    try:
        return duration.time(rule.business_day.time() if rule and rule.business_day else None)
    except ValueError as e:
        return f"{e}; calendar {calendar!r} does not"


def _text_problems(profile: Profile) -> Iterator[str]:
    if not profile.languages:
        yield "languages: empty; write at least one, such as ['en']"
    for key, texts in _texts(profile):
        for language in profile.languages:
            if not texts.get(language, "").strip():
                yield f"{key}.{language}: missing; every text is given in each of {', '.join(profile.languages)}"
    for marker, phrases in (("urgent", profile.markers.urgent), ("normal", profile.markers.normal)):
        if not all(phrase.strip() for phrase in phrases):
            yield f"markers.{marker}: an empty phrase would match every subject; remove it"


def _texts(profile: Profile) -> Iterator[tuple[str, Mapping[Language, str]]]:
    for severity, rule in profile.severities.items():
        yield f"severities.{severity}.description", rule.description
    yield "phone.greeting", profile.phone.greeting
    for digit, option in profile.phone.options.items():
        yield f"phone.options.{digit}", option
    for category, items in profile.checklists.items():
        for place, item in enumerate(items, 1):
            yield f"checklists.{category}[{place}].ask", item.ask
    for name, template in profile.templates.items():
        yield f"templates.{name}", template
    if profile.after_hours and profile.after_hours.restart_document:
        yield "after_hours.restart_document", profile.after_hours.restart_document
    for field in profile.after_hours.required_fields if profile.after_hours else []:
        yield f"after_hours.required_fields.{field.name}.ask", field.ask
        if field.say:
            yield f"after_hours.required_fields.{field.name}.say", field.say


def _phone_problems(profile: Profile) -> Iterator[str]:
    phone = profile.phone
    digits = [
        ("support", phone.support),
        *((f"options.{digit}", digit) for digit in phone.options),
        *((f"languages.{digit}", digit) for digit in phone.languages),
    ]
    for key, digit in digits:
        if digit not in "0123456789" or len(digit) != 1:
            yield f"phone.{key}: {digit!r} is no digit of a telephone; write one of 0 to 9, in quotes"
    if phone.support in phone.options:
        yield f"phone.options.{phone.support}: this digit leads to support; choose another"
    for digit, language in phone.languages.items():
        if digit == phone.support or digit in phone.options:
            yield f"phone.languages.{digit}: this digit leads somewhere else already; choose another"
        if language not in profile.languages:
            yield f"phone.languages.{digit}: {language!r} is not spoken; allowed: {', '.join(profile.languages)}"
    if phone.hold_music and not phone.hold_music.startswith(("https://", "http://")):
        yield f"phone.hold_music: {phone.hold_music!r} is no address; write one that begins with https://"


def _rule_problems(profile: Profile) -> Iterator[str]:
    durations = {
        "phone.hold_at_most": (profile.phone.hold_at_most, ALWAYS),
        "lifecycle.agreed_by_default_after": (profile.lifecycle.agreed_by_default_after, profile.support_calendar),
        "lifecycle.reopen_within": (profile.lifecycle.reopen_within, profile.support_calendar),
    }
    if (incidents := profile.incidents) is not None:
        durations["incidents.window"] = (incidents.window, ALWAYS)
        if incidents.shared_words < 1:
            yield f"incidents.shared_words: {incidents.shared_words} is not allowed; write 1 or more"
    if profile.lifecycle.reopens_per_day < 0:
        yield f"lifecycle.reopens_per_day: {profile.lifecycle.reopens_per_day} is not allowed; write 0 or more"
    if (after_hours := profile.after_hours) is not None:
        durations["after_hours.minimum"] = (after_hours.minimum, ALWAYS)
        if after_hours.rate <= 0:
            yield f"after_hours.rate: {after_hours.rate} is not allowed; write a number above 0, 2.0 for double"
    if (availability := profile.availability) is not None:
        durations["availability.period"] = (availability.period, ALWAYS)
        durations["availability.planned_maintenance"] = (availability.planned_maintenance, ALWAYS)
        durations["availability.maintenance_notice"] = (availability.maintenance_notice, ALWAYS)
        if not 0 < availability.target <= 1:
            yield f"availability.target: {availability.target} is not allowed; write 0.995 for 99.5 %"
    for key, (duration, calendar) in durations.items():
        if isinstance(wrong := _length(profile, duration, calendar), str):
            yield f"{key}: {wrong}"
