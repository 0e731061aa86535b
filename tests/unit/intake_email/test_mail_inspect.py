"""`dial2 mail inspect`: one answer for a file, or one for each line."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake_email.commands import mail

_MAIL = b"""From: The Desk <desk@client.example>
To: support@example.com
Subject: Urgent Service Issue
Content-Type: multipart/mixed; boundary=b

--b

The site is down.
--b
Content-Type: application/pdf; name=a.pdf

PDF
--b--
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mail.eml"
    path.write_bytes(_MAIL)
    return path


def test_a_file_is_shown_as_one_object(file: Path) -> None:
    result = CliRunner().invoke(mail, ["inspect", str(file)])

    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown["from"] == {"name": "The Desk", "address": "desk@client.example"}
    assert shown["to"] == [{"name": "", "address": "support@example.com"}]
    assert (shown["subject"], shown["marker"]) == ("Urgent Service Issue", "urgent")
    assert (shown["text"], shown["reply"]) == ("The site is down.", "The site is down.")
    assert shown["attachments"] == [
        {
            "filename": "a.pdf",
            "content_type": "application/pdf",
            "size": 3,
            "sha256": hashlib.sha256(b"PDF").hexdigest(),
            "inline": False,
            "content_id": None,
        }
    ]
    empty = ("message_id", "in_reply_to", "date", "html", "auto", "bounce", "signed", "encrypted")
    assert [shown[name] for name in empty] == [None] * len(empty)
    assert (shown["cc"], shown["reply_to"], shown["references"]) == ([], [], [])


_BOUNCE = b"""From: MAILER-DAEMON@mx.example.net
To: support@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; gone@client.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: <sent@example.com>
--b--
"""


def test_a_bounce_is_shown_with_every_recipient(tmp_path: Path) -> None:
    path = tmp_path / "bounce.eml"
    path.write_bytes(_BOUNCE)

    shown = json.loads(CliRunner().invoke(mail, ["inspect", str(path)]).stdout)

    verdict = {"recipient": "gone@client.example", "status": "5.1.1", "class": 5, "permanent": True}
    assert shown["auto"] == "bounce"
    assert shown["bounce"] == {
        **verdict,
        "original_message_id": "<sent@example.com>",
        "recipients": [{**verdict, "action": "failed", "diagnostic": "smtp; 550 User unknown"}],
    }


def test_each_line_is_answered_in_order_and_a_bad_one_stops_nothing(file: Path) -> None:
    lines = [
        json.dumps({"path": str(file)}),
        "no json",
        '{"file": 1}',
        '{"path": "nowhere.eml"}',
        json.dumps({"path": str(file)}),
    ]

    result = CliRunner().invoke(mail, ["inspect"], input="\n".join(lines))

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]
    assert "nowhere.eml cannot be read" in answers[3]["error"]


def test_a_file_that_is_not_there_is_an_error() -> None:
    result = CliRunner().invoke(mail, ["inspect", "nowhere.eml"])

    assert result.exit_code == 1
    assert "nowhere.eml cannot be read (No such file or directory)" in json.loads(result.stdout)["error"]


def _asked(*arguments: str, given: bytes = b"") -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(mail, ["inspect", *arguments], input=given)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_several_files_are_answered_in_order_and_a_missing_one_shows_in_the_exit_status(file: Path) -> None:
    status, answers = _asked(str(file), "nowhere.eml", str(file))

    assert status == 1
    assert [answer.get("path") for answer in answers] == [str(file), None, str(file)]
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_a_folder_is_no_mail(tmp_path: Path) -> None:
    status, (answer,) = _asked(str(tmp_path))

    assert status == 1
    assert "cannot be read (Is a directory); name a file" in str(answer["error"])


def test_a_dash_is_one_mail_on_standard_input() -> None:
    status, (answer,) = _asked("-", given=_MAIL)

    assert (status, answer["subject"]) == (0, "Urgent Service Issue")


@pytest.mark.parametrize(
    "start", [b"", b"\xef\xbb\xbf", b"\n\r\n", b"From desk@client.example Mon Nov  2 09:00:00 2026\n"]
)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_a_raw_mail_on_standard_input_is_known_as_one(start: bytes, ending: bytes) -> None:
    status, answers = _asked(given=(start + _MAIL).replace(b"\r\n", b"\n").replace(b"\n", ending))

    assert status == 0
    assert [(answer["subject"], answer["text"]) for answer in answers] == [
        ("Urgent Service Issue", "The site is down.")
    ]


def test_a_line_may_hold_the_mail_itself() -> None:
    lines = [
        {"raw": _MAIL.decode()},
        {"base64": base64.encodebytes(_MAIL).decode()},
        {"base64": "!!"},
        {"path": "a.eml", "raw": ""},
        {},
        {"raw": ""},
    ]
    status, answers = _asked(given="\n".join(map(json.dumps, lines)).encode())

    assert status == 0
    assert [answer.get("subject") for answer in answers] == [*["Urgent Service Issue"] * 2, None, None, None, ""]
    assert "the line's base64 cannot be read" in str(answers[2]["error"])
    assert "the line names more than one mail" in str(answers[3]["error"])
    assert "the line names no mail" in str(answers[4]["error"])


def test_nothing_on_standard_input_is_answered_by_nothing() -> None:
    assert _asked() == (0, [])
