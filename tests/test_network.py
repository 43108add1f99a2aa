"""The guard lets a test talk to itself and to nobody else."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from tests.network import NetworkRefused

ELSEWHERE = ("192.0.2.1", 9)  # TEST-NET-1 of RFC 5737: nobody answers there


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkRefused), closing(socket.socket()) as mine:
        mine.connect(ELSEWHERE)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkRefused), closing(socket.socket(type=socket.SOCK_DGRAM)) as mine:
        mine.sendto(b"x", ELSEWHERE)


def test_looking_up_a_name_is_refused() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("onkapi.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host: str) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with closing(server), closing(socket.create_connection((host, server.getsockname()[1]), timeout=5)) as mine:
        assert mine.getpeername() == server.getsockname()


def test_a_unix_socket_is_open() -> None:
    one, other = socket.socketpair()
    with closing(one), closing(other):
        one.sendall(b"x")
        assert other.recv(1) == b"x"
