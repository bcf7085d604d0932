"""The sidecar `<file>.meta.toml` of a report: TOML with the fields of `pipelines.readers.metadata` at its top level."""

from __future__ import annotations

import tomllib

from pipelines.readers.metadata import MetadataReading, read_fields
from schemas.records import ReportMetadata

SUFFIX = ".meta.toml"
MAX_BYTES = 16_384  # a hostile TOML file takes time with the square of its size


def parse(data: bytes) -> MetadataReading:
    """What a sidecar says; never raises, for a report without its sidecar is better than none.

    What cannot be used (a wrong date, an unknown field, a file that is not TOML) is told in `problems`.
    """
    if len(data) > MAX_BYTES:
        return _unusable(f"it is larger than {MAX_BYTES // 1024} KB")
    try:
        given = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return _unusable("it is not in UTF-8; save it in UTF-8")
    except RecursionError:
        return _unusable("it is nested too deeply")
    except ValueError as error:
        return _unusable(f'it is not valid TOML ({error}); write lines such as title = "…"')
    return read_fields(given, is_strict=True)


def _unusable(reason: str) -> MetadataReading:
    return MetadataReading(ReportMetadata(), (f"The sidecar is left out: {reason}.",))
