"""What holds for every request and answer: the Host header is checked, and browsers are told to run nothing foreign."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[^:\[\]]+))(?::\d+)?", re.IGNORECASE)


class Guard:
    """ASGI middleware. A page elsewhere that resolves its own name to this machine is refused (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 400."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        named = host_of(dict(scope["headers"]).get(b"host", b"").decode("latin-1"))
        if named not in self.hosts:
            refused = PlainTextResponse(
                f"The host name {named!r} is not one of this explorer's: start it with --allow-host NAME.\n", 400
            )
            await refused(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def host_of(header: str) -> str:
    """The host of a Host header, lower case, without port and brackets; empty where it is none."""
    found = _HOST.fullmatch(header.strip())
    return (found["v6"] or found["name"]).lower() if found else ""
