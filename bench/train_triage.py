"""Fit the weights of triage to the labelled contacts: `python -m bench.train_triage`; needs NumPy.

A logistic regression per label, trained through the kernel: with far fewer contacts than features, the matrix of
their likenesses is small, and the weights are a sum over the contacts.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from dial2.marker import marker_of
from dial2.profile import Profile, load
from dial2.vocabulary import SEVERITIES
from triage.assessment import Contact
from triage.assessment import model as assessment_model
from triage.assessment.features import Features, Names, features_of
from triage.assessment.missing import ITEMS
from triage.assessment.model import CATEGORIES, FEWEST, Block, Model, Weights
from triage.assessment.reading import Reading
from triage.assessment.ruling import ruling_of

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "triage"
UNTUNED = CORPUS / "training"  # on which nobody tuned the rules: only here do findings teach how far to trust
HELD_OUT = CORPUS / "held_out"  # for measuring: neither trained nor tuned on
TARGET = Path(assessment_model.__file__).with_name(assessment_model.WEIGHTS)

LISTED = sorted({item for items in ITEMS.values() for item in items})
# How far each kind of features is trusted, by what is learned: findings much for what the rules read well, little
# for severity, on which words and their meanings agree better between one writer and the next.
TRUST = {
    "severity": {"runs": 0.30, "pieces": 0.11, "meanings": 0.11, "findings": 0.005},
    "category": {"runs": 0.40, "pieces": 0.20, "meanings": 0.10, "findings": 0.02},
    "request": {"runs": 0.40, "pieces": 0.10, "meanings": 0.10, "findings": 0.40},
    "missing": {"runs": 0.30, "pieces": 0.0, "meanings": 0.0, "findings": 0.20},
}
RIDGE = 0.001
BIAS = 0.02
RAREST = 3  # contacts in which a feature must occur
ROUNDS = 300
BYTE = 127

Row = dict[str, Any]
Matrix = NDArray[np.float64]


class Example(NamedTuple):
    row: Row
    features: Features
    untuned: bool


def contact_of(row: Row, profile: Profile) -> Contact:
    marker = marker_of(row["subject"], profile.markers)
    return Contact(channel=row["channel"], subject=row["subject"], text=row["body"], marker=marker)


def examples(profile: Profile) -> list[Example]:
    return [
        Example(row, seen(row, profile), path.parent == UNTUNED)
        for path in [*sorted(CORPUS.glob("*.jsonl")), *sorted(UNTUNED.glob("*.jsonl"))]
        for row in read(path)
    ]


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def seen(row: Row, profile: Profile) -> Features:
    reading = Reading(contact_of(row, profile))
    return features_of(reading, ruling_of(reading))


def labels_of(row: Row) -> set[str]:
    asked = {"request"} if row["is_request"] else set()
    return (
        asked
        | {f"severity.{row['severity']}", f"category.{row['category']}"}
        | {f"missing.{item}" for item in row["missing"]}
    )


def asked_of(row: Row) -> set[str]:
    """Return the labels that an example teaches: which items are missing, where the contract asks for them."""
    asked = set(ITEMS[row["category"]]) if row["is_request"] else set()
    return {label for label in all_labels() if not label.startswith("missing.") or label[8:] in asked}


def all_labels() -> list[str]:
    return [
        *(f"severity.{severity}" for severity in SEVERITIES),
        *(f"category.{category}" for category in CATEGORIES),
        "request",
        *(f"missing.{item}" for item in LISTED),
    ]


class Kind(NamedTuple):
    """One kind of features over all examples: their names by sort, in order, and each example's values."""

    names: dict[str, list[str]]
    values: NDArray[np.float32]
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, given: Sequence[Counter[tuple[str, str]]], *, fewest: int, rare: bool) -> "Kind":
        frequency = Counter(name for names in given for name in names)
        kept = sorted(name for name, count in frequency.items() if count >= RAREST)
        column = {name: index for index, name in enumerate(kept)}
        worth = [math.log(len(given) / frequency[name]) if rare else 1.0 for name in kept]
        rarity = np.array(worth, np.float32)
        values = np.zeros((len(given), len(kept)), np.float32)
        for index, names in enumerate(given):
            known = {column[name]: count for name, count in names.items() if name in column}
            counts = np.array(list(known.values()), np.float32)
            length = math.sqrt(max(counts.sum(), fewest))
            values[index, list(known)] = rarity[list(known)] * counts / length
        kernel = float((values**2).sum(axis=1).mean())
        scale = np.float32(1 / math.sqrt(kernel))  # a contact is alike itself by about one
        sorts: dict[str, list[str]] = {}
        for sort, name in kept:
            sorts.setdefault(sort, []).append(name)
        return cls(sorts, values * scale, rarity * scale)

    def kernel(self) -> Matrix:
        return (self.values @ self.values.T).astype(np.float64)


def named(example: Example, kind: str) -> Counter[tuple[str, str]]:
    """Return an example's features of a kind as the weights name them, with how often each counts."""
    features = example.features
    if kind == "pieces":
        return Counter(("piece", piece) for piece in features.pieces)
    kinds: dict[str, Mapping[str, Names]] = {
        "runs": features.runs,
        "meanings": features.meanings,
        "findings": {"finding": features.findings if example.untuned else frozenset()},
    }
    named_by_sort = kinds[kind].items()
    return Counter(
        (sort, name if isinstance(name, str) else " ".join(name))
        for sort, names in named_by_sort
        for name in names
    )


def fit(kernel: Matrix, truth: Matrix, asked: Matrix) -> Matrix:
    """Return each example's part in each label's weights: accelerated gradient descent, strictly convex.

    Only where a label is `asked` of an example does it teach.
    """
    parts = np.zeros_like(truth)
    ahead = parts
    step = 1 / (0.25 * kernel.sum(axis=1).max() + RIDGE)
    pace = 1.0
    for _ in range(ROUNDS):
        given = 1 / (1 + np.exp(-(kernel @ ahead)))
        reached = ahead - step * (asked * (given - truth) + RIDGE * ahead)
        following = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = reached + (pace - 1) / following * (reached - parts)
        parts, pace = reached, following
    return parts


class Trainer:
    """Learns from any part of the examples; likenesses are reckoned once."""

    def __init__(self, given: Sequence[Example]) -> None:
        self.labels = all_labels()
        told = [labels_of(example.row) for example in given]
        self.truth = np.array([[label in names for label in self.labels] for names in told], np.float64)
        asked = [asked_of(example.row) for example in given]
        self.asked = np.array([[label in names for label in self.labels] for names in asked], np.float64)
        self.kinds = {
            kind: Kind.of([named(example, kind) for example in given], fewest=fewest, rare=kind != "findings")
            for kind, fewest in FEWEST.items()
        }
        self._kernels = {name: kind.kernel() for name, kind in self.kinds.items()}

    def train(self, chosen: NDArray[np.intp]) -> Weights:
        weights = {name: np.zeros((len(kind.rarity), len(self.labels))) for name, kind in self.kinds.items()}
        bias = np.zeros(len(self.labels))
        square = np.ix_(chosen, chosen)
        for learned, trust in TRUST.items():
            columns = [index for index, label in enumerate(self.labels) if label.split(".")[0] == learned]
            kernel = sum((share * self._kernels[name][square] for name, share in trust.items()), np.float64(BIAS))
            place = np.ix_(chosen, np.array(columns))
            parts = fit(np.asarray(kernel), self.truth[place], self.asked[place])
            for name, share in trust.items():
                weights[name][:, columns] = share * self._weights(self.kinds[name], chosen, parts)
            bias[columns] = BIAS * parts.sum(axis=0)
        return Weights(
            labels=self.labels,
            bias=[round(value, 4) for value in bias.tolist()],
            blocks={name: _block(kind.names, weights[name]) for name, kind in self.kinds.items()},
        )

    @staticmethod
    def _weights(kind: Kind, chosen: NDArray[np.intp], parts: Matrix) -> Matrix:
        return (kind.values[chosen].T @ parts.astype(np.float32) * kind.rarity[:, None]).astype(np.float64)


def _block(names: dict[str, list[str]], weights: Matrix) -> Block:
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / BYTE
    rounded = np.rint(weights / steps).astype(np.int8)
    kept = np.abs(rounded).max(axis=1) > 0
    sorts: dict[str, list[str]] = {}
    place = 0
    for sort, several in names.items():
        sorts[sort] = [name for name, known in zip(several, kept[place:], strict=False) if known]
        place += len(several)
    return Block(sorts, [float(f"{step:.6g}") for step in steps], rounded[kept].tobytes())


def held_out(trainer: Trainer, count: int, folds: int) -> Iterable[tuple[NDArray[np.intp], Model]]:
    """Yield parts of the examples, each with a model that has not seen it."""
    shuffled = np.random.default_rng(0).permutation(count)
    for part in np.array_split(shuffled, folds):
        yield part, Model(trainer.train(np.setdiff1d(shuffled, part)))


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    given = examples(load("tracktik"))
    weights = Trainer(given).train(np.arange(len(given)))
    TARGET.write_bytes(msgspec.msgpack.encode(weights))
    print(f"{len(given)} contacts: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
