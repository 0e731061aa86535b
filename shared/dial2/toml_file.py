"""Reads a TOML file into structs and, where it cannot, says every problem with its key and what is allowed."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import inspect

from dial2.errors import Dial2Error

T = TypeVar("T")


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is an error, never ignored."""


class FileError(Dial2Error):
    """A file that cannot be used: where it is and each thing wrong in it, as `key: what is allowed`."""

    def __init__(self, path: Path | str, problems: Iterable[str]) -> None:
        self.path = str(path)
        self.problems = tuple(problems)
        super().__init__("\n  ".join((f"{self.path} cannot be used:", *self.problems)))


def read(path: Path, type_: type[T], error: type[FileError] = FileError) -> T:
    """Read the TOML file at `path` as `type_`; raises `error` with every problem found.

    Beside what msgspec knows, a field may be a `ZoneInfo` or a class with a `parse` class method that
    raises ValueError, such as `Duration`.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise error(path, [f"the file cannot be read ({e.strerror}); give the path of a TOML file"]) from e
    except UnicodeDecodeError as e:
        raise error(path, [f"byte {e.start} is not UTF-8; save the file as UTF-8"]) from e
    except tomllib.TOMLDecodeError as e:
        raise error(path, [f"not TOML: {e}"]) from e
    problems = list(_problems(content, inspect.type_info(type_), ""))
    if problems:
        raise error(path, problems)
    try:
        return msgspec.convert(content, type_, dec_hook=_parse)
    except msgspec.ValidationError as e:
        raise error(path, [str(e)]) from e


def _parse(type_: Any, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook hands over anything
    return parse_zone(value) if type_ is ZoneInfo else type_.parse(value)


def parse_zone(name: object) -> ZoneInfo:
    """Find a time zone by its IANA name; raises ValueError."""
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError) as e:
        raise ValueError(f"{name!r} is no time zone; write an IANA name such as 'America/Toronto'") from e


_PLAIN: Mapping[type[inspect.Type], tuple[type, str]] = {
    inspect.StrType: (str, "a text in quotes"),
    inspect.IntType: (int, "a whole number"),
    inspect.FloatType: (float, "a number"),
    inspect.BoolType: (bool, "true or false"),
    inspect.DateType: (date, "a date such as 2026-12-24"),
    inspect.DateTimeType: (datetime, "a local date and time such as 2026-12-24T08:00:00"),
    inspect.ListType: (list, "a list in square brackets"),
    inspect.DictType: (dict, "a table"),
    inspect.StructType: (dict, "a table"),
}


def _problems(value: object, expected: inspect.Type, key: str) -> Iterator[str]:
    match expected:
        case inspect.UnionType(types=(wanted, inspect.NoneType())):  # TOML has no null
            yield from _problems(value, wanted, key)
        case inspect.StructType() if isinstance(value, dict):
            yield from _table_problems(value, expected, key)
        case inspect.DictType() if isinstance(value, dict):
            for name, item in value.items():
                yield from _problems(name, expected.key_type, _join(key, name))
                yield from _problems(item, expected.value_type, _join(key, name))
        case inspect.ListType() if isinstance(value, list):
            for place, item in enumerate(value, 1):
                yield from _problems(item, expected.item_type, f"{key}[{place}]")
        case _:
            yield from _value_problems(value, expected, key)


def _table_problems(value: dict[str, object], expected: inspect.StructType, key: str) -> Iterator[str]:
    fields = {field.encode_name: field for field in expected.fields}
    for name in value.keys() - fields.keys():
        yield f"{_join(key, name)}: unknown key; allowed here: {', '.join(fields)}"
    for name, field in fields.items():
        if name in value:
            yield from _problems(value[name], field.type, _join(key, name))
        elif field.required:
            yield f"{_join(key, name)}: missing"


def _value_problems(value: object, expected: inspect.Type, key: str) -> Iterator[str]:
    if isinstance(expected, inspect.LiteralType):
        if value not in expected.values:
            yield f"{key}: {value!r} is unknown; allowed: {', '.join(map(str, expected.values))}"
    elif isinstance(expected, inspect.CustomType):
        try:
            _parse(expected.cls, value)
        except ValueError as e:
            yield f"{key}: {e}"
    elif type(expected) in _PLAIN:
        type_, meaning = _PLAIN[type(expected)]
        try:
            msgspec.convert(value, type_)
        except msgspec.ValidationError:
            yield f"{key}: {value!r} is not allowed; write {meaning}"


def _join(key: str, name: object) -> str:
    return f"{key}.{name}" if key else str(name)
