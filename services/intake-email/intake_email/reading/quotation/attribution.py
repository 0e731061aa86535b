"""The line above a quote: «On 3 March 2026 at 09:12, Dispatch <dispatch@example.com> wrote:», in any language.

Mail programs wrap it over up to five lines and some put it behind the last sentence of the reply. It is told
from a sentence («On Monday I wrote:») by the address or the date it must hold, unless a quote follows it.
"""

import re
from typing import Final

from .phrases import ATTRIBUTION

MAX_LINES: Final = 5
MAX_LENGTH: Final = 600


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LEAD_AT_START: Final = re.compile(rf"(?:{_any_of(ATTRIBUTION.leads)})(?=[\s\d]|$)", re.IGNORECASE)
_LEAD_INSIDE: Final = re.compile(rf"(?<=[\s.!?,;:)])(?:{_any_of(ATTRIBUTION.leads)})(?=\s[^.!?]{{0,30}}\d)")
_VERB: Final = re.compile(
    rf"(?<!\w)(?:(?P<final>{_any_of(ATTRIBUTION.final_verbs)})|(?P<medial>{_any_of(ATTRIBUTION.medial_verbs)}))(?!\w)"
    rf"|(?P<unspaced>{_any_of(ATTRIBUTION.unspaced_verbs)})",
    re.IGNORECASE,
)
_SPOKEN: Final = re.compile(rf"(?<!\w)(?:{_any_of(ATTRIBUTION.spoken_verbs)})(?=\s?[:：]$)", re.IGNORECASE)
_VERB_WITHIN: Final = re.compile(
    rf"(?<!\w)(?:{_any_of(ATTRIBUTION.final_verbs)})\s?:(?=\s*>|\s+\S)", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"[^\s<>\[(:]@[^\s<>\])]")
_BRACKETED: Final = re.compile(r"[<\[(][^<>\[\]()]{0,100}@[^<>\[\]()]{1,100}[>\])]")
_MAILBOX_AT_END: Final = re.compile(_BRACKETED.pattern + r"{1,2}\s?$")
_BY_ADDRESS_AT_END: Final = re.compile(
    r"(?<!\w)(?:by|par|von|da|de|por|van|door|av|af|od|от) [^\s<>@]{1,64}@[^\s<>@]{1,255}$"
)
_ADDRESS_ALONE: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255} $")
_TIME: Final = re.compile(r"\d{1,2}\s?[:.h時点时]\s?\d{2}|\d\s?[ap]\.?m\b", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\s?[月월]", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"(?:[^\W\d_]{5}\.|[!?])$")
_DIGIT: Final = re.compile(r"\d")
_EDGE: Final = " \t*_-–—|~\u200e\u200f\u202a\u202b\u202c\u200b\ufeff"
_COLONS: Final = (":", "：")
_ENDS: Final = (*_COLONS, *ATTRIBUTION.verbs_without_colon, ">")
_WORDS_OF_SUBJECT: Final = 2
_LEAD_TO_DATE: Final = 40
_LONGEST_NAME: Final = 7
_LONGEST_DATE: Final = 10  # words
_BETWEEN_DASHES: Final = re.compile(
    rf"-{{3,80}} ?[^\s-][^:]{{0,100}} (?:{_any_of(ATTRIBUTION.final_verbs)}) ?:? ?-{{3,80}}$", re.IGNORECASE
)


def is_quoted(line: str) -> bool:
    """Whether a line bears a quote's mark; a `>:` alone is the wrapped end of an attribution."""
    return line.startswith(">") and not line.startswith(">:")


def may_end(line: str) -> bool:
    """Whether an attribution could end with this line: cheap, for every line of a mail."""
    return len(line) <= MAX_LENGTH and line.rstrip(_EDGE).endswith(
        (*_COLONS, *ATTRIBUTION.verbs_without_colon, ">")
    )


def end_within(line: str) -> int | None:
    """Where in a line an attribution may end that goes on with the quote itself, as Yahoo's on Android does."""
    if "@" not in line[:MAX_LENGTH] or is_quoted(line):
        return None
    match = _VERB_WITHIN.search(line, 0, MAX_LENGTH)
    return match.end() if match else None


def starts_at(lines: list[str], end: int, *, quote_follows: bool) -> tuple[int, int] | None:
    """Where the attribution that ends with line `end` begins: its line and the column in it, or None.

    `lines` are white-space-folded; `quote_follows` says that a quoted line comes next, which is evidence.
    """
    if _BETWEEN_DASHES.match(lines[end]):
        return end, 0
    if not quote_follows and not _holds_evidence(lines[max(0, end + 1 - MAX_LINES) : end + 1]):
        return None
    dated: tuple[int, int] | None = None
    nearest: tuple[int, int] | None = None
    bare: tuple[int, int] | None = None
    text = ""
    for start in range(end, max(-1, end - MAX_LINES), -1):
        line = lines[start]
        if not line or is_quoted(line) or len(text) + len(line) > MAX_LENGTH:
            break
        if (dated or nearest or bare) and _SENTENCE_END.search(line):
            break
        text = f"{line} {text}" if text else line
        column, candidate = _from_lead(line, text)
        if candidate is None:
            if bare is None and _stands_without_lead(text, quote_follows=quote_follows):
                bare = (start, 0)
        elif _reads_as_attribution(candidate, quote_follows=quote_follows):
            # A wrapped name may begin like a lead («Le Havre»): the lead beside the date is the true one.
            if _DIGIT.search(line[column : column + _LEAD_TO_DATE]):
                dated = (start, column)
            nearest = nearest or (start, column)
    return dated or nearest or bare


def _holds_evidence(lines: list[str]) -> bool:
    """Whether there is an address or a digit at all: most lines that end with a colon stop here."""
    return any("@" in line or _DIGIT.search(line) for line in lines)


def _from_lead(line: str, text: str) -> tuple[int, str | None]:
    """The column at which a lead word stands in `line`, and `text` from there on."""
    edge = len(line) - len(line.lstrip(_EDGE))
    if _LEAD_AT_START.match(line, edge):
        return 0, text[edge:]
    inside = [match.start() for match in _LEAD_INSIDE.finditer(line)]
    if not inside:
        return 0, None
    if _MAILBOX_AT_END.search(line[: inside[-1]].rstrip()):
        return 0, text  # the sender stands before the lead
    return inside[-1], text[inside[-1] :]


def _split_at_verb(text: str, *, quote_follows: bool) -> tuple[str, str, bool] | None:
    """What stands before the last verb and after it, and whether a name may follow that verb."""
    verbs = list(_VERB.finditer(text))
    if not verbs:
        spoken = _SPOKEN.search(text) if quote_follows else None
        return (text[: spoken.start()], "", False) if spoken else None
    verb = verbs[-1]
    after = text[verb.end() :].strip(_EDGE + ":：(), ")
    for words in ATTRIBUTION.after_name:
        after = after.removesuffix(words).rstrip()
    return text[: verb.start()], after, verb["medial"] is not None


def _reads_as_attribution(text: str, *, quote_follows: bool) -> bool:
    """Whether a text that begins with a lead word is one."""
    text = text.strip(_EDGE)
    split = _split_at_verb(text, quote_follows=quote_follows)
    if split is None:
        named = not _has_sentence_words(text) if quote_follows else _ends_with_mailbox(text[:-1])
        return named and text.endswith(_COLONS) and _is_dated(text)
    before, after, name_may_follow = split
    if not _may_follow_verb(after, name_may_follow=name_may_follow):
        return False
    if quote_follows:
        return True
    return not _sounds_like_a_sentence(before, after) and (
        _is_dated(text) or (_has_bracketed_address(before) and not _has_sentence_words(before))
    )


def _stands_without_lead(text: str, *, quote_follows: bool) -> bool:
    """Whether a text that begins otherwise is one: «Dispatch <…> wrote:», «2026-03-03 9:12 GMT Dispatch <…>:»."""
    text = text.strip(_EDGE)
    if not text.endswith(_COLONS):
        return quote_follows and bool(_DATE.match(text)) and _ends_with_mailbox(text)
    split = _split_at_verb(text, quote_follows=quote_follows)
    if split is None:
        return _stands_without_verb(text, quote_follows=quote_follows)
    before, after, name_may_follow = split
    if not before.strip() or not _may_follow_verb(after, name_may_follow=name_may_follow):
        return False
    if quote_follows:
        return _is_dated(text) or bool(_ADDRESS.search(text)) or len(text.split()) <= _LONGEST_NAME
    if _sounds_like_a_sentence(before, after):
        return False
    is_address_alone = bool(_ADDRESS_ALONE.match(before)) and not after
    is_addressed = _has_bracketed_address(text) and not _has_sentence_words(before)
    return is_address_alone or is_addressed or _is_fully_dated(text)


def _stands_without_verb(text: str, *, quote_follows: bool) -> bool:
    if quote_follows and _DATE.search(text) and _has_bracketed_address(text):
        return not _has_sentence_words(text)
    return (quote_follows or _is_fully_dated(text)) and _ends_with_mailbox(text[:-1])


def _is_fully_dated(text: str) -> bool:
    return bool(_DATE.search(text) and _TIME.search(text))


def _is_dated(text: str) -> bool:
    return bool(_DATE.search(text) or _TIME.search(text))


def _may_follow_verb(after: str, *, name_may_follow: bool) -> bool:
    """Whether what stands behind the verb is what mail programs put there: nothing, a name, an address, a date."""
    if not after or _ADDRESS.search(after):
        return True
    words = len(after.split())
    return (name_may_follow and words <= _LONGEST_NAME) or (_is_dated(after) and words <= _LONGEST_DATE)


def _ends_with_mailbox(text: str) -> bool:
    """Whether an address in brackets closes a text that is no sentence: it has no such words, or a date first."""
    if text[:1].isdigit() and _BY_ADDRESS_AT_END.search(text):
        return True
    return bool(_MAILBOX_AT_END.search(text)) and (text[:1].isdigit() or not _has_sentence_words(text))


def _has_bracketed_address(text: str) -> bool:
    return bool(_BRACKETED.search(text))


def _has_sentence_words(text: str) -> bool:
    return not ATTRIBUTION.sentence_words.isdisjoint(word.strip(",.").casefold() for word in text.split())


def _sounds_like_a_sentence(before: str, after: str) -> bool:
    """Whether a person's own words surround the verb: «On 3 March at 9:12 the server wrote:»."""
    subject = before.split()[-_WORDS_OF_SUBJECT:]
    if subject and (subject[-1].endswith(("'", "’")) or subject[-1].casefold() in ATTRIBUTION.conjunctions):
        return True
    if subject and "@" in subject[-1]:
        subject = []
    return _has_sentence_words(" ".join(subject)) or (not _ADDRESS.search(after) and _has_sentence_words(after))
