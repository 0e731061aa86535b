from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import pytest
from msgspec import Meta

from dial2.duration import Duration
from dial2.toml_file import FileError, Section, read


class Room(Section, kw_only=True, frozen=True):
    name: str
    seats: Annotated[int, Meta(ge=1)] = 1
    kind: Literal["desk", "hall"] = "desk"


class House(Section, kw_only=True, frozen=True):
    zone: ZoneInfo
    built: date | None = None
    wait: Duration = Duration.parse("5 minutes")
    rooms: dict[Literal["north", "south"], list[Room]] = {}


def house(folder: Path, text: str) -> House:
    path = folder / "house.toml"
    path.write_text(text, encoding="utf-8")
    return read(path, House)


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(FileError) as refused:
        house(folder, text)
    return refused.value.problems


def test_a_file_is_read_with_its_zones_dates_and_durations(tmp_path: Path) -> None:
    found = house(tmp_path, 'zone = "UTC"\nbuilt = 1967-07-01\nwait = "2 hours"\nrooms.north = [{ name = "a" }]')
    assert found == House(
        zone=ZoneInfo("UTC"),
        built=date(1967, 7, 1),
        wait=Duration.parse("2 hours"),
        rooms={"north": [Room(name="a")]},
    )


def test_a_date_may_stand_in_quotes(tmp_path: Path) -> None:
    assert house(tmp_path, 'zone = "UTC"\nbuilt = "1967-07-01"').built == date(1967, 7, 1)


def test_every_problem_is_named_with_its_key_and_what_is_allowed(tmp_path: Path) -> None:
    rooms = 'rooms.east = []\nrooms.north = [{ name = 1, kind = "hut" }, { seat = 2 }]'
    text = f'zone = "Moon"\nbuilt = "soon"\nwait = 5\n{rooms}'
    assert problems(tmp_path, text) == (
        "zone: 'Moon' is no time zone; write an IANA name such as 'America/Toronto'",
        "built: 'soon' is not allowed; write a date such as 2026-12-24",
        (
            "wait: 5 is no duration; write a whole number and a unit, such as '60 minutes', '8 hours' or "
            "'2 business days' (units: second, minute, hour, day, business day)"
        ),
        "rooms.east: 'east' is unknown; allowed: north, south",
        "rooms.north[1].name: 1 is not allowed; write a text in quotes",
        "rooms.north[1].kind: 'hut' is unknown; allowed: desk, hall",
        "rooms.north[2].seat: unknown key; allowed here: name, seats, kind",
        "rooms.north[2].name: missing",
    )


def test_a_table_in_the_place_of_a_value_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, 'zone = { name = "UTC" }\nrooms = 3') == (
        "zone: {'name': 'UTC'} is no time zone; write an IANA name such as 'America/Toronto'",
        "rooms: 3 is not allowed; write a table",
    )


def test_a_bound_of_the_model_is_kept(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, 'zone = "UTC"\nrooms.north = [{ name = "a", seats = 0 }]')
    assert "Expected `int` >= 1" in problem


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be used:\n  the file cannot be read"):
        read(tmp_path, House)
