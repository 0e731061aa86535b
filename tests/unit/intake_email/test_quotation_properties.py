"""What holds of the new text for any mail at all."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_email.reading.quotation import new_text, new_text_from_html

_ANY_TEXT = st.text(max_size=400)
# Pieces that the rules look for, in any order: likelier to meet their corners than any text.
_PIECES = st.lists(
    st.sampled_from(
        (
            *(
                "On Tue, 3 Mar 2026 at 09:12, Dispatch <dispatch@example.com> wrote:",
                "Le 3 mars",
                "a écrit :",
                "wrote:",
            ),
            *("> quoted", ">> quoted", ">", "From: Dispatch <dispatch@example.com>", "Sent: Tuesday", "To: Desk"),
            *("Subject: Gate", "-- ", "--", "________", "-----Original Message-----", "Begin forwarded message:"),
            *(
                "Sent from my iPhone",
                "-Desk",
                "The gate is open.",
                "It is: 9:12",
                "",
                "",
                "at 3/3/2026",
                "2026-03-03 9:12",
            ),
            *(
                "\ufdd0",
                "\ufdd1",
                "##- Please type your reply above this line -##",
                "<dispatch@example.com>:",
                "On",
                "*",
            ),
        )
    ),
    max_size=14,
).map("\n".join)
_WORDS = st.lists(st.sampled_from(("the", "gate", "is", "open", "since", "six", "again")), min_size=1, max_size=9)
_SENTENCE = _WORDS.map(lambda words: " ".join(words) + ".")
_REPLY = st.lists(_SENTENCE, min_size=1, max_size=4).map("\n\n".join)
_QUOTED = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60), min_size=1, max_size=6)
_ATTRIBUTION = st.sampled_from(
    (
        "On Tue, 3 Mar 2026 at 09:12, Dispatch <dispatch@example.com> wrote:",
        "On Tue, 3 Mar 2026 at 09:12, Dispatch <\ndispatch@example.com> wrote:",
        "Le mar. 3 mars 2026 à 09:12, Répartition <repartition@example.com> a écrit :",
        "Am Di., 3. März 2026 um 09:12 Uhr schrieb Leitstelle <leitstelle@example.com>:",
    )
)
_SIGNATURE = st.sampled_from(("", "\n\nSent from my iPhone", "\n-- \nThe night desk", "\n\nEnvoyé de mon iPhone"))


@given(_ANY_TEXT | _PIECES)
def test_every_line_of_the_new_text_was_written_in_the_mail(text: str) -> None:
    written = {" ".join(line.split()) for line in text.replace("\r", "\n").split("\n")}
    for line in new_text(text).split("\n"):
        folded = " ".join(line.split())
        assert any(whole.startswith(folded) for whole in written)


@given(_ANY_TEXT | _PIECES)
def test_new_text_has_no_blank_edges(text: str) -> None:
    new = new_text(text)
    assert not new or (new.split("\n")[0].strip() and new.split("\n")[-1].strip())


@given(_REPLY)
def test_plain_sentences_stay_as_they_are(reply: str) -> None:
    assert new_text(reply) == reply


@given(_REPLY, _SIGNATURE, _ATTRIBUTION, _QUOTED)
def test_a_reply_above_a_quote_is_found_whatever_is_quoted(
    reply: str, signature: str, attribution: str, quoted: list[str]
) -> None:
    quote = "\n".join(f"> {line}" for line in quoted)
    assert new_text(f"{reply}{signature}\n\n{attribution}\n{quote}\n") == reply


@given(_REPLY, _ATTRIBUTION, _QUOTED)
def test_a_reply_below_a_quote_is_found_whatever_is_quoted(
    reply: str, attribution: str, quoted: list[str]
) -> None:
    quote = "\n".join(f"> {line}" for line in quoted)
    assert new_text(f"{attribution}\n{quote}\n\n{reply}") == reply


@given(_REPLY, _SIGNATURE, _ATTRIBUTION, _QUOTED)
def test_the_new_text_of_the_new_text_is_itself(
    reply: str, signature: str, attribution: str, quoted: list[str]
) -> None:
    new = new_text(f"{reply}{signature}\n\n{attribution}\n" + "\n".join(quoted))
    assert new_text(new) == new


@given(_REPLY, _QUOTED)
def test_an_html_reply_is_found_whatever_its_blockquote_holds(reply: str, quoted: list[str]) -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in reply.split("\n\n"))
    quote = "".join(f"<p>{escape(line)}</p>" for line in quoted)
    assert new_text_from_html(f'{paragraphs}<blockquote type="cite">{quote}</blockquote>') == reply


@given(st.text(max_size=400) | st.text("<>/=\"' abdivlockquotep&;-", max_size=400))
def test_any_string_is_read_as_html(html: str) -> None:
    assert "\ufdd0" not in new_text_from_html(html)


def test_a_lone_surrogate_is_read() -> None:
    assert new_text("\ud800 gate") == "\ud800 gate"
    assert new_text_from_html("<p>\ud800 gate</p>").endswith("gate")


@pytest.mark.parametrize(
    "unit", ["> ", "<div>", "<blockquote>", "On 1 ", ":\n", "From: a\n", "-- \n", "\n", "> a\n", "1:1@", "-"]
)
def test_a_megabyte_of_one_thing_is_read(unit: str) -> None:
    mail = unit * (1_000_000 // len(unit))
    assert len(new_text(mail)) <= len(mail)
    assert len(new_text_from_html(mail, max_tags=20_000)) <= len(mail)


def test_deep_mark_up_is_read() -> None:
    html = "<p>The gate is open.</p>" + "<blockquote><div>" * 4_000
    assert new_text_from_html(html) == "The gate is open."


def test_beyond_so_many_tags_the_text_rules_alone_decide() -> None:
    html = "<p>Open.</p><p>On Tue, 3 Mar 2026 at 09:12, Dispatch wrote:</p>" + "<p>Gate?</p>" * 10
    assert new_text_from_html(html, max_tags=5) == "Open."
