"""A certificate that its own holder has signed, for servers under test."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

HOST = "mx.example.com"


@dataclass(frozen=True)
class Certificate:
    """Files in PEM; valid for `HOST` and for 127.0.0.1. The certificate is its own authority."""

    certificate: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={HOST}"]
    command += ["-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1"]
    command += ["-out", str(made.certificate), "-keyout", str(made.key)]
    subprocess.run(command, check=True, capture_output=True)
    return made
