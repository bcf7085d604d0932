"""What `factline digest` prints: what a generation brought, as the run wrote it down.

Nothing is computed here; the digest is made by `assets.digest` when a generation is published.
"""

import sys

from rich.console import Console
from rich.markdown import Markdown

from assets.cli_show import AbsentError
from warehouse.generations import current
from warehouse.home import Home


def show_digest(home: Home, generation: int | None) -> None:
    """Print the digest of a generation, the newest by default: formatted on a terminal, else as it stands.

    Raises AbsentError where there is none.
    """
    newest = current(home)
    if newest is None:
        raise AbsentError(f"There is no warehouse in {home.path} yet: make one with `factline run`.")
    path = home.digests / f"{newest.stem if generation is None else generation}.md"
    if not path.exists():
        kept = sorted(int(each.stem) for each in home.digests.glob("*.md"))
        there = f"those of {', '.join(map(str, kept))} are there" if kept else "the next `factline run` writes one"
        raise AbsentError(f"There is no digest of generation {path.stem}: {there}.")
    text = path.read_text(encoding="utf-8")
    if sys.stdout.isatty():
        Console().print(Markdown(text))
    else:
        sys.stdout.write(text)
