"""Attainment as a table: JSON and CSV for programs, HTML for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape

import msgspec

from dial2.vocabulary import Language
from sla_timer.attainment import Period, Row
from sla_timer.report import chart
from sla_timer.report.labels import LABELS, Labels, moment, percent, span

_COLUMNS = Row.__struct_fields__
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1f2328;max-width:60em;margin:2em auto;padding:0 1em}"
    "svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5em 0}"
    "th,td{padding:.3em .6em;border-bottom:1px solid #d0d7de;text-align:right}"
    "th{text-align:left}thead th{border-bottom:2px solid #57606a}"
)


def json(rows: Sequence[Row], period: Period) -> str:
    said = {"from": period.start, "to": period.end, "times_in": "seconds of the clock's calendar", "rows": rows}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n"


def csv_text(rows: Sequence[Row]) -> str:
    """RFC 4180, with a line of names; what is unknown is empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([getattr(row, name) for name in _COLUMNS])
    return out.getvalue()


def subtitle(period: Period, labels: Labels) -> str:
    return labels.period.format(start=moment(period.start), end=moment(period.end))


def page(rows: Sequence[Row], overall: Sequence[Row], period: Period, language: Language, title: str) -> str:
    """A page that needs nothing else; `overall` is what the chart shows, `rows` what the table does."""
    labels = LABELS[language]
    head = "".join(f"<th scope=col>{escape(labels.columns[name])}</th>" for name in _COLUMNS)
    body = "\n".join(_line(row, labels) for row in rows)
    table = (
        f"<table><caption>{escape(subtitle(period, labels))}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n"
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(labels.title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{escape(title)}: {escape(labels.title.lower())}</h1>\n"
        f"{chart.svg(overall, subtitle(period, labels), labels)}{table}{body}\n</tbody></table></body></html>\n"
    )


def _line(row: Row, labels: Labels) -> str:
    numbers = (
        *(str(number) for number in (row.met, row.breached, row.open)),
        percent(row.percent, labels),
        *(span(row.median_used), span(row.p90_used)),
        str(row.missed_updates),
    )
    words = (row.client or labels.everybody, labels.severities[row.severity], labels.clocks[row.clock])
    return (
        "<tr>"
        + "".join(f"<th scope=row>{escape(word)}</th>" for word in words)
        + "".join(f"<td>{escape(number)}</td>" for number in numbers)
        + "</tr>"
    )
