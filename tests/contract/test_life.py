"""The handbook's table of a ticket's life is the one that the program keeps to."""

from pathlib import Path

from triage.lifecycle import table

HANDBOOK = Path(__file__).parents[2] / "docs" / "tickets.md"


def test_the_handbook_prints_the_table_of_a_tickets_life() -> None:
    assert "\n".join(table()) in HANDBOOK.read_text("utf-8")
