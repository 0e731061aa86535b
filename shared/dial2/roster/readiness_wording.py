"""What is said of a roster by which somebody may not be reached, in each language."""

import msgspec

from dial2.finding import Finding, advice, problem
from dial2.vocabulary import Language


class Said(msgspec.Struct, frozen=True):
    """Texts with `{names}`."""

    what: str
    fix: str

    def problem(self, where: str, **facts: object) -> Finding:
        return problem(where, self.what.format(**facts), fix=self.fix.format(**facts))

    def advice(self, where: str, **facts: object) -> Finding:
        return advice(where, self.what.format(**facts), fix=self.fix.format(**facts))


class Words(msgspec.Struct, frozen=True, kw_only=True):
    and_: str
    refused: Said
    chat: Said
    untried: Said
    nothing: Said
    too_few: Said
    too_few_of_the_last: Said
    feed: Said
    gap: Said
    more_gaps: Said
    lost: Said
    no_manager: Said
    skipped: Said
    late: Said
    climbed_once: Said
    all_quiet: Said


WORDS: dict[Language, Words] = {
    "en": Words(
        and_=" and ",
        refused=Said("{why}", "put it right with this person, then dial2 person restore {name} {channel}"),
        chat=Said("{why}", "put it right in DIAL2_CHAT_ADDRESSES"),
        untried=Said("nobody has tried whether this arrives", "dial2 person verify {name} {channel}"),
        nothing=Said("cannot be reached: every contact is refused", "give a contact that works"),
        too_few=Said("can be reached by {channels} only", "give a second channel: carriers fail"),
        too_few_of_the_last=Said(
            "can be reached by {channels} only, and is the last who is told",
            "give a second channel: carriers fail",
        ),
        feed=Said("the calendar cannot be read, or has no shifts", "look at the calendar"),
        gap=Said(
            "nobody is on call from {since} to {until}",
            "add a layer, or dial2 oncall override {schedule} --person NAME",
        ),
        more_gaps=Said("{count} more gaps follow", "dial2 oncall gaps"),
        lost=Said(
            "{person} is on call from {since} to {until}, and nothing reaches this person",
            "put a contact right, or dial2 oncall override {schedule} --instead-of {person} --person NAME",
        ),
        no_manager=Said("none, so {level} is passed over for {client}", "name a person"),
        skipped=Said(
            "from {since} nobody of '{level}' can be reached, and the level is skipped",
            "add a person to it, or close the gap in its schedules",
        ),
        late=Said(
            "comes after {after}, when somebody else has the turn ({level} waits {wait})",
            "let the step come earlier, or the level wait longer",
        ),
        climbed_once=Said(
            "is climbed once, so nobody's quiet hours are kept ({people})", "let it be climbed twice or more"
        ),
        all_quiet=Said("everybody on it is quiet at {since}, so nobody is", "leave somebody who is not"),
    ),
    "fr": Words(
        and_=" et ",
        refused=Said("{why}", "à régler avec cette personne, puis dial2 person restore {name} {channel}"),
        chat=Said("{why}", "à corriger dans DIAL2_CHAT_ADDRESSES"),
        untried=Said("personne n’a vérifié que cela arrive", "dial2 person verify {name} {channel}"),
        nothing=Said("ne peut pas être joint : tout contact est refusé", "donnez un contact qui fonctionne"),
        too_few=Said(
            "ne peut être joint que par {channels}", "donnez une deuxième voie : les opérateurs ont des pannes"
        ),
        too_few_of_the_last=Said(
            "ne peut être joint que par {channels}, et est la dernière personne avisée",
            "donnez une deuxième voie : les opérateurs ont des pannes",
        ),
        feed=Said("le calendrier ne peut pas être lu, ou n’a aucune garde", "regardez le calendrier"),
        gap=Said(
            "personne n’est de garde du {since} au {until}",
            "ajoutez une couche, ou dial2 oncall override {schedule} --person NOM",
        ),
        more_gaps=Said("{count} autres trous suivent", "dial2 oncall gaps"),
        lost=Said(
            "{person} est de garde du {since} au {until}, et rien ne joint cette personne",
            "corrigez un contact, ou dial2 oncall override {schedule} --instead-of {person} --person NOM",
        ),
        no_manager=Said("aucun, donc {level} est sauté pour {client}", "nommez une personne"),
        skipped=Said(
            "dès le {since}, personne de « {level} » ne peut être joint, et le niveau est sauté",
            "ajoutez-y une personne, ou comblez le trou de ses gardes",
        ),
        late=Said(
            "vient après {after}, quand c’est le tour d’une autre personne ({level} attend {wait})",
            "avancez l’étape, ou laissez le niveau attendre plus longtemps",
        ),
        climbed_once=Said(
            "n’est montée qu’une fois, donc les heures calmes de personne ne valent ({people})",
            "laissez-la monter deux fois ou plus",
        ),
        all_quiet=Said(
            "tout le monde y est en heures calmes le {since}, donc personne ne l’est",
            "laissez quelqu’un qui ne l’est pas",
        ),
    ),
}
