"""The explorer's server: where it listens, what it says, how it ends. What it answers is in `app`."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

import uvicorn

from warehouse.explorer.app import application
from warehouse.home import Home, WarehouseError

DEFAULT_PORT = 8765
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ServeError(WarehouseError):
    """The server cannot listen there; the message says what to do."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises ServeError where the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(256)
    except (OSError, OverflowError) as error:
        bound.close()
        raise ServeError(
            f"Nothing can listen on {host}:{port} ({getattr(error, 'strerror', None) or error}): "
            "give another --port (0 takes a free one) or --host."
        ) from error
    return bound


def address_of(bound: socket.socket, host: str) -> str:
    """The address that people open."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown}:{bound.getsockname()[1]}"


def allowed_hosts(host: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Names by which the explorer may be asked: this machine's own, the address it is bound to, and those allowed."""
    return (*LOOPBACK, host, *allowed) if is_local(host) else (*LOOPBACK, host, socket.gethostname(), *allowed)


def is_local(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(home: Home, bound: socket.socket, host: str, allowed: tuple[str, ...] = ()) -> None:
    """Serve the newest published generation of a home until interrupted."""
    config = uvicorn.Config(
        application(home, allowed_hosts(host, allowed)),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
    )
    # Having ended its work, uvicorn raises the interrupt again: to stop a server by Ctrl+C is no error.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])
