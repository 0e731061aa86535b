"""Stretches of tokens, asked where they lie; every question takes logarithmic time, whatever the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from triage.assessment.matcher import Mention


class Spans:
    """The stretches that some mentions cover."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        ordered = sorted([(mention.first, mention.last) for mention in mentions])
        self._firsts = [first for first, _ in ordered]
        self._reaches = list(accumulate((last for _, last in ordered), max))  # the furthest end up to each start

    def cover(self, index: int, *, begun_before: int | None = None) -> bool:
        """Whether a stretch covers token `index`, and began before token `begun_before` where that is given."""
        if not self._firsts:
            return False
        place = bisect_right(self._firsts, index if begun_before is None else begun_before - 1) - 1
        return place >= 0 and self._reaches[place] >= index

    def contain(self, mention: Mention) -> bool:
        if not self._firsts:
            return False
        place = bisect_right(self._firsts, mention.first) - 1
        return place >= 0 and self._reaches[place] >= mention.last

    def begin_within(self, first: int, last: int) -> bool:
        """Whether a stretch begins at one of the tokens `first` to `last`, both included."""
        place = bisect_left(self._firsts, first)
        return place < len(self._firsts) and self._firsts[place] <= last
