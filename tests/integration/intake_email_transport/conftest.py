"""Servers that start once for these tests, with a certificate of their own."""

from collections.abc import Iterator

import pytest

from tests.integration.intake_email.site import free_port
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.dovecot import Dovecot


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def dovecot(certificate: Certificate) -> Iterator[Dovecot]:
    with Dovecot(
        port=free_port(), tls_port=free_port(), certificate=certificate.certificate, key=certificate.key
    ) as server:
        yield server
