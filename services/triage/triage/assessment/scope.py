"""How many are hit: everybody, many, a few, one; from words, counts, fractions and shares."""

from typing import Literal, NamedTuple

from triage.assessment.counts import Count
from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading

# "many" is a part of the whole, "counted" a number whose share is unsaid, "plural" people without a number.
Scope = Literal["all", "many", "counted", "few", "plural", "one", "unsaid"]

_MANY = 5  # people from which "multiple users" is meant
_SEVERAL = 3  # of a total, from which it is more than a pair
_MOST = 0.6  # of them: the majority
_SHARE = 0.2  # from which a part of them is more than "specific users"


class Reach(NamedTuple):
    """A scope and the words that it rests on."""

    scope: Scope
    words: list[Mention]


def reach_of(reading: Reading, *, after: int) -> Reach:
    """Return the widest scope that the words from token `after` on support."""

    def live(*concepts: str) -> list[Mention]:
        return [mention for concept in concepts for mention in reading.active(concept) if mention.first >= after]

    numbers = [
        count for count in reading.counts if count.mention.first >= after and not reading.is_masked(count.mention)
    ]
    shares = [count for count in numbers if count.of]
    everyone = live("scope.all")
    reach = _of_share(max(shares, key=lambda count: count.share)) if shares else None
    if reach and not (everyone and reach.scope in ("few", "one")):
        return reach
    place = live("scope.place")
    ranked: tuple[tuple[Scope, list[Mention]], ...] = (
        ("all", everyone),
        ("many", live("scope.many")),
        ("counted", [count.mention for count in numbers if count.number >= _MANY]),
        ("few", live("scope.few") + [count.mention for count in numbers if 1 < count.number < _MANY]),
        ("plural", [] if place else _plural(reading, after)),
        ("one", place + live("scope.one", "scope.self")),
    )
    return next((Reach(scope, words) for scope, words in ranked if words), Reach("unsaid", []))


def _of_share(largest: Count) -> Reach:
    if largest.share >= _MOST:
        return Reach("all", [largest.mention])
    if (largest.share >= _SHARE and largest.number >= _SEVERAL) or largest.number >= 2 * _MANY:
        return Reach("many", [largest.mention])
    return Reach("one" if largest.number == 1 else "few", [largest.mention])


def _plural(reading: Reading, after: int) -> list[Mention]:
    return [
        mention
        for mention in reading.all("scope.plural")
        if mention.first >= after and not reading.is_masked(mention) and not _part_of(reading, mention)
    ]


def _part_of(reading: Reading, mention: Mention) -> bool:
    """Whether the people named are only those that one was taken from: "one of our agents"."""
    return mention.first > 0 and reading.tokens[mention.first - 1].text in ("of", "de")
