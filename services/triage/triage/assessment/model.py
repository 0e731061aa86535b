"""A linear model of what careful readers assign: every run of words and every finding adds its weight."""

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from heapq import nsmallest
from importlib import resources
from math import exp, sqrt
from typing import TypeVar, get_args

import msgspec

from dial2.vocabulary import Category
from triage.assessment.features import Features, Name, Names, Run, pieces_of

WEIGHTS = "weights.msgpack"
CATEGORIES: tuple[Category, ...] = get_args(Category)
Label = TypeVar("Label", bound=str)
# Features of a kind that a text of some eighty words has: a shorter text leaves more to the others.
FEWEST = {"runs": 200, "pieces": 300, "meanings": 50, "findings": 1}
_LANE = 4  # bytes that a label's sum has in a packed row
_MIDDLE = 128  # added to each weight, so that no lane borrows from the next
_MOST_WORDS = 50_000  # whose pieces are remembered


class Block(msgspec.Struct, frozen=True):
    """Features of one kind: `weights` holds a signed byte for each feature and label, in units of `steps`.

    `features` names them by sort; one of several words has spaces between.
    """

    features: dict[str, list[str]]
    steps: list[float]
    weights: bytes


class Weights(msgspec.Struct, frozen=True):
    """What training writes: one logistic regression per label."""

    labels: list[str]
    bias: list[float]
    blocks: dict[str, Block]


class Model:
    """Answers with probabilities; the same features give the same answer, whatever was asked before."""

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self._bias = weights.bias
        width = len(weights.labels)
        self._tables = {name: _Table(block, width, FEWEST[name]) for name, block in weights.blocks.items()}
        self._pieces: dict[str, tuple[int, int]] = {}
        self._speaking: dict[str, dict[str, dict[Name, float]]] = {}

    def scores(self, features: Features) -> dict[str, float]:
        """Return each label's log-odds."""
        sums = [self._bias, self._of_pieces(features.plain)]
        for kind, names in (
            ("runs", features.runs),
            ("meanings", features.meanings),
            ("findings", {"finding": features.findings}),
        ):
            if kind in self._tables:
                sums.append(self._tables[kind].sums(names))
        return dict(zip(self.labels, map(sum, zip(*sums, strict=True)), strict=True))

    def telling(self, features: Features, label: str, among: Sequence[str], most: int) -> list[Run]:
        """Return the few runs that speak most for a label and against those it stands `among`."""
        found = (
            (-speaking[name], (name,) if isinstance(name, str) else name)
            for sort, speaking in self._speaking_for(label, among).items()
            for name in speaking.keys() & features.runs[sort]
        )
        return [run for _, run in nsmallest(most, found)]

    def _speaking_for(self, label: str, among: Sequence[str]) -> dict[str, dict[Name, float]]:
        """Return the words and pairs that speak for a label, with how much: few enough to be looked up fast."""
        if label not in self._speaking:
            table = self._tables["runs"]
            columns = {self.labels.index(name): 1.0 if name == label else -1 / (len(among) - 1) for name in among}
            self._speaking[label] = {sort: table.weigh(sort, columns) for sort in ("word", "pair")}
        return self._speaking[label]

    def _of_pieces(self, plain: Iterable[str]) -> list[float]:
        table = self._tables.get("pieces")
        if table is None:
            return [0.0] * len(self.labels)
        if len(self._pieces) > _MOST_WORDS:
            self._pieces.clear()
        packed = hits = 0
        for word in set(plain):
            known = self._pieces.get(word)
            if known is None:
                known = self._pieces[word] = table.packed("piece", pieces_of(word))
            packed += known[0]
            hits += known[1]
        return table.unpack(packed, hits)


class _Table:
    """Rows of weights, each packed into one number with a lane per label: adding numbers adds all the lanes."""

    def __init__(self, block: Block, width: int, fewest: int) -> None:
        self._width = width
        self._fewest = fewest
        self._steps = block.steps
        self._size = width * _LANE
        shifted = block.weights.translate(bytes((value + _MIDDLE) % 256 for value in range(256)))
        lanes = array("I", list(shifted)).tobytes()
        self._rows: dict[str, dict[Name, int]] = {}
        place = 0
        for sort, names in block.features.items():
            rows = self._rows[sort] = {}
            for name in names:
                words = tuple(
                    map(sys.intern, name.split(" "))
                )  # as those of a text are: what is the same is equal
                rows[words if len(words) > 1 else words[0]] = int.from_bytes(
                    lanes[place : place + self._size], sys.byteorder
                )
                place += self._size

    def packed(self, sort: str, names: Iterable[Name]) -> tuple[int, int]:
        """Return the packed sum of the rows of the names that are known, and how many they are."""
        rows = list(filter(None, map(self._rows[sort].get, names)))  # no row is zero: each lane has the middle
        return sum(rows), len(rows)

    def sums(self, names: Mapping[str, Names]) -> list[float]:
        packed = hits = 0
        for sort, several in names.items():
            if sort in self._rows:
                more, found = self.packed(sort, several)
                packed += more
                hits += found
        return self.unpack(packed, hits)

    def unpack(self, packed: int, hits: int) -> list[float]:
        """Return each label's sum; a long text is not surer than a short one, a very short one less so."""
        lanes = array("I")
        lanes.frombytes(packed.to_bytes(self._size, sys.byteorder))
        length = sqrt(max(hits, self._fewest))
        return [(lane - _MIDDLE * hits) * step / length for lane, step in zip(lanes, self._steps, strict=True)]

    def weigh(self, sort: str, columns: Mapping[int, float]) -> dict[Name, float]:
        """Return the names whose weights, those of some columns, each times a factor, add up to more than 0."""
        weighed = {}
        for name, row in self._rows.get(sort, {}).items():
            lanes = array("I")
            lanes.frombytes(row.to_bytes(self._size, sys.byteorder))
            weight = sum((lanes[column] - _MIDDLE) * self._steps[column] * by for column, by in columns.items())
            if weight > 0:
                weighed[name] = weight
        return weighed


def probability(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def shares(scores: Mapping[str, float], kind: str, names: Iterable[Label]) -> dict[Label, float]:
    """Return the probabilities of answers that exclude one another, from each one's own."""
    each = {name: probability(scores[f"{kind}.{name}"]) for name in names}
    total = sum(each.values())
    return {name: value / total for name, value in each.items()}


@cache
def trained() -> Model:
    """Return the model that the committed weights make."""
    data = resources.files(__package__ or "").joinpath(WEIGHTS).read_bytes()
    return Model(msgspec.msgpack.decode(data, type=Weights))
