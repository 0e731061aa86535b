"""Finds every phrase of a lexicon in a row of tokens, in one pass whose work per token is bounded."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from triage.assessment.spelling import Speller
from triage.assessment.text import fold
from triage.assessment.tokens import NUMBER, QUESTION, SOFT, STOP, Token
from triage.assessment.words import words

_ANY = "_"
_GAPS = {"..": 3, "...": 6}
_SHORTEST_STEM = 3
_MOST_STATES = 50_000  # kept; odd texts must not fill the memory


class Mention(NamedTuple):
    """A concept found: tokens `first` to `last`, both included."""

    concept: str
    first: int
    last: int


_MACRO = re.compile(r"<(\w+)>")


def _alternatives(element: str, macros: dict[str, str]) -> list[str]:
    """Return the alternatives of an element, every `<name>` replaced, alone or joined to other words by `+`."""
    expanded = []
    for alternative in element.split("|"):
        macro = _MACRO.search(alternative)
        if macro is None:
            expanded.append(alternative)
        else:
            before, after = alternative[: macro.start()], alternative[macro.end() :]
            expanded += [before + word + after for word in _alternatives(macros[macro[1]], macros)]
    return expanded


class _Node:
    __slots__ = ("concepts", "edges")

    def __init__(self) -> None:
        self.edges: dict[str, list[_Node]] = {}
        self.concepts: list[str] = []

    def to(self, symbol: str, node: "_Node") -> None:
        self.edges.setdefault(symbol, []).append(node)


class _State:
    """Several nodes reached at once: built when first met, then looked up."""

    __slots__ = ("after", "concepts", "nodes")

    def __init__(self, nodes: Iterable[_Node]) -> None:
        self.nodes = tuple(nodes)
        self.concepts = tuple({concept for node in self.nodes for concept in node.concepts})
        self.after: dict[int, _State | None] = {}  # by the number of what the next word may stand for


class Matcher:
    """A small automaton over words; `add` every pattern, then `seal`, then `find`."""

    def __init__(self) -> None:
        self._root = _Node()
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._speller = Speller(())
        self._symbols: list[tuple[str, ...]] = []
        self._numbers: dict[tuple[str, ...], int] = {}
        self._number = lru_cache(maxsize=20_000)(self._number_of)
        self._start = _State([self._root])
        self._states: dict[frozenset[int], _State] = {}

    def add(self, concept: str, pattern: str, macros: dict[str, str]) -> None:
        nodes = [self._root]
        for element in fold(pattern).split():
            nodes = self._step(nodes, element, macros)
        for node in nodes:
            if node is self._root:
                raise ValueError(
                    f"pattern {pattern!r} of {concept} matches nothing: give it at least one required word"
                )
            node.concepts.append(concept)

    def seal(self) -> None:
        """Fix the vocabulary, from which and from a list of its own the speller recognises misspelt words."""
        self._speller = Speller(self._words | words("spelled"))

    def find(self, tokens: list[Token]) -> list[Mention]:
        """Return every concept's longest phrase from each token on."""
        if len(self._states) > _MOST_STATES:
            self._start = _State([self._root])
            self._states.clear()
        symbols = [self._number(token.text, token.value is not None) for token in tokens]
        begun = self._start.after
        found: list[Mention] = []
        for first, opening in enumerate(symbols):
            state = begun[opening] if opening in begun else self._next(self._start, opening)
            if state is None:
                continue
            longest = dict.fromkeys(state.concepts, first)
            for last in range(first + 1, len(symbols)):
                here = symbols[last]
                following = state.after[here] if here in state.after else self._next(state, here)
                if following is None:
                    break
                state = following
                for concept in state.concepts:
                    longest[concept] = last
            for concept, last in longest.items():
                found.append(Mention(concept, first, last))
        return found

    def _next(self, state: _State, here: int) -> _State | None:
        reached = {
            id(target): target
            for node in state.nodes
            for symbol in self._symbols[here]
            for target in node.edges.get(symbol, ())
        }
        following = None
        if reached:
            key = frozenset(reached)
            following = self._states.get(key) or self._states.setdefault(key, _State(reached.values()))
        state.after[here] = following
        return following

    def _step(self, nodes: list[_Node], element: str, macros: dict[str, str]) -> list[_Node]:
        if element in _GAPS:
            reached = list(nodes)
            current = nodes
            for _ in range(_GAPS[element]):
                following = _Node()
                for node in current:
                    node.to(_ANY, following)
                reached.append(following)
                current = [following]
            return reached
        optional = element.endswith("?")
        target = _Node()
        for alternative in _alternatives(element.rstrip("?"), macros):
            self._chain(nodes, alternative.split("+"), target)
        return [*nodes, target] if optional else [target]

    def _chain(self, nodes: list[_Node], words: list[str], target: _Node) -> None:
        current = nodes
        for position, word in enumerate(words):
            following = target if position == len(words) - 1 else _Node()
            plain = word.replace("'", "")
            for node in current:
                node.to(plain, following)
            current = [following]
            if plain.endswith("*"):
                self._stems.add(plain[:-1])
            elif plain not in (NUMBER, _ANY):
                self._words.add(plain)

    def _number_of(self, word: str, numeric: bool) -> int:  # noqa: FBT001 - by name, the cache is slower
        symbols = self._symbols_of(word, numeric=numeric)
        number = self._numbers.setdefault(symbols, len(self._symbols))
        if number == len(self._symbols):
            self._symbols.append(symbols)
        return number

    def _symbols_of(self, word: str, *, numeric: bool) -> tuple[str, ...]:
        if word in (STOP, QUESTION):
            return (word,)
        if word == SOFT:
            return (SOFT, _ANY)
        known = self._known(word)
        if not known:
            corrected = self._speller.correct(word)
            known = (corrected,) if corrected else ()
        return (*known, NUMBER, _ANY) if numeric else (*known, _ANY)

    def _known(self, word: str) -> tuple[str, ...]:
        exact = (word,) if word in self._words else ()
        stems = tuple(
            f"{word[:length]}*" for length in range(_SHORTEST_STEM, len(word) + 1) if word[:length] in self._stems
        )
        return exact + stems
