"""Records kept small: as objects those of a long report take ten times the memory of its text.

Standard library only, like the records themselves. What a record holds is said in `schemas.records`.
"""

from __future__ import annotations

import copyreg
import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import TypeVar, overload

BLOCK = 500
"""Records that are packed together: what they share is stored once, and no more than these are objects at a time."""
FASTEST = 1
Record = TypeVar("Record", covariant=True)
Kind = TypeVar("Kind", bound=type)


def as_values(kind: Kind) -> Kind:
    """A dataclass of several fields whose records are pickled as their values in order.

    Without it each names its fields, which takes more than twice the time, there and back.
    """
    values = attrgetter(*[field.name for field in fields(kind)])
    copyreg.pickle(kind, lambda record: (kind, values(record)))
    return kind


class Packed(Sequence[Record]):
    """An immutable sequence of records, stored in compressed blocks and made anew whenever they are read.

    Going through it is cheap, picking single ones is not; two readings give equal records, not the same ones.
    What is changed in a record that was read is lost.
    """

    __slots__ = ("_blocks", "_length")

    def __init__(self, records: Iterable[Record] = ()) -> None:
        left = iter(records)
        self._blocks: list[bytes] = []
        self._length = 0
        while block := list(islice(left, BLOCK)):
            self._blocks.append(zlib.compress(pickle.dumps(block, pickle.HIGHEST_PROTOCOL), FASTEST))
            self._length += len(block)

    @classmethod
    def joined(cls, parts: Iterable[Packed[Record]]) -> Packed[Record]:
        """One sequence after the other; nothing is packed again."""
        found = cls()
        for part in parts:
            found._blocks += part._blocks
            found._length += part._length
        return found

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Record]:
        for block in self._blocks:
            yield from pickle.loads(zlib.decompress(block))

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Record]: ...

    def __getitem__(self, at: int | slice) -> Record | Sequence[Record]:
        if isinstance(at, slice):
            return [*self][at]
        number = range(self._length)[at]
        return next(islice(self, number, None))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Packed)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        return hash(tuple(self))
