"""Strangers' data that somebody has seen is critical or goes to a person, however politely it is asked about."""

import pytest

from tests.unit.triage.samples import read

TOLD = [
    "Hi, could somebody see our data? I opened the payroll page and saw another company's employees.",
    "Would it be possible to check something? When I open Documents I see another company's contracts.",
    "Is it normal that I can see the pay slips of a different agency when I click on the menu?",
    "Could you tell me whether it is intended that my login opens someone else's mailbox?",
    "I was wondering whether you know why the export had a list of strangers' phone numbers in it?",
    "Just curious: is our data private? A guard from some other firm told me he reads our post orders in his app.",
    "Quelqu'un pourrait-il voir nos données? J'ai ouvert la liste des employés et j'ai vu ceux d'une autre firme.",
    "Petite question : est-il normal que je voie les dossiers d'une autre agence dans mon portail?",
    "Serait-ce possible que vous regardiez pourquoi je reçois les courriels d'un autre client?",
    "Est-ce voulu que mon identifiant ouvre la messagerie de quelqu'un d'autre?",
    "Je me demandais pourquoi l'export contenait les numéros de téléphone d'inconnus?",
]
ASKED = [
    "Question: can we give a client access to another site's reports? How do we set that up?",
    "Could another company see our data if we merge the two accounts? We are planning it for spring.",
    "Who can see our data? Our auditor asks for a list of the roles.",
    "Is it possible to show a guard the schedule of another site?",
    "I received an email from an unknown person offering a licence renewal. Is it from you?",
    "Bonjour, j'ai vu qu'une autre agence utilise le module de paie. Combien coûte-t-il?",
    "Est-ce qu'un client peut voir les rapports d'un autre site si on lui donne le rôle de lecteur?",
    "Qui peut voir nos données? Notre auditeur demande la liste des rôles.",
]


@pytest.mark.parametrize("text", TOLD)
def test_strangers_data_that_somebody_saw_is_critical_or_goes_to_a_person(text: str) -> None:
    assessment = read(text)
    assert assessment.severity == "critical" or assessment.needs_person


@pytest.mark.parametrize("text", ASKED)
def test_who_may_see_what_is_a_question_like_others(text: str) -> None:
    assessment = read(text)
    assert (assessment.severity, assessment.needs_person) == ("no", False)


def test_the_stranger_is_named_as_what_speaks_against_the_severity() -> None:
    text = "Could you tell me whether it is intended that my login opens someone else's mailbox?"
    [found] = [item for item in read(text).evidence if item.rule == "contradiction.exposure"]
    assert (text[found.start : found.end], found.effect) == (found.words, "contradicts")
    assert "someone else" in found.words


def test_a_label_in_quotation_marks_is_no_stranger() -> None:
    text = 'Agent V. sees "stranger" where the name of a caller should be. The calls work.'
    assert "contradiction.exposure" not in {item.rule for item in read(text).evidence}
