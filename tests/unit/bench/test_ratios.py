"""What `make bench` prints."""

import pytest

from bench.ratios import Ratio, table

FASTER = Ratio(name="accepted", unit="/s", ours=1900, floor=2000, bound="≥", aim=0.9)
LATER = Ratio(name="dot to page", unit="ms", ours=45.25, floor=10, bound="≤", aim=3)
AIMLESS = Ratio(name="read", unit="/s", ours=1, floor=4, bound="≥")


def test_every_figure_stands_beside_its_floor_and_its_aim() -> None:
    assert table([FASTER, LATER, AIMLESS]).split("\n") == [
        "                  dial2       floor  ratio    aim",
        "accepted     1,900.0 /s  2,000.0 /s   0.95  ≥ 0.9  met",
        "dot to page     45.2 ms     10.0 ms   4.53    ≤ 3  missed",
        "read             1.0 /s      4.0 /s   0.25",
    ]


@pytest.mark.parametrize(
    ("ratio", "met"),
    [(FASTER, True), (LATER, False), (AIMLESS, None)],
    ids=["at least", "at most", "no aim"],
)
def test_an_aim_bounds_the_ratio_from_its_side(ratio: Ratio, met: bool | None) -> None:  # noqa: FBT001 - parametrized
    assert ratio.met is met


def test_programs_are_given_the_same_figures() -> None:
    assert FASTER.facts == {
        "name": "accepted",
        "unit": "/s",
        "ours": 1900,
        "floor": 2000,
        "bound": "≥",
        "aim": 0.9,
        "ratio": 0.95,
        "met": True,
    }
