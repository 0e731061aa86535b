"""What reports say, in English and French."""

from __future__ import annotations

from datetime import datetime, time

import msgspec

from dial2.vocabulary import ClockName, Language, Severity


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    period: str  # with {start} and {end}
    severities: dict[Severity, str]
    clocks: dict[ClockName, str]
    columns: dict[str, str]
    met: str
    breached: str
    open: str
    summary: str  # with {met} and {decided}
    none: str
    nothing: str
    everybody: str
    decimal_point: str
    percent: str  # with {}


_ENGLISH = Labels(
    title="Promises kept",
    period="From {start} up to, not including, {end}",
    severities={"critical": "Critical", "major": "Major", "low": "Low", "no": "No impact"},
    clocks={"call_back": "call back", "resolution": "resolution", "update": "updates"},
    columns={
        "client": "Client",
        "severity": "Severity",
        "clock": "Clock",
        "met": "Met",
        "breached": "Breached",
        "open": "Open",
        "percent": "Kept",
        "median_used": "Median time",
        "p90_used": "90 % within",
        "missed_updates": "Updates missed",
    },
    met="met",
    breached="breached",
    open="open",
    summary="{met} of {decided}",
    none="none decided",
    nothing="No promise was decided or open in this period.",
    everybody="(unknown)",
    decimal_point=".",
    percent="{}%",
)
_FRENCH = Labels(
    title="Engagements tenus",
    period="Du {start} au {end}, ce dernier exclu",
    severities={"critical": "Critique", "major": "Majeure", "low": "Faible", "no": "Sans incidence"},
    clocks={"call_back": "rappel", "resolution": "résolution", "update": "suivis"},
    columns={
        "client": "Client",
        "severity": "Gravité",
        "clock": "Horloge",
        "met": "Respectés",
        "breached": "Dépassés",
        "open": "En cours",
        "percent": "Tenus",
        "median_used": "Durée médiane",
        "p90_used": "90 % en",
        "missed_updates": "Suivis manqués",
    },
    met="respectés",
    breached="dépassés",
    open="en cours",
    summary="{met} sur {decided}",
    none="rien de décidé",
    nothing="Aucun engagement décidé ou en cours dans cette période.",
    everybody="(inconnu)",
    decimal_point=",",
    percent="{}\N{NO-BREAK SPACE}%",
)
LABELS: dict[Language, Labels] = {"en": _ENGLISH, "fr": _FRENCH}


def percent(value: float | None, labels: Labels) -> str:
    """`96.2%`; `96,2 %`. Cut, not rounded: 99.96 is not 100."""
    if value is None:
        return "–"
    cut = int(value * 10 + 1e-6) / 10
    return labels.percent.format(f"{cut:.1f}".replace(".", labels.decimal_point))


def span(seconds: float | None) -> str:
    """`7:05` in hours and minutes; a `–` where there is none."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def moment(at: datetime) -> str:
    """`2026-01-01`, with the time where it is not midnight."""
    return f"{at:%Y-%m-%d}" if at.time() == time.min else f"{at:%Y-%m-%d %H:%M}"
