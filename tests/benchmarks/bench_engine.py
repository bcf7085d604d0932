"""How fast the engine makes full rows, beside quantulum3 on the same text in the same run.

`make bench` prints for each language characters per second, statements per 1,000 characters, the ratio to the peer,
peak memory and growth with length; `make bench-engine` is the short form, whose last line is
`chars_per_s=N ratio=R` (N: the lowest speed of the alphabetic languages; R: the ratio on English).

Seconds are those of one process's processor time, so that a busy machine does not matter much; each is the best of
some passes. The peer gets the paragraphs one by one, as its cost grows faster than its text; its start is not counted.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.dating import dated
from pipelines.extract import stream
from pipelines.languages import SUPPORTED
from pipelines.rows import parts_of
from pipelines.segment import paragraphs
from schemas.records import Report, ReportMetadata
from tests.benchmarks.prose import LANGUAGES, prose
from tests.pipelines.reading import Read, read_text

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".venv-peer" / "bin" / "python"
ISSUED = ReportMetadata(date_issued=date(2025, 3, 15))
MEASURED = tuple(language for language in SUPPORTED if language in LANGUAGES)
ALPHABETIC = tuple(language for language in MEASURED if language != "zh")
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 5_000_000, 20_000_000)


def seconds(work: Callable[[], object], passes: int) -> float:
    """The least processor time of so many passes."""
    best = float("inf")
    for _ in range(passes):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def full_rows(text: str, language: str) -> Read:
    """Stored text to mentions, their parts and skipped numerals."""
    read = read_text(text, language, ISSUED)
    for _ in parts_of(text, read.extraction.mentions):
        pass
    return read


def streamed(text: str, language: str) -> int:
    """The same rows, let go window by window; how many statements they are."""
    found = paragraphs("report", text)
    report = dated(Report("report", "report.txt", text, language, ISSUED), found)
    return sum(len(window.mentions) for window in stream(report, found))


def measured(language: str, length: int, passes: int) -> tuple[float, float]:
    """Characters a second and statements per 1,000 characters."""
    text = prose(language, length)
    full_rows(text[:5_000], language)
    spent = seconds(lambda: full_rows(text, language), passes)
    return len(text) / spent, 1000 * len(full_rows(text, language).extraction.mentions) / len(text)


def peer(language: str, length: int) -> dict[str, Any]:
    """The peer's figures on the same text."""
    text = prose(language, length)
    given = json.dumps(text.split("\n\n"))
    command = [str(PEER), str(Path(__file__).with_name("peer.py"))]
    run = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found | {"speed": len(text) / found["seconds"], "density": 1000 * found["found"] / len(text)}


def apart(*arguments: str) -> dict[str, float]:
    """What a fresh process says of one piece of work: its memory is its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.one_run", *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def growth(language: str) -> Iterator[str]:
    """Speed and peak memory by length, each in a fresh process."""
    for length in LENGTHS:
        found = apart("stream", language, str(length))
        yield (
            f"  {language} {length:>11,} chars {found['speed']:>11,.0f} chars/s  peak {found['peak_mb']:>6,.0f} MB "
            f"(text alone {found['base_mb']:,.0f} MB)"
        )


def short() -> Iterator[str]:
    """The short form."""
    speeds = {}
    for language in MEASURED:
        speeds[language], density = measured(language, 200_000, 4)
        yield f"{language} {speeds[language]:>11,.0f} chars/s  {density:.1f} statements per 1,000 characters"
    other = peer("en", 80_000)
    yield f"en {other['speed']:>11,.0f} chars/s  {other['density']:.1f} quantities per 1,000 characters: quantulum3"
    lowest = min(speeds[language] for language in ALPHABETIC)
    yield f"chars_per_s={lowest:.0f} ratio={speeds['en'] / other['speed']:.1f}"


def long() -> Iterator[str]:
    """The long form: every language against the peer, start, growth with length, hostile text."""
    for language in MEASURED:
        speed, density = measured(language, 1_000_000, 3)
        yield f"{language} {speed:>11,.0f} chars/s  {density:.1f} statements per 1,000 characters"
        if language in ALPHABETIC:
            other = peer(language, 200_000)
            yield (
                f"   {other['speed']:>11,.0f} chars/s  {other['density']:.1f} quantities per 1,000 characters: "
                f"quantulum3, peak {other['peak_mb']:.0f} MB; ratio {speed / other['speed']:.1f}"
            )
    yield "import, first call and peak memory in a fresh process:"
    for language in MEASURED:
        found = apart("start", language, "1000")
        times = f"import {found['import']:.2f} s, first call {found['first']:.2f} s"
        yield f"  {language} {times}, {found['peak_mb']:.0f} MB"
    yield "growth with length:"
    for language in MEASURED:
        yield from growth(language)
    found = apart("text", ALPHABETIC[0], str(LENGTHS[-1]))
    yield f"  {ALPHABETIC[0]} {LENGTHS[-1]:>11,} chars, all rows in memory: peak {found['peak_mb']:,.0f} MB"
    yield "hostile text of 1,000,000 characters:"
    for language in MEASURED:
        found = apart("hostile", language, "1000000")
        slowest = min((name for name in found if name != "peak_mb"), key=lambda name: found[name])
        yield f"  {language} slowest {slowest}: {found[slowest]:,.0f} chars/s  peak {found['peak_mb']:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description="the engine's speed beside quantulum3's")
    parser.add_argument("--short", action="store_true", help="at most 50 seconds")
    for line in short() if parser.parse_args().short else long():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
