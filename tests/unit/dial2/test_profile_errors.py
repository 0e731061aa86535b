"""A profile that cannot work is refused when it is loaded, with the key and what is allowed."""

from importlib.resources import files
from pathlib import Path

import pytest

from dial2.profile import ProfileError, load

TRACKTIK = files("dial2.profile").joinpath("profiles/tracktik.toml").read_text(encoding="utf-8")
HOURS = 'hours = { "monday-friday" = ["07:30-19:30"] }'
LOW_CALL_BACK = '[severities.low]\ncall_back = { within = "2 business days", calendar = "support" }'
HOLIDAY = '{ name = "Good Friday", easter = -2 }'


def problems(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = TRACKTIK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "acme.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load(str(path))
    assert str(refused.value).startswith(f"{path} cannot be used:\n  ")
    return "\n".join(refused.value.problems)


def hours(written: str) -> tuple[str, str]:
    return HOURS, f"hours = {{ {written} }}"


def low_call_back(written: str) -> tuple[str, str]:
    return LOW_CALL_BACK, f"[severities.low]\ncall_back = {{ {written} }}"


def holiday(written: str) -> tuple[str, str]:
    return HOLIDAY, f'{{ name = "Someday", {written} }}'


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("version = 1", 'version = "one"'), "version: 'one' is not allowed; write a whole number"),
        (
            ("version = 1", 'version = 1\ncolour = "red"'),
            "colour: unknown key; allowed here: name, title, version",
        ),
        (('title = "TrackTik client support"\n', ""), "title: missing"),
        (('["en", "fr"]', '["en", "de"]'), "languages[2]: 'de' is unknown; allowed: en, fr"),
        (('["en", "fr"]', "[]"), "languages: empty; write at least one"),
        (('zone = "America/Toronto"', 'zone = "America/Torono"'), "zone: 'America/Torono' is no time zone"),
        (('zone = "America/Toronto"', 'zone = "America"'), "zone: 'America' is no time zone"),
        (('zone = "America/Toronto"', 'zone = "../Toronto"'), "zone: '../Toronto' is no time zone"),
        (('zone = "America/Toronto"', "zone = 5"), "zone: 5 is no time zone"),
        (
            ('support_calendar = "support"', 'support_calendar = "office"'),
            "support_calendar: there is no calendar 'office'; defined: always, support",
        ),
        (
            ("warn_fraction = 0.75", "warn_fraction = 1.0"),
            "warn_fraction: 1.0 is not allowed; write a number above 0",
        ),
        (
            (
                "[calendars.support]",
                '[calendars.always]\nzone = "UTC"\nhours = { monday = ["01:00-02:00"] }\n[calendars.support]',
            ),
            "calendars.always: this name is kept",
        ),
        (
            ('business_day = "12 hours"', 'business_day = "1 business day"'),
            "calendars.support.business_day: '1 business day' is no",
        ),
        (
            ('business_day = "12 hours"', 'business_day = "0 hours"'),
            "calendars.support.business_day: '0 hours' is no length",
        ),
        (
            ('business_day = "12 hours"\n', ""),
            "severities.low.call_back.within: '2 business days' needs a calendar that says",
        ),
        (
            ("[severities.low.description]\nen", "[severities.low.description]\nde"),
            "severities.low.description.de: 'de' is unknown; allowed: en, fr",
        ),
        (
            ("[phone.greeting]\nen = ", "[phone.greeting]\n#"),
            "phone.greeting.en: missing; every text is given in each",
        ),
        (('"Service Issue"', '""'), "markers.normal: an empty phrase would match every subject"),
        (('support = "2"', 'support = "12"'), "phone.support: '12' is no digit of a telephone"),
        (
            ('support = "2"', 'support = "2"\noptions = { 2 = { en = "a", fr = "b" } }'),
            "phone.options.2: this digit leads to support",
        ),
        (
            ('languages = { "1" = "en", "9" = "fr" }', 'languages = { "2" = "en" }'),
            "phone.languages.2: this digit leads somewhere else already; choose another",
        ),
        (
            ('languages = { "1" = "en", "9" = "fr" }', 'languages = { "*" = "en" }'),
            "phone.languages.*: '*' is no digit of a telephone; write one of 0 to 9, in quotes",
        ),
        (
            ('hold_at_most = "15 minutes"', 'hold_at_most = "0 minutes"'),
            "phone.hold_at_most: '0 minutes' is no time at all",
        ),
        (
            ("ask_pin = false", 'hold_music = "calm.mp3"'),
            "phone.hold_music: 'calm.mp3' is no address; write one that begins with https://",
        ),
        (
            ('severities = ["critical", "major"]', 'severities = ["severe"]'),
            "paging.severities[1]: 'severe' is unknown; allowed: critical",
        ),
        (
            ('after = "5 business days"', 'after = "5 days"'),
            "lifecycle.agreed_by_default_after: '5 days' is not clear",
        ),
        (("target = 0.995", "target = 99.5"), "availability.target: 99.5 is not allowed; write 0.995 for 99.5 %"),
        (
            ('period = "30 days"', 'period = "30 business days"'),
            "availability.period: '30 business days' needs a calendar",
        ),
    ],
)
def test_a_wrong_value_is_refused(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    assert problem in problems(tmp_path, change)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "hours: empty, so it would never open"),
        ("monday = []", "hours: empty, so it would never open"),
        ('mon = ["09:00-17:00"]', "hours.mon: 'mon' is no day of the week; write monday, tuesday"),
        ('monday = ["9-17"]', "hours.monday[1]: '9-17' is no time window; write it as '07:30-19:30'"),
        (
            'monday = ["09:00-17:60"]',
            "'09:00-17:60' is no time window; write it as '07:30-19:30', times from 00:00 to 23:59",
        ),
        (
            'monday = ["09:00-24:30"]',
            "'09:00-24:30' is no time window; write it as '07:30-19:30', times from 00:00 to 23:59",
        ),
        ('monday = ["09:00-00:00"]', "'09:00-00:00' ends where the day begins; write 24:00 for a day's end"),
        ('monday = ["09:00-09:00"]', "'09:00-09:00' has no length; a whole day is '00:00-24:00'"),
        ('monday = "09:00-17:00"', "hours.monday: '09:00-17:00' is not allowed; write a list"),
        ('monday = ["09:00-12:00", "11:59-17:00"]', "09:00-12:00 and 11:59-17:00 overlap"),
        ('monday = ["22:00-06:00"], tuesday = ["05:00-09:00"]', "22:00-06:00 and 05:00-09:00 overlap"),
        ('sunday = ["22:00-06:00"], monday = ["05:00-09:00"]', "22:00-06:00 and 05:00-09:00 overlap"),
        ('"monday-friday" = ["09:00-12:00"], friday = ["13:00-14:00"]', "hours.friday: friday is given twice"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(tmp_path: Path, written: str, problem: str) -> None:
    assert problem in problems(tmp_path, hours(written))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            'within = "-5 minutes", calendar = "always"',
            "severities.low.call_back.within: '-5 minutes' is no duration",
        ),
        ('within = "0 minutes", calendar = "always"', "call_back.within: '0 minutes' is no time at all"),
        ('within = "2 days", calendar = "support"', "'2 days' is not clear where days are not 24 hours long"),
        (
            'within = "2 business days", calendar = "always"',
            "needs a calendar that says how long its business_day is",
        ),
        ('within = "2 hours", calendar = "office"', "call_back.calendar: there is no calendar 'office'"),
        ('within = "2 hours", calendar = "always", warn = "2 hours"', "call_back.warn: '2 hours' is not before"),
        (
            'within = "2 hours", calendar = "always", latest = "90 minutes"',
            "call_back.latest: '90 minutes' is not after",
        ),
        ('within = "2 hours"', "severities.low.call_back.calendar: missing"),
    ],
)
def test_a_clock_that_cannot_run_is_refused(tmp_path: Path, written: str, problem: str) -> None:
    assert problem in problems(tmp_path, low_call_back(written))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            'country = "CA", every = "06-24"',
            "'Someday' says its day by every, country; allowed is one of: date; every",
        ),
        ('subdivision = "ON"', "'Someday' says its day by subdivision; allowed is one of"),
        ('weekday = "monday", nth = 1', "says its day by weekday, nth; allowed is one of"),
        ('weekday = "monday"', "says its day by weekday; allowed is one of"),
        ('every = "13-01"', "has every = '13-01', no month and day; write it as '12-25'"),
        ('every = "W01-1"', "has every = 'W01-1', no month and day"),
        ('weekday = "monday", before = "02-30"', "has before = '02-30', no month and day"),
        ('weekday = "monday", nth = 0, month = 1', "has nth = 0; allowed: 1 to 5, or -1 to -5"),
        ('weekday = "monday", nth = 1, month = 13', "has month = 13; allowed: 1 to 12"),
        ("easter = 400", "has easter = 400; allowed: -100 to 100 days"),
        ('country = "XX"', "'Someday' is looked up where no list is: Country XX not available"),
        ('country = "CA", subdivision = "ZZ"', "is looked up where no list is"),
        ('country = "CA"', "'Someday' is not in the list of CA; allowed: canada day, christmas day"),
        ('date = "2026-02-30"', "holidays[2].date: '2026-02-30' is not allowed; write a date"),
    ],
)
def test_a_holiday_that_says_no_day_is_refused(tmp_path: Path, written: str, problem: str) -> None:
    assert f"calendars.support.holidays[2]{'.date' if 'date' in written else ''}: " in (
        found := problems(tmp_path, holiday(written))
    )
    assert problem in found


def test_a_holiday_that_says_nothing_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, (HOLIDAY, '{ name = "Someday" }'))
    assert "'Someday' does not say its day; allowed is one of" in found


def test_special_days_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    special = (
        'special_days = [{ date = 2026-12-24, hours = ["09:00-12:00", "11:00-13:00"] }, '
        '{ date = "2026-12-24", hours = [] }]'
    )
    found = problems(tmp_path, (HOURS, f"{HOURS}\n{special}"))
    assert "special_days[1]: 09:00-12:00 and 11:00-13:00 overlap" in found
    assert "special_days[2]: 2026-12-24 is given twice" in found


def test_a_missing_severity_is_named(tmp_path: Path) -> None:
    start, end = TRACKTIK.index("[severities.low]"), TRACKTIK.index("[severities.no]")
    assert problems(tmp_path, (TRACKTIK[start:end], "")) == (
        "severities.low: missing; a profile has all of critical, major, low, no"
    )


def test_a_clock_is_given_its_target_or_named_as_not_promised_and_not_both(tmp_path: Path) -> None:
    neither_nor_both = "low.call_back: give its target, or name it in severities.low.unpromised, and not both"
    assert neither_nor_both in problems(tmp_path, (LOW_CALL_BACK, "[severities.low]"))
    assert neither_nor_both in problems(tmp_path, (LOW_CALL_BACK, f'{LOW_CALL_BACK}\nunpromised = ["call_back"]'))


def test_an_unknown_severity_is_named_with_the_known_ones(tmp_path: Path) -> None:
    found = problems(tmp_path, ("[severities.low]", "[severities.minor]"))
    assert "severities.minor: 'minor' is unknown; allowed: critical, low, major, no" in found


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ('zone = "America/Toronto"', 'zone = "Toronto"'),
        ("version = 1", "version = true"),
        hours('monday = ["9-5"]'),
        low_call_back('within = "soon", calendar = "always"'),
    )
    for key in ("zone", "version", "calendars.support.hours.monday[1]", "severities.low.call_back.within"):
        assert f"{key}: " in found


def test_every_contradiction_is_named_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        hours("monday = []"),
        holiday('every = "13-01"'),
        low_call_back('within = "0 hours", calendar = "always"'),
    )
    assert len(found.splitlines()) == 3


def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path) -> None:
    assert "not TOML: " in (found := problems(tmp_path, ("version = 1", "version = ")))
    assert "line 3" in found


def test_what_is_no_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(ProfileError, match="byte 11 is not UTF-8; save the file as UTF-8"):
        load(str(path))
