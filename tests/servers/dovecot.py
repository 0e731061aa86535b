"""A private Dovecot: its own configuration, mails, ports and processes; nothing of the system's is touched."""

import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

PROGRAM = Path("/usr/sbin/dovecot")
USER, PASSWORD = "support@example.com", "a-password-for-tests"
_START_SECONDS = 15.0
_OWNER = pwd.getpwnam("mail")  # of the mail files: Dovecot takes no root for it
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
auth_mechanisms = plain login xoauth2
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail
}}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """IMAP on `port` (with STARTTLS) and `tls_port`, for one user."""

    def __init__(self, *, port: int, tls_port: int, certificate: Path, key: Path) -> None:
        if not PROGRAM.exists() or os.getuid():
            raise RuntimeError("this test needs Dovecot, and root to start one: see deploy/ci/ensure-mail-servers")
        self.port, self.tls_port = port, tls_port
        self.folder = Path(tempfile.mkdtemp(prefix="dial2-dovecot-"))
        self.folder.chmod(0o755)
        self.mails = self.folder / "mail"
        self.mails.mkdir()
        os.chown(self.mails, _OWNER.pw_uid, _OWNER.pw_gid)
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        (self.folder / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                folder=self.folder, owner=_OWNER, certificate=certificate, key=key, port=port, tls_port=tls_port
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Returns when it takes connections."""
        self._process = subprocess.Popen([PROGRAM, "-F", "-c", self.folder / "dovecot.conf"])
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with self.client():
                    return
            except OSError as error:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise RuntimeError(f"Dovecot did not start:\n{self.said()}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def said(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """Signed in, for the test's own hand in the mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, mail: bytes, *, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Lay a mail into a folder as if it had come at that time."""
        when = imaplib.Time2Internaldate(at) if at else ""
        with self.client() as client:
            status, said = client.append(folder, "", when, mail)
            if status != "OK":
                raise RuntimeError(f"Dovecot did not take the mail: {said}")

    def subjects(self, folder: str = "INBOX", criterion: str = "ALL") -> list[str]:
        """Of the mails in a folder, in order."""
        with self.client() as client:
            client.select(folder, readonly=True)
            _, (numbers,) = client.search(None, criterion)
            found = []
            for number in numbers.split():
                _, data = client.fetch(number, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
                found.append(data[0][1].decode().strip().removeprefix("Subject: "))  # type: ignore[index, union-attr]  # imaplib's own shape
        return found
