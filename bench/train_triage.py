"""Fit the weights of triage to the labelled contacts: `python -m bench.train_triage`; needs NumPy.

A logistic regression per label, trained through the kernel: with far fewer contacts than features, the matrix of
their likenesses is small, and the weights are a sum over the contacts.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
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
from triage.assessment.features import Features, features_of
from triage.assessment.model import CATEGORIES, FEWEST, Block, Model, Weights, length_of
from triage.assessment.reading import Reading
from triage.assessment.ruling import ruling_of

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "triage"
UNTUNED = (
    CORPUS / "training"
)  # contacts on which nobody tuned the rules: only here do findings teach how far to trust
TARGET = Path(assessment_model.__file__).with_name(assessment_model.WEIGHTS)

ITEMS = ("who_affected", "description")  # the rules read the other items as well or better
# How far findings weigh against words: much for what the rules read well, little for severity.
TRUST = {"severity": 0.05, "category": 0.15, "request": 1.0, "missing": 1.0}
RIDGE = 0.001
WORDS_SCALE, FINDINGS_SCALE = 1 / 15, 1 / 5  # bring both kernels to about one
BIAS = 0.02
RAREST = 2  # contacts in which a feature must occur
ROUNDS = 400
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
        | {f"missing.{item}" for item in row["missing"] if item in ITEMS}
    )


def all_labels() -> list[str]:
    return [
        *(f"severity.{severity}" for severity in SEVERITIES),
        *(f"category.{category}" for category in CATEGORIES),
        "request",
        *(f"missing.{item}" for item in ITEMS),
    ]


class Kind(NamedTuple):
    """One kind of features over all examples: their names and each example's values."""

    names: list[str]
    values: NDArray[np.float32]
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, given: Sequence[Iterable[str]], *, fewest: int = 1) -> "Kind":
        found = [list(names) for names in given]
        frequency = Counter(name for names in found for name in names)
        kept = sorted(name for name, count in frequency.items() if count >= RAREST)
        column = {name: index for index, name in enumerate(kept)}
        rarity = np.array([math.log(len(found) / frequency[name]) for name in kept], np.float32)
        values = np.zeros((len(found), len(kept)), np.float32)
        for index, names in enumerate(found):
            known = [column[name] for name in names if name in column]
            values[index, known] = rarity[known] / length_of(len(names), fewest)
        return cls(kept, values, rarity)

    def kernel(self) -> Matrix:
        return (self.values @ self.values.T).astype(np.float64)


def fit(kernel: Matrix, truth: Matrix) -> Matrix:
    """Return each example's part in each label's weights: accelerated gradient descent, strictly convex."""
    parts = np.zeros_like(truth)
    ahead = parts
    step = 1 / (0.25 * kernel.sum(axis=1).max() + RIDGE)
    pace = 1.0
    for _ in range(ROUNDS):
        given = 1 / (1 + np.exp(-(kernel @ ahead)))
        reached = ahead - step * (given - truth + RIDGE * ahead)
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
        self.words = Kind.of([example.features.words for example in given], fewest=FEWEST)
        self.findings = Kind.of([example.features.findings if example.untuned else () for example in given])
        self._words, self._findings = self.words.kernel(), self.findings.kernel()

    def train(self, chosen: NDArray[np.intp]) -> Weights:
        words = np.zeros((len(self.words.names), len(self.labels)))
        findings = np.zeros((len(self.findings.names), len(self.labels)))
        bias = np.zeros(len(self.labels))
        square = np.ix_(chosen, chosen)
        for kind, trust in TRUST.items():
            columns = [index for index, label in enumerate(self.labels) if label.split(".")[0] == kind]
            kernel = WORDS_SCALE * self._words[square] + trust * FINDINGS_SCALE * self._findings[square] + BIAS
            parts = fit(kernel, self.truth[np.ix_(chosen, np.array(columns))])
            words[:, columns] = WORDS_SCALE * self._weights(self.words, chosen, parts)
            findings[:, columns] = trust * FINDINGS_SCALE * self._weights(self.findings, chosen, parts)
            bias[columns] = BIAS * parts.sum(axis=0)
        return Weights(
            labels=self.labels,
            bias=[round(value, 4) for value in bias.tolist()],
            words=_block(self.words.names, words),
            findings=_block(self.findings.names, findings),
        )

    @staticmethod
    def _weights(kind: Kind, chosen: NDArray[np.intp], parts: Matrix) -> Matrix:
        return (kind.values[chosen].T @ parts.astype(np.float32) * kind.rarity[:, None]).astype(np.float64)


def _block(names: Sequence[str], weights: Matrix) -> Block:
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / BYTE
    rounded = np.rint(weights / steps).astype(np.int8)
    kept = np.flatnonzero(np.abs(rounded).max(axis=1))
    return Block(
        [names[index] for index in kept.tolist()],
        [float(f"{step:.6g}") for step in steps],
        rounded[kept].tobytes(),
    )


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
    print(f"{len(given)} contacts, {len(weights.words.features)} runs of words: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
