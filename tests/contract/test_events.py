"""Every event that was ever written stays readable: one golden payload for each type, as it lies in the log."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from dial2.bus.topology import FOLLOWS
from dial2.events import TYPES, Payload, Recorded, decode, encode_payload, type_of

GOLDEN = Path(__file__).parent / "events"
NAMES = sorted(TYPES)


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def recorded(name: str, payload: bytes) -> Recorded:
    return Recorded(
        id=UUID(int=1),
        stream="ticket:1001",
        version=1,
        type=name,
        happened_at=datetime(2026, 11, 16, 15, tzinfo=UTC),
        recorded_at=datetime(2026, 11, 16, 15, tzinfo=UTC),
        actor="triage",
        causation=None,
        correlation=UUID(int=1),
        payload=msgspec.Raw(payload),
        hash=b"",
    )


def read(name: str, payload: bytes) -> Payload:
    return decode(recorded(name, payload))


def test_each_type_has_its_golden_payload_and_no_payload_is_of_a_type_that_is_gone() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_payload_is_read_as_its_type_and_nothing_in_it_is_lost(name: str) -> None:
    payload = read(name, golden(name))
    assert type(payload) is TYPES[name]
    written = msgspec.json.decode(golden(name))
    again = msgspec.json.decode(encode_payload(payload))
    assert again == {**again, **written}


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_payload_names_its_type_and_its_schema(name: str) -> None:
    written = msgspec.json.decode(golden(name))
    assert written["type"] == name == type_of(TYPES[name])
    assert written["schema"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_a_newer_version_adds_is_stepped_over(name: str) -> None:
    newer = msgspec.json.decode(golden(name)) | {"schema": 2, "added_later": {"deep": [1]}}
    payload = read(name, msgspec.json.encode(newer))
    assert payload.schema == 2
    assert type(payload) is TYPES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_was_added_has_a_default(name: str) -> None:
    """The golden payloads hold what the first version of each type had to hold, and no more is asked for."""
    required = {field.encode_name for field in msgspec.structs.fields(TYPES[name]) if field.required}
    assert required <= msgspec.json.decode(golden(name)).keys()


def test_a_payload_of_another_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"Invalid value 'call\.ended'"):
        read("call.started", golden("call.ended"))


def test_a_type_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        read("call.forgotten", b"{}")


@pytest.mark.parametrize("name", NAMES)
def test_an_event_comes_through_a_message_as_it_was(name: str) -> None:
    event = recorded(name, golden(name))
    assert decode(Recorded.decode(event.encode())) == decode(event)


def test_what_services_follow_exists() -> None:
    assert {name for names in FOLLOWS.values() for name in names} <= set(NAMES)
