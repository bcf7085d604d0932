"""With which types a pattern can begin."""

import pytest

from pipelines.beginnings import EVERY, beginnings
from pipelines.extract import SPACED, UNSPACED
from pipelines.grammar import Rule
from pipelines.tokens import CHAR, chars, compiled


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("YEAR MONTH", "YEAR"),
        ("DET? (OF|TO) YEAR", "DET OF TO"),
        ("(DET|OF){0,3} YEAR", "DET OF YEAR"),
        ("(DET|OF){1,3} YEAR", "DET OF"),
        ("[OF TO]+ YEAR|MONTH", "OF TO MONTH"),
        ("^DET? YEAR$", "DET YEAR"),
        ("(?<!DET) YEAR (?=OF)", "YEAR"),
        ("(?!YEAR|MONTH) (DET* OF?)? NUMERAL", "DET OF NUMERAL"),
    ],
)
def test_beginnings(source: str, expected: str) -> None:
    assert beginnings(source) == chars(expected)


def test_set_that_leaves_types_out() -> None:
    assert beginnings("[^YEAR MONTH] OF") == EVERY - chars("YEAR MONTH")


@pytest.mark.parametrize("source", ["DET? OF*", "(DET|OF?)", "(?=YEAR)"])
def test_pattern_that_can_be_empty_begins_anywhere(source: str) -> None:
    assert beginnings(source) == EVERY


def test_other_notation_is_refused() -> None:
    with pytest.raises(KeyError):
        beginnings("YEAR . MONTH")


@pytest.mark.parametrize("rule", [rule for stage in (*SPACED, *UNSPACED) for rule in stage.rules], ids=lambda r: r.name)
def test_no_rule_matches_a_pair_of_other_types(rule: Rule) -> None:
    first = beginnings(rule.pattern)
    found = compiled(rule.pattern)
    pairs = (one + other for one in EVERY - first for other in CHAR.values())
    assert not [pair for pair in pairs if (match := found.match(pair)) and match.end()]
