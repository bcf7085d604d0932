"""`python -m warehouse.explorer`: the server as a process of its own, without what the command line needs besides.

`factline serve` becomes this process; its arguments are checked there.
"""

import argparse
import socket
from pathlib import Path

from warehouse.explorer.serving import serve
from warehouse.home import Home


def main() -> None:
    """Serve on a socket that is open already."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.explorer", description="Used by `factline serve`.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--socket", type=int, required=True, help="file descriptor of a listening socket")
    parser.add_argument("--allow-host", action="append", default=[])
    given = parser.parse_args()
    serve(Home(given.home), socket.socket(fileno=given.socket), given.host, tuple(given.allow_host))


if __name__ == "__main__":
    main()
