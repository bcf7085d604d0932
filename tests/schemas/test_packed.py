"""Packed records: a sequence like any other, in far less memory."""

from __future__ import annotations

import pickle

import pytest

from schemas.packed import BLOCK, Packed
from schemas.records import SkippedNumeral


def numerals(count: int) -> list[SkippedNumeral]:
    return [SkippedNumeral(f"id {n}", "r", "p", n, n + 1, str(n), "date", "year") for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, BLOCK, 2 * BLOCK + 1])
def test_records_come_back_in_order(count: int) -> None:
    records = numerals(count)
    packed = Packed(iter(records))
    assert (list(packed), list(packed), len(packed)) == (records, records, count)
    assert list(pickle.loads(pickle.dumps(packed))) == records


def test_single_records_and_slices() -> None:
    records = numerals(BLOCK + 5)
    packed = Packed(records)
    assert (packed[0], packed[BLOCK], packed[-1]) == (records[0], records[BLOCK], records[-1])
    assert packed[BLOCK - 1 : BLOCK + 1] == records[BLOCK - 1 : BLOCK + 1]
    assert records[3] in packed
    with pytest.raises(IndexError):
        packed[BLOCK + 5]


def test_equal_where_the_records_are_however_they_were_put_together() -> None:
    records = numerals(BLOCK + 5)
    joined = Packed.joined([Packed(records[:3]), Packed(), Packed(records[3:])])
    assert (joined, hash(joined)) == (Packed(records), hash(Packed(records)))
    assert Packed(records) != Packed(records[1:])
    assert Packed(records) != records


def test_what_is_changed_in_a_reading_is_lost() -> None:
    packed = Packed(numerals(1))
    packed[0].reason = "ordinal"
    assert packed[0].reason == "date"
