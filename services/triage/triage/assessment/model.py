"""A linear model of what careful readers assign: every run of words and every finding adds its weight."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from math import exp, sqrt
from typing import TypeVar, get_args

import msgspec

from dial2.vocabulary import Category
from triage.assessment.features import Features
from triage.assessment.matcher import Mention

WEIGHTS = "weights.msgpack"
CATEGORIES: tuple[Category, ...] = get_args(Category)
Name = TypeVar("Name", bound=str)
FEWEST = 300  # runs of words, some eighty words: a shorter text leaves more to the findings
_TELLING = 3  # runs of words that are named as the reason


class Block(msgspec.Struct, frozen=True):
    """Features of one kind: `weights` holds a signed byte for each feature and label, in units of `steps`."""

    features: list[str]
    steps: list[float]
    weights: bytes


class Weights(msgspec.Struct, frozen=True):
    """What training writes: one logistic regression per label, over words and findings."""

    labels: list[str]
    bias: list[float]
    words: Block
    findings: Block


class Model:
    """Answers with probabilities; the same features give the same answer, whatever was asked before."""

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self._bias = weights.bias
        self._words = _Table(weights.words, len(weights.labels), FEWEST)
        self._findings = _Table(weights.findings, len(weights.labels))

    def scores(self, features: Features) -> dict[str, float]:
        """Return each label's log-odds."""
        words = self._words.sums(features.words)
        findings = self._findings.sums(features.findings)
        return {
            label: bias + word + finding
            for label, bias, word, finding in zip(self.labels, self._bias, words, findings, strict=True)
        }

    def telling(self, features: Features, label: str, among: Sequence[str]) -> list[Mention]:
        """Return the places of the words that speak most for a label and least for those it stands `among`."""
        factors = {self.labels.index(name): 1.0 if name == label else -1 / (len(among) - 1) for name in among}
        weighed = [(self._words.weigh(name, factors), mention) for name, mention in features.words.items()]
        return _apart(mention for weight, mention in sorted(weighed, key=_heaviest_first) if weight > 0)


def _heaviest_first(weighed: tuple[float, Mention]) -> tuple[float, int]:
    return -weighed[0], weighed[1].first


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the first few that do not overlap."""
    kept: list[Mention] = []
    for mention in mentions:
        if all(mention.last < other.first or mention.first > other.last for other in kept):
            kept.append(mention)
        if len(kept) == _TELLING:
            break
    return kept


class _Table:
    def __init__(self, block: Block, width: int, fewest: int = 1) -> None:
        self._width = width
        self._fewest = fewest
        self._steps = block.steps
        self._weights = memoryview(block.weights).cast("b")
        self._places = {name: index * width for index, name in enumerate(block.features)}

    def weigh(self, name: str, factors: Mapping[int, float]) -> float:
        """Return a name's weights, those of some columns, each times a factor, added up."""
        place = self._places.get(name)
        if place is None:
            return 0.0
        return sum(self._weights[place + column] * self._steps[column] * by for column, by in factors.items())

    def sums(self, names: Iterable[str]) -> list[float]:
        """Add up the rows of the names that are known."""
        everything = list(names)
        rows = [self._raw(self._places[name]) for name in everything if name in self._places]
        if not rows:
            return [0.0] * self._width
        length = length_of(len(everything), self._fewest)
        return [
            sum(column) * step / length for column, step in zip(zip(*rows, strict=True), self._steps, strict=True)
        ]

    def _raw(self, place: int) -> memoryview:
        return self._weights[place : place + self._width]


def length_of(names: int, fewest: int) -> float:
    """Return what a sum is divided by: a long text is not surer than a short one, a very short one less so."""
    return sqrt(max(names, fewest))


def probability(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def shares(scores: Mapping[str, float], kind: str, names: Iterable[Name]) -> dict[Name, float]:
    """Return the probabilities of answers that exclude one another, from each one's own."""
    each = {name: probability(scores[f"{kind}.{name}"]) for name in names}
    total = sum(each.values())
    return {name: value / total for name, value in each.items()}


@cache
def trained() -> Model:
    """Return the model that the committed weights make."""
    data = resources.files(__package__ or "").joinpath(WEIGHTS).read_bytes()
    return Model(msgspec.msgpack.decode(data, type=Weights))
