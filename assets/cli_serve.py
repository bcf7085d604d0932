"""What `factline serve` says and starts: the explorer of the published warehouse."""

import os
import sys

import typer

from warehouse import generations
from warehouse.explorer import serving
from warehouse.home import Home


def serve(home: Home, host: str, port: int, allowed: list[str]) -> None:
    """Become the explorer's server, until Ctrl+C. Raises ServeError where nothing can listen there."""
    bound = serving.listening(host, port)
    reach = "only this machine can reach it" if serving.is_local(host) else "WHOEVER reaches this machine can read it"
    typer.echo(f"Factline explorer: {serving.address_of(bound, host)} ({reach}; read only). Ctrl+C ends it.")
    newest = generations.current(home)
    if newest is None:
        typer.echo(f"Nothing is published in {home.path} yet: its pages fill with the first `factline run`.")
    else:
        typer.echo(f"It shows {home.path}, generation {newest.stem} now, and newer ones as soon as they are published.")
    # A process without Dagster: it takes half the memory.
    bound.set_inheritable(True)
    given = ["--home", str(home.path), "--host", host, "--socket", str(bound.fileno())]
    given += [part for name in allowed for part in ("--allow-host", name)]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "warehouse.explorer", *given])
