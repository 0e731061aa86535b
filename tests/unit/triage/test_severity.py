import pytest

from tests.unit.triage.samples import read


@pytest.mark.parametrize(
    "text",
    [
        "None of our guards can log in since six.",
        "Hi there, whenever convenient: nobody at any site can open the app this morning. Thanks!",
        "The platform is down.",
        "everything is down all sites",
        "no inbound or outbound calls possible for all 44 agents since 03:20",
        "Plus personne ne peut se connecter depuis minuit.",
        "aucun appel ne rentre, toutes les lignes sont mortes",
        "Nobdy can log in to the platfrom at any of our sites.",
        "down again all of it",
        "The panic button does nothing on any handset.",
    ],
)
def test_a_core_function_gone_for_everybody_is_critical(text: str) -> None:
    assert read(text).severity == "critical"


@pytest.mark.parametrize(
    "text",
    [
        "I can see the names and home addresses of another company's employees.",
        "The daily reports were sent to the wrong clients.",
        "A terminated supervisor still logs in and exported the personnel file.",
        "Je vois les dossiers d'une autre agence, avec les adresses.",
        "Our client opens the portal and sees incident reports of two other banks.",
    ],
)
def test_personal_or_another_tenant_s_data_seen_by_strangers_is_critical(text: str) -> None:
    assert read(text).severity == "critical"


@pytest.mark.parametrize(
    "text",
    [
        "Half the team cannot scan checkpoints, the rest is fine.",
        "All seven schedulers get an error on Publish; everything else works.",
        "The wallboards are frozen for all supervisors. Calls are being handled normally.",
        "9 of our 22 agents can't receive transferred calls.",
        "All users from one office cannot log in. Other sites are okay.",
        "Les superviseurs ne peuvent plus approuver les feuilles de temps, la paie ferme demain.",
    ],
)
def test_a_function_gone_for_many_is_major(text: str) -> None:
    assert read(text).severity == "major"


@pytest.mark.parametrize(
    "text",
    [
        "I cannot log in. My colleagues are fine.",
        "One of our agents hears an echo now and then.",
        "2 of our 40 guards have the app crash when they open the map tab.",
        "Checkpoint 11 does not scan, the other twenty are good, we write it on paper.",
        "Une agente ne reçoit plus les notifications; les autres les reçoivent.",
    ],
)
def test_trouble_of_a_few_is_low(text: str) -> None:
    assert read(text).severity == "low"


@pytest.mark.parametrize(
    "text",
    [
        "How do I add a second contact to a profile?",
        "Est-il possible de changer la langue du rapport?",
        "There is a typo in the header of the report.",
        "It would be nice to have a dark mode.",
        "The outage is over, everything has been stable since noon. When can we expect your report?",
        "Our staging tenant is down. Production is fine.",
        "Nothing is broken. What would 12 more licences cost?",
    ],
)
def test_what_breaks_nothing_now_is_no_impact(text: str) -> None:
    assert read(text).severity == "no"


def test_the_marker_and_the_form_s_priority_decide_nothing() -> None:
    text = "Priority: Critical\nHow do I archive a site?"
    assert read(text, subject="Urgent Service Issue", channel="portal").severity == "no"


def test_a_newer_message_outranks_the_history_below_it() -> None:
    better = "Back to normal, thanks. Where is the status page?\n\n> Total outage at all sites!"
    worse = "Now nobody can log in at any site.\n\n> Two agents have a small problem, no rush."
    assert read(better, subject="RE: all sites down").severity == "no"
    assert read(worse, subject="RE: small problem").severity == "critical"


def test_what_is_left_after_a_recovery_still_counts() -> None:
    text = "Logging in works again for everybody. Publishing the schedule still fails for all seven schedulers."
    assert read(text).severity == "major"


def test_a_relapse_takes_a_recovery_back() -> None:
    assert (
        read("It came back for ten minutes, then everything went down again at all sites.").severity == "critical"
    )


def test_production_down_beside_a_healthy_staging_is_an_outage() -> None:
    text = "Our staging environment works fine. Production is down for all users."
    assert read(text).severity == "critical"


def test_denied_trouble_is_kept_as_evidence_that_it_was_denied() -> None:
    assessment = read("This isn't an outage. The chime on D3 does not play.")
    assert any(item.negated and item.effect == "ignored" for item in assessment.evidence)
    assert assessment.severity == "low"


def test_where_there_is_no_text_the_profile_says_what_to_assume() -> None:
    assessment = read("", channel="voicemail")
    assert (assessment.severity, assessment.rule) == ("major", "severity.without_text")
