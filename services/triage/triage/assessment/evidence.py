"""What an assessment rests on: the rule, its words and their place, and whether they were denied."""

from typing import Literal

import msgspec

Effect = Literal["decides", "raises", "lowers", "ignored", "informs", "contradicts"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. `start` and `end` (excluded) are characters of `field`; `words` is what stands there."""

    rule: str
    words: str
    start: int
    end: int
    field: Literal["subject", "body"]
    effect: Effect
    negated: bool = False
