"""A contact read once: its tokens, what they mention, and which mentions still count."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from dial2.vocabulary import Language
from triage.assessment.contact import Contact, Part, sections
from triage.assessment.counts import Count, counts
from triage.assessment.evidence import Effect, Evidence
from triage.assessment.language import language_of
from triage.assessment.lexicon import matcher
from triage.assessment.matcher import Mention
from triage.assessment.negation import denials
from triage.assessment.spans import Spans
from triage.assessment.text import fold
from triage.assessment.tokens import Token, tokenize
from triage.assessment.words import words

_CLAIM = re.compile(
    r"(?:non-)?(?:urgent[\s:!,-]+)?service\s+issue|^(?:\s*(?:re|fwd?|tr|ref|wg|rep\.?)\s?:|\s*\[[^\]]{0,40}\])+",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^\s*(?:\[[^\]]{0,20}\]\s*)?(?:re|ref|sv|aw|antw|r[eé]p\.?|r[eé])\s?:", re.IGNORECASE)
_MASKED = ("failure.", "outage.", "scope.", "impact.business", "exposure.")
_COVER_NOTE = 28  # words
_DENIERS = words("deniers")
_WELL = words("well")
_BELOW = re.compile(
    r"\b(?:(?:see|voir|cf|look|read|as|message|mail|email|courriel)\b[^.\n]{0,40}\b(?:below|dessous|bas)"
    r"|ci-(?:dessous|joint)|forwarding|passing on|transf[eè]re)\b"
)


class Reading:
    """What a contact's new words mention. Positions are indices into `tokens`: the subject's, then the text's."""

    def __init__(self, contact: Contact) -> None:
        self.contact = contact
        self.subject = contact.subject or ""
        self.sections = sections(contact)
        self.is_reply = bool(_REPLY.match(self.subject))
        subject = tokenize(self.subject, _claimless(self.subject))
        after = subject[-1].sentence + 1 if subject else 0
        body = tokenize(contact.text, self._spans("new"), sentence=after)
        if not body or self._needs_history(contact.text):
            body = tokenize(contact.text, self._spans("new", "forwarded"), sentence=after)
        self.language: Language = language_of(token.text for token in (*subject, *body))
        self.subject_length = len(subject)
        self.tokens: list[Token] = subject + body
        self.denials = denials(self.tokens)
        self._mentions: dict[str, list[Mention]] = {}
        for mention in matcher(self.language).find(self.tokens):
            self._mentions.setdefault(mention.concept, []).append(mention)
        self._active: dict[str, list[Mention]] = {}
        self._broken = Spans(m for m in self._of("outage.", "failure.total") if self.denial(m) is None)
        self._fine = Spans(filter(self._says_so, self._of("fine.", "scope.others_fine")))
        self._unreal = Spans(self._of("unreal.planned", "unreal.spoken"))

    def all(self, concept: str) -> list[Mention]:
        return self._mentions.get(concept, [])

    def mentions(self) -> Iterable[tuple[str, list[Mention]]]:
        """Return every concept that is mentioned, denied or not."""
        return self._mentions.items()

    def active(self, concept: str) -> list[Mention]:
        """Return the mentions of a concept that are neither denied nor part of saying that something is fine."""
        if concept not in self._mentions:
            return []
        if concept not in self._active:
            maskable = concept.startswith(_MASKED)
            self._active[concept] = [
                mention
                for mention in self._mentions[concept]
                if self.denial(mention) is None and not (maskable and self.is_masked(mention))
            ]
        return self._active[concept]

    @cached_property
    def counts(self) -> list[Count]:
        """How many people and places the text speaks of."""
        return counts(self.tokens)

    def has(self, *concepts: str) -> bool:
        return any(self.active(concept) for concept in concepts)

    def denial(self, mention: Mention) -> int | None:
        """Return the token that denies a mention; a scope, only the word before it ("not everybody")."""
        place = self.denials.get(mention.first)
        if place is None or place == mention.first - 1:
            return place
        return None if mention.concept.startswith("scope.") else place

    def is_masked(self, mention: Mention) -> bool:
        if not mention.concept.startswith(_MASKED):
            return False
        return self._fine.contain(mention) or self._unreal.cover(mention.first)

    def in_subject(self, mention: Mention) -> bool:
        return mention.first < self.subject_length

    def sentence(self, mention: Mention) -> int:
        return self.tokens[mention.first].sentence

    def quoted(self, mention: Mention) -> bool:
        """Whether the words stand in quotation marks: an error's text, a label, somebody else's words."""
        return self.tokens[mention.first].quoted and self.tokens[mention.last].quoted

    def evidence(self, mention: Mention, effect: Effect, *, rule: str = "") -> Evidence:
        """Return the words with their denial; of those that run from the subject into the text, the first part."""
        in_subject = self.in_subject(mention) and not self._follows_subject(mention)
        text = self.subject if in_subject else self.contact.text
        denial = self.denial(mention)
        first = mention.first if denial is None else denial
        start = self.tokens[first if in_subject else max(first, self.subject_length)].start
        end = self.tokens[min(mention.last, self.subject_length - 1) if in_subject else mention.last].end
        return Evidence(
            rule=rule or mention.concept,
            words=text[start:end],
            start=start,
            end=end,
            field="subject" if in_subject else "body",
            effect=effect,
            negated=denial is not None,
        )

    def _follows_subject(self, mention: Mention) -> bool:
        """Whether only the unwritten stop after the subject stands before words of the text."""
        opening = self.tokens[mention.first]
        return opening.start == opening.end and mention.last >= self.subject_length

    def _spans(self, *parts: Part) -> list[tuple[int, int]]:
        return [(section.start, section.end) for section in self.sections if section.part in parts]

    def _needs_history(self, text: str) -> bool:
        """Whether what is passed on is the matter: the sender says so, or adds no more than a line of his own."""
        if not self._spans("forwarded"):
            return False
        new = " ".join(text[start:end] for start, end in self._spans("new"))
        return bool(_BELOW.search(new.lower())) or len(new.split()) < _COVER_NOTE

    def _of(self, *prefixes: str) -> Iterator[Mention]:
        for concept, mentions in self._mentions.items():
            if concept.startswith(prefixes):
                yield from mentions

    def _says_so(self, mention: Mention) -> bool:
        """Tell "calls are fine" from "calls never work": words between must not deny what the last one says."""
        if self.denial(mention) is not None or self._broken.cover(mention.first, begun_before=mention.first):
            return False
        inside = [token.text for token in self.tokens[mention.first + 1 : mention.last]]
        return not (self.tokens[mention.last].text in _WELL and any(word in _DENIERS for word in inside))

    def stated(self, concept: str) -> list[Mention]:
        """Return the mentions that something is fine and that mean it."""
        return [mention for mention in self.all(concept) if self._says_so(mention)]


def _claimless(subject: str) -> list[tuple[int, int]]:
    """Return what is left of a subject without its prefixes and the sender's claim of urgency."""
    spans = []
    start = 0
    for match in _CLAIM.finditer(fold(subject)):
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    if start < len(subject):
        spans.append((start, len(subject)))
    return spans
