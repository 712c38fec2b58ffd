"""CONNECTBACK: the host tries to connect to whoever asks."""

import socket

import pytest

from tests.host.wire import Raw, free_port, running

pytestmark = pytest.mark.sockets


def test_it_tells_whether_a_port_is_reached_before_and_after_registration() -> None:
    with running() as host, Raw(host) as ada, socket.create_server(("127.0.0.1", 0)) as server:
        _is_reached(ada, server)
        ada.register("ada")
        _is_reached(ada, server)
        closed = free_port()
        ada.send(f"CONNECTBACK {closed}")
        assert ada.until("FAIL").params[:3] == ["CONNECTBACK", "REFUSED", str(closed)]


def _is_reached(ada: Raw, server: socket.socket) -> None:
    port = server.getsockname()[1]
    ada.send(f"CONNECTBACK {port}")
    assert ada.until("NOTE").params[:3] == ["CONNECTBACK", "REACHED", str(port)]
    server.accept()[0].close()


@pytest.mark.parametrize("port", ["80", "0", "65536", "ircs", "-1", "٣٣٣٣"])
def test_it_goes_to_no_port_that_a_system_has_and_to_nothing_else(port: str) -> None:
    with running() as host, Raw(host) as ada:
        ada.send(f"CONNECTBACK {port}")
        assert ada.until("FAIL").params[1] == "INVALID_PORT"
        ada.register("ada")
