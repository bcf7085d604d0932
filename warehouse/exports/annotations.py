"""JSON-LD: every mention as a W3C Web Annotation on its report, with the fact that it states as its body.

The context is embedded: nothing is fetched to read the file. Positions are code points in the text as the warehouse
stores it (`dim_report.text`); the quote with its surroundings finds the words in the published report. A report is
named by its web address where it has one, else by a URN. Values are decimal strings typed `xsd:decimal`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse.exports.choice import Manner
from warehouse.exports.digits import digits
from warehouse.exports.formats import Progress, Written
from warehouse.exports.source import Source

_EVERY = 2_000
_OA, _SCHEMA, _XSD = "http://www.w3.org/ns/oa#", "https://schema.org/", "http://www.w3.org/2001/XMLSchema#"
_SDMX = "http://purl.org/linked-data/sdmx/2009/"
_OWN = "urn:factline:term:"
_DECIMAL = _XSD + "decimal"
Json = dict[str, Any]

CONTEXT: Json = {
    "id": "@id",
    "type": "@type",
    "Annotation": _OA + "Annotation",
    "TextPositionSelector": _OA + "TextPositionSelector",
    "TextQuoteSelector": _OA + "TextQuoteSelector",
    "Observation": "http://purl.org/linked-data/cube#Observation",
    "Report": _SCHEMA + "Report",
    "body": {"@id": _OA + "hasBody"},
    "target": {"@id": _OA + "hasTarget"},
    "source": {"@id": _OA + "hasSource"},
    "selector": {"@id": _OA + "hasSelector"},
    "motivation": {"@id": _OA + "motivatedBy", "@type": "@vocab"},
    "identifying": _OA + "identifying",
    "start": {"@id": _OA + "start", "@type": _XSD + "nonNegativeInteger"},
    "end": {"@id": _OA + "end", "@type": _XSD + "nonNegativeInteger"},
    "exact": _OA + "exact",
    "prefix": _OA + "prefix",
    "suffix": _OA + "suffix",
    "name": _SCHEMA + "name",
    "url": {"@id": _SCHEMA + "url", "@type": "@id"},
    "publisher": _SCHEMA + "publisher",
    "inLanguage": _SCHEMA + "inLanguage",
    "datePublished": {"@id": _SCHEMA + "datePublished", "@type": _XSD + "date"},
    "value": {"@id": _SCHEMA + "value", "@type": _DECIMAL},
    "minValue": {"@id": _SCHEMA + "minValue", "@type": _DECIMAL},
    "maxValue": {"@id": _SCHEMA + "maxValue", "@type": _DECIMAL},
    "unit": _SDMX + "attribute#unitMeasure",
    "indicator": _OWN + "indicator",
    "indicatorName": _SCHEMA + "measuredProperty",
    "refArea": _SDMX + "dimension#refArea",
    "timePeriod": _SDMX + "dimension#timePeriod",
    "statType": _OWN + "statType",
    "status": _SDMX + "attribute#obsStatus",
    "basePeriod": _SDMX + "attribute#basePer",
    "breakdown": _OWN + "breakdown",
    "comparator": _OWN + "comparator",
    "isApproximate": _OWN + "isApproximate",
    "dataSource": _OWN + "dataSource",
    "confidence": _OWN + "confidence",
    "generation": _OWN + "generation",
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": _XSD + "dateTime"},
}
_SQL = """
SELECT m.mention_id, m.start_char, m.end_char, m.exact, m.prefix, m.suffix, m.confidence,
  o.observation_id, o.indicator, v.indicator_name, o.ref_area, o.time_period, o.unit_measure, o.stat_type, o.obs_status,
  o.base_per, o.breakdown, o.comparator, o.is_approximate, o.value, o.min_value, o.max_value, o.data_source,
  r.report_id, r.source_uri, coalesce(r.title, r.report_file), r.publisher, r.language, r.date_issued
FROM fact_mention AS m
JOIN fact_observation AS o ON o.observation_id = m.observation_id
JOIN v_observation AS v ON v.observation_id = o.observation_id
JOIN dim_report AS r ON r.report_id = m.report_id
WHERE {chosen}
ORDER BY m.report_id, m.start_char, m.end_char, m.mention_id
"""


def write_annotations(source: Source, path: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One JSON-LD document, one annotation a line."""
    sql = _SQL.format(chosen=source.chosen("o"))
    total = source.count(sql)
    n_rows = 0
    progress(path.name, 0, total)
    head = {
        "@context": CONTEXT,
        "id": f"urn:factline:generation:{source.generation}",
        "created": source.published_at.isoformat() + "Z",
        "generation": source.generation,
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_json(head)[:-1] + ', "@graph": [')
        for n_rows, row in enumerate(source.rows(sql), start=1):
            file.write(("\n" if n_rows == 1 else ",\n") + _json(_annotation(row, manner)))
            if n_rows % _EVERY == 0:
                progress(path.name, n_rows, total)
        file.write("\n]}\n")
    return [Written(path.name, n_rows)]


def _annotation(row: tuple[Any, ...], manner: Manner) -> Json:
    mention_id, start, end, exact, prefix, suffix, confidence = row[:7]
    quoted = {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}
    return {
        "id": f"urn:factline:mention:{mention_id}",
        "type": "Annotation",
        "motivation": "identifying",
        "confidence": confidence,
        "body": _present(_observation(row[7:23], manner)),
        "target": {
            "source": _present(_report(row[23:])),
            "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, _present(quoted)],
        },
    }


def _observation(row: tuple[Any, ...], manner: Manner) -> Json:
    identifier, indicator, name, area, period, unit, stat_type, status, base, breakdown, comparator, about = row[:12]
    value, low, high, data_source = row[12:]
    return {
        "id": f"urn:factline:observation:{identifier}", "type": "Observation",
        "url": f"{manner.explorer.rstrip('/')}/observation/{identifier}",
        "indicator": indicator, "indicatorName": name, "refArea": area, "timePeriod": period, "unit": unit,
        "statType": stat_type, "status": status, "basePeriod": base, "breakdown": breakdown, "comparator": comparator,
        "isApproximate": about, "value": _digits(value), "minValue": _digits(low), "maxValue": _digits(high),
        "dataSource": data_source,
    }  # fmt: skip


def _report(row: tuple[Any, ...]) -> Json:
    report_id, uri, title, publisher, language, issued = row
    is_web = uri is not None and uri.startswith(("http://", "https://"))
    return {
        "id": uri if is_web else f"urn:factline:report:{report_id}", "type": "Report", "name": title,
        "publisher": publisher, "inLanguage": language, "datePublished": str(issued) if issued else None,
    }  # fmt: skip


def _digits(value: Any) -> str | None:
    return None if value is None else digits(value)


def _present(entry: Json) -> Json:
    return {name: value for name, value in entry.items() if value is not None}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
