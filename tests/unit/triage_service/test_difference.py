"""What new words change: which are new, what no longer holds, and whether somebody was asked already."""

import msgspec
import pytest

from dial2.events.ticket import Difference, Evidence, SeverityAssigned, SeverityProposed
from dial2.vocabulary import Severity
from triage.difference import Grounds, difference, grounds


def found(
    rule: str, words: str, *, effect: str = "decides", negated: bool = False, field: str = "body"
) -> Evidence:
    return Evidence(
        rule=rule, words=words, field=field, start=3, end=3 + len(words), effect=effect, negated=negated
    )


ONE = found("scope.one", "one of our users")
ALL = found("scope.all", "everybody")
GONE = found("outage.access", "nobody can log in")
TOPIC = found("dashboard.strong", "overtime report", effect="informs")


def assigned(*evidence: Evidence, by: str = "rules", changed: Difference | None = None) -> SeverityAssigned:
    return SeverityAssigned(
        ticket=1,
        severity="low",
        previous=None,
        by=by,
        why=f"as {by} read it",
        evidence=list(evidence),
        difference=changed,
    )


def proposed(*evidence: Evidence, severity: Severity = "critical", urgent: bool = False) -> SeverityProposed:
    return SeverityProposed(
        ticket=1,
        severity=severity,
        standing="low",
        why="why",
        evidence=list(evidence),
        marker="urgent" if urgent else None,
    )


def changed(before: Grounds, *now: Evidence) -> Difference:
    return difference(before, now, source="a follow-up", request="r2")


def test_what_is_said_for_the_first_time_is_new_with_its_place() -> None:
    told = changed(grounds([assigned(ONE)]), GONE, ONE)
    assert told.new == [GONE]
    assert (told.new[0].field, told.new[0].start, told.new[0].end) == ("body", 3, 20)
    assert (told.source, told.request, told.by, told.why) == ("a follow-up", "r2", "rules", "as rules read it")


def test_the_same_words_in_other_spelling_are_not_new() -> None:
    again = found("outage.access", "NOBODY can log in")
    assert changed(grounds([assigned(GONE)]), again).new == []


def test_words_that_say_nothing_of_severity_or_stand_in_the_ticket_s_subject_are_not_new() -> None:
    assert changed(Grounds(), TOPIC, msgspec.structs.replace(GONE, field="subject")).new == []


@pytest.mark.parametrize(
    ("before", "now", "holds"),
    [
        (ONE, ALL, False),
        (ALL, ONE, True),
        (found("outage.access", "we can log in", effect="ignored", negated=True), GONE, False),
        (found("failure.cosmetic", "logo"), GONE, False),
        (found("recovered.now", "works again"), found("failure.total", "broken"), False),
        (found("recovered.now", "works again"), ONE, True),
        (found("failure.partial", "slow"), GONE, True),
    ],
)
def test_what_the_new_words_contradict_no_longer_holds(before: Evidence, now: Evidence, *, holds: bool) -> None:
    assert changed(grounds([assigned(before)]), now).outdated == ([] if holds else [before])


def test_what_no_longer_held_is_not_told_again() -> None:
    first = grounds([assigned(ONE)])
    after = grounds([assigned(ONE), assigned(ALL, changed=changed(first, ALL))])
    assert after.known == [ALL]


def test_a_person_is_not_asked_the_same_twice_until_somebody_has_decided() -> None:
    history = [assigned(ONE), assigned(by="duty-lead")]
    before = grounds(history)
    assert before.by == "duty-lead"
    assert before.is_news(proposed(GONE), changed(before, GONE))
    asked = grounds([*history, proposed(GONE)])
    assert not asked.is_news(proposed(GONE), changed(asked, GONE))
    assert asked.is_news(proposed(GONE, ALL), changed(asked, GONE, ALL))
    decided = grounds([*history, proposed(GONE), assigned(by="duty-lead")])
    assert decided.is_news(proposed(GONE), changed(decided, GONE))


def test_a_chance_alone_is_no_news_where_nothing_new_is_said() -> None:
    before = grounds([assigned(ONE)])
    assert not before.is_news(proposed(ONE, severity="low"), changed(before, ONE))


def test_a_claim_of_urgency_is_news_once() -> None:
    before = grounds([assigned(ONE)])
    claim = proposed(severity="low", urgent=True)
    assert before.is_news(claim, changed(before))
    asked = grounds([assigned(ONE), claim])
    assert not asked.is_news(claim, changed(asked))
