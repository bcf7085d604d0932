"""quantulum3 on paragraphs, one call each: run by `.venv-peer`'s Python, paragraphs in as JSON, figures out as JSON."""

import json
import resource
import sys
import time
import warnings


def main() -> None:
    paragraphs = json.load(sys.stdin)
    started = time.process_time()
    warnings.simplefilter("ignore")
    from quantulum3 import parser  # the peer lives in an environment of its own

    for paragraph in paragraphs[:5]:
        parser.parse(paragraph)
    ready = time.process_time()
    found = sum(len(parser.parse(paragraph)) for paragraph in paragraphs)
    result = {
        "start": ready - started,
        "seconds": time.process_time() - ready,
        "found": found,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
