"""Real servers with a certificate of their own, and the event loop that dial2's processes run on."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest
import uvloop

from tests.ports import free_port
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.dovecot import Dovecot


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def dovecot(certificate: Certificate) -> Iterator[Dovecot]:
    with Dovecot(
        port=free_port(), tls_port=free_port(), certificate=certificate.certificate, key=certificate.key
    ) as server:
        yield server
