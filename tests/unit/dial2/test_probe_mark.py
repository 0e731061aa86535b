"""Who may say that a mail is a probe's."""

from hypothesis import given
from hypothesis import strategies as st

from dial2.probe_mark import address, probe_id, probe_of

SECRET = "a secret of more than thirty-two characters"
SUPPORT = "support@example.com"
PROBE = probe_id(bytes(range(8)))


def test_a_mark_is_known_whatever_mail_systems_make_of_its_case() -> None:
    marked = address(SECRET, PROBE, SUPPORT)
    assert marked.startswith(f"support+probe.{PROBE}.")
    assert probe_of(SECRET, ["other@example.com", marked.upper()]) == PROBE


def test_a_local_part_keeps_to_sixty_four_octets() -> None:
    """RFC 5321, 4.5.3.1.1; with support as long as twenty-seven."""
    local = address(SECRET, PROBE, f"{'s' * 27}@example.com").partition("@")[0]
    assert len(local) == 64


def test_a_mark_of_another_secret_or_another_probe_is_none() -> None:
    other = probe_id(bytes(8))
    forged = address(SECRET, PROBE, SUPPORT).replace(PROBE, other)
    assert probe_of(SECRET, [forged]) is None
    assert probe_of(SECRET, [address("another secret of thirty-two letters", PROBE, SUPPORT)]) is None


@given(st.text())
def test_nobody_else_writes_one(text: str) -> None:
    assert probe_of(SECRET, [text, f"support+probe.{text}@example.com"]) is None
