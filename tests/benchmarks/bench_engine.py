"""`make bench`: how fast the engine makes full rows, against only splitting the same text into tokens.

Text is the held-out reports of a language, repeated with other numbers to the wanted length; both are timed in one run.
"""

import random
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipelines.languages import SUPPORTED, pack
from schemas.records import ReportMetadata
from tests.pipelines.reading import read_text

HELDOUT = Path(__file__).parents[1] / "gold" / "heldout"
LENGTHS = (20_000, 80_000, 320_000)
ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))


def varied(language: str, length: int) -> str:
    """Text of about this length: every copy of a report has digits of its own."""
    chance = random.Random(7)
    sources = [path.read_text(encoding="utf-8") for path in sorted(HELDOUT.glob(f"{language}_*.txt"))]
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        source = sources[len(parts) % len(sources)]
        parts.append(re.sub(r"(?<!\d)[3-9]\d(?!\d)", lambda _: str(chance.randint(30, 99)), source))
    return "\n\n".join(parts)[:length]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    speeds, ratios = [], []
    for language in SUPPORTED:
        read_text(varied(language, 2_000), language, ISSUED)
        for length in LENGTHS:
            text = varied(language, length)
            rows = len(read_text(text, language, ISSUED).extraction.mentions)
            full = seconds(lambda text=text, language=language: read_text(text, language, ISSUED))
            token = pack(language).token
            split = seconds(lambda text=text, token=token: token.findall(text))
            speeds.append(len(text) / full)
            ratios.append(split / full)
            density = 1000 * rows / len(text)
            sys.stdout.write(f"{language} {len(text):>8,} chars {rows:>6,} rows ({density:.1f} per 1,000) ")
            sys.stdout.write(f"{len(text) / full:>10,.0f} chars/s; tokens only {len(text) / split:,.0f} chars/s\n")
    sys.stdout.write(f"chars_per_s={min(speeds):.0f} ratio={min(ratios):.4f}\n")


if __name__ == "__main__":
    main()
