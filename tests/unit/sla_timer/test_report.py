"""Attainment as it is written: for programs, and for people with and without sight of colours."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from dial2.vocabulary import CLOCKS, SEVERITIES, Language
from sla_timer.attainment import Period, Row
from sla_timer.report import chart, tables
from sla_timer.report.labels import LABELS, percent, span

JANUARY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
CALLS = Row(
    client="north-gate",
    severity="critical",
    clock="call_back",
    met=51,
    breached=2,
    open=1,
    percent=96.23,
    median_used=1260.0,
    p90_used=3300.0,
    missed_updates=0,
)
BARE = Row(
    client=None,
    severity="no",
    clock="update",
    met=0,
    breached=0,
    open=3,
    percent=None,
    median_used=None,
    p90_used=None,
    missed_updates=0,
)
NAME = "{http://www.w3.org/2000/svg}"


def drawn(language: Language = "en") -> ET.Element:
    return ET.fromstring(chart.svg([CALLS, BARE], "January", LABELS[language]))  # noqa: S314 - our own text


def test_json_names_the_period_and_what_times_are_in() -> None:
    said = json.loads(tables.json([CALLS], JANUARY))
    assert (said["from"], said["to"]) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert said["rows"][0]["met"] == 51
    assert "seconds" in said["times_in"]


def test_csv_has_a_line_of_names_and_leaves_empty_what_is_unknown() -> None:
    first, second = csv.DictReader(io.StringIO(tables.csv_text([CALLS, BARE])))
    assert (first["client"], first["clock"], first["percent"]) == ("north-gate", "call_back", "96.23")
    assert (second["client"], second["percent"], second["open"]) == ("", "", "3")


def test_the_chart_says_in_words_what_it_shows() -> None:
    picture = drawn()
    assert picture.get("role") == "img"
    told = picture.findtext(f"{NAME}desc")
    assert (
        told == "January. Critical, call back: 96.2% (51 of 53), 1 open; No impact, updates: none decided, 3 open."
    )
    assert picture.get("aria-labelledby") == "chart-title chart-told"


def test_the_bars_of_a_line_add_up_to_its_whole_length() -> None:
    """51 met, 2 breached and 1 open of 54, over 360 units: 340, 13.3 and 6.7."""
    bars = [each for each in drawn().iter(f"{NAME}rect") if each.get("y") == "64"]
    assert [each.get("width") for each in bars] == ["340.0", "13.3", "6.7"]


def test_what_was_missed_is_hatched_and_not_only_coloured() -> None:
    bars = [each for each in drawn().iter(f"{NAME}rect") if each.get("y") == "64"]
    assert bars[1].get("fill") == "url(#missed)"
    assert drawn().find(f".//{NAME}pattern[@id='missed']") is not None


def test_a_chart_of_nothing_says_so() -> None:
    assert LABELS["fr"].nothing in chart.svg([], "janvier", LABELS["fr"])


def test_the_page_is_one_table_with_headings_in_the_readers_language() -> None:
    page = tables.page([CALLS], [CALLS], JANUARY, "fr", "Soutien & cie")
    assert '<html lang="fr">' in page
    assert "<h1>Soutien &amp; cie: engagements tenus</h1>" in page
    assert "<th scope=col>Gravité</th>" in page
    assert "<td>96,2\N{NO-BREAK SPACE}%</td><td>0:21</td><td>0:55</td>" in page


@pytest.mark.parametrize(("value", "said"), [(100.0, "100.0%"), (99.96, "99.9%"), (0.0, "0.0%"), (None, "–")])
def test_a_share_is_never_said_better_than_it_is(value: float | None, said: str) -> None:
    assert percent(value, LABELS["en"]) == said


def test_a_time_is_hours_and_minutes() -> None:
    assert [span(seconds) for seconds in (0.0, 59.0, 3600.0, 100 * 3600.0, None)] == [
        "0:00",
        "0:01",
        "1:00",
        "100:00",
        "–",
    ]


@pytest.mark.parametrize("language", get_args(Language))
def test_everything_has_its_word(language: Language) -> None:
    labels = LABELS[language]
    assert set(labels.severities) == set(SEVERITIES)
    assert set(labels.clocks) == set(CLOCKS)
    assert set(labels.columns) == set(Row.__struct_fields__)
