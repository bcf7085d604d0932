"""SDMX-CSV 2.0 of the facts, and beside it their structure as an SDMX-JSON 2.0 message.

One claim per fact, as `v_sdmx_csv` gives it. SDMX ids consist of letters, digits, `_`, `@`, `$` and `-`: what else
stands in a code leaves percent-encoded with `$` for `%` (`TWh/a` is `TWh$2Fa`), so that it can be read back.
The structure's code lists hold the codes that the data use, with their names in five languages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warehouse.exports.choice import Manner
from warehouse.exports.formats import Progress, Written
from warehouse.exports.plain_tables import CSV
from warehouse.exports.source import Source

AGENCY, FLOW, STRUCTURE, VERSION = "FACTLINE", "OBSERVATIONS", "DSD_OBSERVATIONS", "1.0"
LANGUAGES = ("en", "fr", "zh", "es", "de")
_ID = r"^[A-Za-z0-9_@\-]+$"
_SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"
_URN = "urn:sdmx:org.sdmx.infomodel."
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded component: its code list, and the table that names its codes (`where` limits it)."""

    codelist: str
    table: str
    code: str
    where: str = "true"
    names: str = "name"


def _of_codes(codelist: str) -> Coded:
    return Coded(codelist, "dim_code", "code", f"codelist = '{codelist}'")


CODED = {
    "FREQ": _of_codes("CL_FREQ"),
    "INDICATOR": Coded("CL_INDICATOR", "dim_indicator", "indicator"),
    "REF_AREA": Coded("CL_AREA", "dim_geography", "ref_area"),
    "UNIT_MEASURE": Coded("CL_UNIT_MEASURE", "dim_unit", "unit_measure"),
    "STAT_TYPE": _of_codes("CL_STAT_TYPE"),
    "BASE_PER": Coded("CL_BASE_PER", "dim_period", "time_period", names="label"),
    "BASE_REF_AREA": Coded("CL_AREA", "dim_geography", "ref_area"),
    "MEASUREMENT_DENOMINATOR": _of_codes("CL_DENOMINATOR"),
    "COMP_BREAKDOWN": Coded("CL_BREAKDOWN", "dim_breakdown", "breakdown"),
    "OBS_STATUS": _of_codes("CL_OBS_STATUS"),
    "CONF_STATUS": _of_codes("CL_CONF_STATUS"),
}
DIMENSIONS = (
    "FREQ", "INDICATOR", "REF_AREA", "TIME_PERIOD", "UNIT_MEASURE", "STAT_TYPE", "BASE_PER", "BASE_REF_AREA",
    "MEASUREMENT_DENOMINATOR", "COMP_BREAKDOWN",
)  # fmt: skip
ATTRIBUTES = {
    "UNIT_MULT": "Integer", "DECIMALS": "Integer", "OBS_STATUS": None, "CONF_STATUS": None, "COMPARATOR": "String",
    "IS_APPROXIMATE": "Boolean", "DATA_SOURCE": "String", "COMMENT_OBS": "String",
}  # fmt: skip
"""The attributes of an observation with their SDMX data types; coded ones have none."""
_GENERIC = {
    "_Z": {"en": "Not applicable", "fr": "Sans objet", "zh": "不适用", "es": "No aplicable", "de": "Nicht anwendbar"},
    "_U": {"en": "Unknown", "fr": "Inconnu", "zh": "未知", "es": "Desconocido", "de": "Unbekannt"},
    "_T": {"en": "Total", "fr": "Total", "zh": "总计", "es": "Total", "de": "Insgesamt"},
    "F": {"en": "Free for publication", "fr": "Libre de publication"},
}


def write_sdmx(source: Source, folder: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """`data.csv` and `structure.json`."""
    part = source.part("v_sdmx_csv")
    progress("data.csv", 0, 2)
    cells = [
        f'{_encoded(column.name)} AS "{column.name}"' if column.name in CODED else f'"{column.name}"'
        for column in part.columns
    ]
    order = ", ".join(f't."{name}"' for name in DIMENSIONS)
    sql = f"SELECT {', '.join(cells)} FROM ({part.sql}) AS t ORDER BY {order}"
    n_rows = source.copy(sql, folder / "data.csv", CSV)
    progress("structure.json", 1, 2)
    named = {column.name: column.description for column in part.columns}
    text = json.dumps(_message(source, part.sql, named), ensure_ascii=False, indent=1)
    (folder / "structure.json").write_text(text + "\n", encoding="utf-8")
    return [Written("data.csv", n_rows), Written("structure.json", 1)]


def sdmx_id(code: str) -> str:
    """A code as an SDMX id: percent-encoded with `$` for `%`, where it is none already."""
    return (
        code
        if re.fullmatch(_ID, code)
        else quote(code, safe="@").replace(".", "%2E").replace("~", "%7E").replace("%", "$")
    )


def _encoded(name: str) -> str:
    """The same in SQL (its `url_encode` keeps `.` and `~` too, and encodes `@`)."""
    encoded = f"""url_encode("{name}")"""
    for char, code in ((".", "%2E"), ("~", "%7E"), ("%40", "@"), ("%", "$")):
        encoded = f"replace({encoded}, '{char}', '{code}')"
    return f"""CASE WHEN regexp_full_match("{name}", '{_ID}') THEN "{name}" ELSE {encoded} END"""


def _message(source: Source, data: str, described: dict[str, str]) -> Json:
    sent = source.published_at.isoformat() + "Z"
    used = ", ".join(f'list(DISTINCT "{component}")' for component in CODED)
    (found,) = source.rows(f"SELECT {used} FROM ({data}) AS d")
    lists: dict[str, dict[str, Json]] = {}
    for coded, codes in zip(CODED.values(), found, strict=True):
        lists.setdefault(coded.codelist, {}).update(_codes(source, coded, set(codes or ())))
    structures = {
        "agencySchemes": [_scheme("SDMX", "AGENCIES", "Agencies", agencies=[{"id": AGENCY, **_named("Factline")}])],
        "codelists": [
            _scheme(AGENCY, name, name, isPartial=True, codes=_sorted(codes)) for name, codes in lists.items()
        ],
        "conceptSchemes": [
            _scheme(
                AGENCY,
                "CONCEPTS",
                "Concepts",
                concepts=[{"id": name, **_named(described.get(name) or name)} for name in _components()],
            )
        ],
        "dataStructures": [
            _maintained(STRUCTURE, "Facts found in reports", dataStructureComponents=_data_structure_components())
        ],
        "dataflows": [
            _maintained(FLOW, "Facts found in reports", structure=_urn("datastructure.DataStructure", STRUCTURE))
        ],
    }
    meta = {
        "schema": _SCHEMA,
        "id": f"FACTLINE_{source.generation}",
        "prepared": sent,
        "test": False,
        "contentLanguages": list(LANGUAGES),
        "sender": {"id": AGENCY, "name": "Factline"},
    }
    return {"meta": meta, "data": structures}


def _codes(source: Source, coded: Coded, used: set[str]) -> dict[str, Json]:
    """The codes that the data use, by their SDMX id."""
    names = ", ".join(f"{coded.names}_{language}" for language in LANGUAGES)
    sql = f"SELECT {coded.code}, {names} FROM {coded.table} WHERE {coded.where}"
    known = {row[0]: row[1:] for row in source.rows(sql) if row[0] in used}
    codes = {}
    for code in used:
        named = {language: name for language, name in zip(LANGUAGES, known.get(code, ()), strict=False) if name}
        codes[sdmx_id(code)] = {"id": sdmx_id(code), **_names(named or _GENERIC.get(code) or {"en": code})}
    return codes


def _sorted(codes: dict[str, Json]) -> list[Json]:
    return [codes[code] for code in sorted(codes)]


def _named(name: str) -> Json:
    return _names({"en": name})


def _names(names: dict[str, str]) -> Json:
    return {"name": next(iter(names.values())), "names": names}


def _maintained(name: str, says: str, **content: Any) -> Json:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, **_named(says), **content}


def _scheme(agency: str, name: str, says: str, **content: Any) -> Json:
    return _maintained(name, says, **content) | {"agencyID": agency}


def _urn(kind: str, name: str, item: str = "") -> str:
    return f"{_URN}{kind}={AGENCY}:{name}({VERSION}){item}"


def _components() -> Iterable[str]:
    return (*DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)


def _component(name: str, data_type: str | None) -> Json:
    if name in CODED:
        representation: Json = {"enumeration": _urn("codelist.Codelist", CODED[name].codelist)}
    else:
        representation = {"format": {"dataType": data_type}}
    concept = _urn("conceptscheme.Concept", "CONCEPTS", f".{name}")
    return {"id": name, "conceptIdentity": concept, "localRepresentation": representation}


def _data_structure_components() -> Json:
    dimensions = [
        _component(name, None) | {"position": at}
        for at, name in enumerate((each for each in DIMENSIONS if each != "TIME_PERIOD"), start=1)
    ]
    attributes = [
        _component(name, kind)
        | {"usage": "optional", "attributeRelationship": {"observation": {}}, "measureRelationship": ["OBS_VALUE"]}
        for name, kind in ATTRIBUTES.items()
    ]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": dimensions,
            "timeDimension": _component("TIME_PERIOD", "ObservationalTimePeriod"),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [_component("OBS_VALUE", "Decimal")]},
        "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
    }
