"""A private Postfix: its own configuration, queue, ports and processes; nothing of the system's is touched."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

PROGRAM = Path("/usr/sbin/postfix")
_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix  n - n - 0   cleanup
qmgr      unix  n - n 1 1   qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - -   trivial-rewrite
bounce    unix  - - n - 0   bounce
defer     unix  - - n - 0   bounce
trace     unix  - - n - 0   bounce
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - -   proxymap
smtp      unix  - - n - -   smtp
lmtp      unix  - - n - -   lmtp
error     unix  - - n - -   error
retry     unix  - - n - -   error
discard   unix  - - n - -   discard
anvil     unix  - - n - 1   anvil
scache    unix  - - n - 1   scache
postlog   unix-dgram n - n - 1 postlogd
"""
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtp_host_lookup = native
default_transport = discard
transport_maps = inline:{{ {routes} }}
smtp_tls_security_level = secure
smtp_tls_loglevel = 1
smtp_tls_CAfile = {ca_file}
smtp_tls_secure_cert_match = {host}
lmtp_tls_security_level = none
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
transport_retry_time = 1s
service_throttle_time = 1s
"""


class Postfix:
    """Takes mail on `port`, and relays it: `routes` gives the transport for each domain; SMTP only with TLS."""

    def __init__(self, *, port: int, routes: Mapping[str, str], ca_file: Path, host: str) -> None:
        if not PROGRAM.exists() or os.getuid():
            raise RuntimeError("this test needs Postfix, and root to start one: see deploy/ci/ensure-mail-servers")
        self._folder = Path(tempfile.mkdtemp(prefix="dial2-postfix-"))
        self._folder.chmod(0o755)
        ours = self._folder / "ca.pem"
        shutil.copy(ca_file, ours)
        configuration = self._folder / "etc"
        configuration.mkdir()
        configuration.joinpath("master.cf").write_text(_SERVICES.format(port=port))
        configuration.joinpath("main.cf").write_text(
            _MAIN.format(
                folder=self._folder,
                ca_file=ours,
                host=host,
                routes=", ".join(f"{{{domain} = {transport}}}" for domain, transport in routes.items()),
            )
        )

    def __enter__(self) -> Self:
        (self._folder / "spool").mkdir()
        self._run("start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("stop")
        shutil.rmtree(self._folder)

    def waiting(self) -> int:
        """Mails that have not been handed over yet."""
        queues = [self._folder / "spool" / name for name in ("maildrop", "incoming", "active", "deferred")]
        return sum(path.is_file() for queue in queues for path in queue.rglob("*"))

    def said(self) -> str:
        return (self._folder / "log").read_text()

    def _run(self, command: str) -> None:
        ran = subprocess.run(
            [PROGRAM, "-c", self._folder / "etc", command], check=False, capture_output=True, text=True
        )
        if ran.returncode:
            log = self._folder / "log"
            raise RuntimeError(f"postfix {command}: {ran.stderr}{log.read_text() if log.exists() else ''}")
