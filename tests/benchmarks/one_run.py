"""One piece of the benchmark in a process of its own; prints its figures as JSON.

`WHAT LANGUAGE LENGTH`, where WHAT is text (all rows in memory), stream (window by window), start or hostile.
"""

import gc
import json
import resource
import sys
import time


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    what, language, length = sys.argv[1], sys.argv[2], int(sys.argv[3])
    started = time.process_time()
    from tests.benchmarks.bench_engine import full_rows, streamed  # what importing costs is measured

    imported = time.process_time()
    from tests.benchmarks.hostile import hostile
    from tests.benchmarks.prose import prose

    found: dict[str, float] = {}
    if what == "start":
        text = prose(language, length)
        before = time.process_time()
        full_rows(text, language)
        found = {"import": imported - started, "first": time.process_time() - before}
    elif what in ("text", "stream"):
        text = prose(language, length)
        gc.collect()
        base = peak_mb()
        full_rows(text[:5_000], language)
        read = streamed if what == "stream" else full_rows
        before = time.process_time()
        read(text, language)
        found = {"speed": len(text) / (time.process_time() - before), "base_mb": base}
    else:
        for name, make in hostile(language).items():
            text = make(length)
            before = time.process_time()
            full_rows(text, language)
            found[name] = length / (time.process_time() - before)
    sys.stdout.write(json.dumps(found | {"peak_mb": peak_mb()}) + "\n")


if __name__ == "__main__":
    main()
