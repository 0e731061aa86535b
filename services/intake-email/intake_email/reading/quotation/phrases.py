"""What surrounds people's own words in a mail: the phrases are data, in the file beside this one."""

import tomllib
from importlib.resources import files
from typing import Final, Literal

import msgspec

HeaderField = Literal["from", "date", "sent", "to", "subject", "other"]
Phrases = tuple[str, ...]


class _Attribution(msgspec.Struct, frozen=True):
    leads: Phrases
    final_verbs: Phrases
    spoken_verbs: Phrases
    medial_verbs: Phrases
    after_name: Phrases
    unspaced_verbs: Phrases
    verbs_without_colon: Phrases
    sentence_words: frozenset[str]
    conjunctions: frozenset[str]
    pointers: frozenset[str]


class _Separators(msgspec.Struct, frozen=True):
    original: frozenset[str]
    forwarded: frozenset[str]


class _Mobile(msgspec.Struct, frozen=True):
    openings: Phrases
    endings: Phrases
    device_names: Phrases
    device_words: Phrases
    excuses: Phrases


class _Footer(msgspec.Struct, frozen=True):
    disclaimer_openings: Phrases
    disclaimer_words: Phrases
    disclaimer_marks: Phrases
    disclaimer_headings: frozenset[str]
    openings: Phrases
    banner_openings: Phrases
    banner_words: Phrases


class _Closing(msgspec.Struct, frozen=True):
    formulas: frozenset[str]
    thanks: frozenset[str]
    postscripts: frozenset[str]
    particles: frozenset[str]


class _All(msgspec.Struct, frozen=True):
    attribution: _Attribution
    separators: _Separators
    mobile: _Mobile
    footer: _Footer
    closing: _Closing
    labels: dict[HeaderField, Phrases]


_ALL: Final = msgspec.convert(tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8")), _All)
ATTRIBUTION: Final = _ALL.attribution
SEPARATORS: Final = _ALL.separators
MOBILE: Final = _ALL.mobile
FOOTER: Final = _ALL.footer
CLOSING: Final = _ALL.closing
HEADER_LABELS: Final[dict[str, HeaderField]] = {
    label: field for field, labels in _ALL.labels.items() for label in labels
}
