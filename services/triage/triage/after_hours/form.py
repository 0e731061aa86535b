"""What a mail answers to the fields of the after-hours form, written in it as `Label: value`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from dial2.profile.model import AfterHours

_BESIDE_A_LABEL = " \t:=?*_-–—|"
_AROUND_A_WORD = " \t.,;!*_\"'()"


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """None where a field is not there; `fields` are the required ones that are answered."""

    requested: bool | None = None
    claims: bool | None = None  # a severity that the service is for
    fields: list[str] = []

    def then(self, newer: Answers) -> Answers:
        """With what was said later, which counts where it says anything."""
        return Answers(
            requested=self.requested if newer.requested is None else newer.requested,
            claims=self.claims if newer.claims is None else newer.claims,
            fields=sorted({*self.fields, *newer.fields}),
        )


def answers(text: str, rules: AfterHours) -> Answers:
    lines = [" ".join(line.split()).casefold() for line in text.splitlines()]
    requested = _value(lines, rules.form.requested)
    priority = _value(lines, rules.form.priority)
    return Answers(
        requested=None if requested is None else _is(requested, rules.form.yes),
        claims=None if priority is None else _is(priority, rules.form.priority_of_the_service),
        fields=[field.name for field in rules.required_fields if _value(lines, field.labels)],
    )


def _value(lines: Sequence[str], labels: Iterable[str]) -> str | None:
    """What stands behind the first of the labels, on its line or on the next one that is not empty."""
    known = [" ".join(label.split()).casefold() for label in labels]
    for number, line in enumerate(lines):
        label = next((each for each in known if line.lstrip(_BESIDE_A_LABEL).startswith(each)), None)
        if label is not None:
            rest = line.lstrip(_BESIDE_A_LABEL)[len(label) :]
            if rest and rest[0].isalnum():
                continue  # a longer word
            return rest.strip(_BESIDE_A_LABEL) or next(filter(None, lines[number + 1 :]), "")
    return None


def _is(value: str, words: Iterable[str]) -> bool:
    first = next((word.strip(_AROUND_A_WORD) for word in value.split()), "")
    return first in {word.casefold() for word in words}
