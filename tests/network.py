"""Nothing of a test run leaves this machine: a connection beyond loopback and Unix sockets is refused.

It is an audit hook, so it sees every socket of the process, whichever library opened it. Programs that a
test starts are not seen; the browser is kept at home by its own options (see `tests/conftest.py`).
"""

from __future__ import annotations

import ipaddress
import sys

_ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_NO_HOST = {None, "", "localhost", b"localhost"}
_EVERYWHERE = {"0.0.0.0", "::"}
"""What a server asks for that listens on every address."""


class NetworkRefused(BaseException):
    """A test tried to reach another machine.

    Not an `Exception`: code that treats every failure of a connection as "try again later" must not hide it.
    """


def guard() -> None:
    """Refuse the network to this process, from now on and for good."""
    sys.addaudithook(_audit)


def is_local(host: object) -> bool:
    """Say whether `host`, a name or an address, is this machine without asking anybody."""
    if host in _NO_HOST:
        return True
    try:
        return ipaddress.ip_address(
            host.decode() if isinstance(host, bytes) else str(host).partition("%")[0]
        ).is_loopback
    except ValueError:
        return False


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in _ADDRESSED:
        address = arguments[1]
        # A pair or more is an internet address; a Unix socket's is a path, and a connected socket's is None.
        if isinstance(address, tuple) and not is_local(address[0]):
            raise NetworkRefused(f"{event} to {address}: tests reach loopback and Unix sockets only")
    elif event in _NAMED and not is_local(arguments[0]) and arguments[0] not in _EVERYWHERE:
        raise NetworkRefused(f"{event} of {arguments[0]!r}: tests look up no names")
