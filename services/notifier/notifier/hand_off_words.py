"""What people are told when a schedule's turn passes from one of them to another, in the language of each."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from dial2.events.oncall import HandedOff
from dial2.vocabulary import Language
from notifier import times
from notifier.wording import NAMED, About, Wording, listed


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Texts with `{names}`."""

    comes_on: str
    after: str
    goes_off: str
    follows: str
    nobody: str
    waiting: str
    nothing: str
    line: str
    taken: str
    untaken: str


WORDS: dict[Language, Words] = {
    "en": Words(
        comes_on="You are on call in {schedule} since {time}{after}. {open}",
        after=", after {person}",
        goes_off="You are no longer on call in {schedule} since {time}: {follows}.",
        follows="{person} is",
        nobody="nobody is",
        waiting="Open tickets: {tickets}.",
        nothing="No ticket is open.",
        line="[#{ticket}] {severity}: {subject} ({client}); {state}",
        taken="{person} has it",
        untaken="nobody has it yet",
    ),
    "fr": Words(
        comes_on="Vous êtes de garde dans {schedule} depuis le {time}{after}. {open}",
        after=", après {person}",
        goes_off="Vous n'êtes plus de garde dans {schedule} depuis le {time} : {follows}.",
        follows="c'est {person}",
        nobody="personne ne l'est",
        waiting="Billets ouverts : {tickets}.",
        nothing="Aucun billet n'est ouvert.",
        line="[#{ticket}] {severity} : {subject} ({client}) ; {state}",
        taken="{person} l'a pris",
        untaken="personne ne l'a encore pris",
    ),
}


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """The worst of the pages that are open, and how many there are."""

    worst: Sequence[About]
    count: int


def comes_on(wording: Wording, event: HandedOff, zone: ZoneInfo, person: str, waiting: Waiting) -> str:
    language = wording.language(person)
    words = WORDS[language]
    numbers = [f"#{each.ticket.ticket}" for each in waiting.worst[:NAMED]]
    tickets = listed(numbers, waiting.count, language)
    return words.comes_on.format(
        schedule=event.schedule,
        time=times.date_and_time(event.at, zone, language),
        after=words.after.format(person=event.off) if event.off else "",
        open=words.waiting.format(tickets=tickets) if waiting.count else words.nothing,
    )


def goes_off(wording: Wording, event: HandedOff, zone: ZoneInfo, person: str) -> str:
    language = wording.language(person)
    words = WORDS[language]
    return words.goes_off.format(
        schedule=event.schedule,
        time=times.date_and_time(event.at, zone, language),
        follows=words.follows.format(person=event.on) if event.on else words.nobody,
    )


def lines(wording: Wording, person: str, waiting: Waiting) -> list[str]:
    """One for each of the worst, for a mail."""
    words = WORDS[wording.language(person)]
    return [
        words.line.format(
            **wording.facts(each.ticket, each.page, person),
            state=words.taken.format(person=owner) if (owner := each.page.acknowledged_by) else words.untaken,
        )
        for each in waiting.worst
    ]
