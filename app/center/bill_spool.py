"""Lines of a bill of any length, given back in parts that hold all lines of their waybills.

Lines of one waybill may stand anywhere in a bill and must be judged together, but nearly all
waybills stand there once. So the lines are kept in a temporary file as they came, and a table of
fixed size remembers what came more than once. What came once is given back in the order of the
bill: it is then looked up and stored in the order of the indexes, which a database does much
faster. The others are scattered into parts by their waybill and come last. Two waybills that fall
into one place of the table only seem to come twice: that costs a little time and changes nothing.
"""

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import msgspec

from app.center.bill_file import ReadLine

LINES_IN_PART = 8_000  # about; what one part needs in memory follows from it
_IN_MEMORY = 4 << 20
_BLOCK = 20_000  # scattered lines that wait to be written, all parts together
_PLACES = 1 << 23  # a byte each; of a million lines one in twenty then only seems to come twice
_DECODER = msgspec.msgpack.Decoder(list[ReadLine])
_ENCODER = msgspec.msgpack.Encoder()


class Spool:
    """Filled once, then read once; the temporary files go with the ``with`` block."""

    def __init__(self, lines_in_part: int = LINES_IN_PART) -> None:
        self._most = lines_in_part
        self._came = bytearray(_PLACES)  # by the place of a waybill: 0, 1, or 2 for more
        self._waiting: list[ReadLine] = []
        self._pile = _Pile()
        self._blocks: list[tuple[int, int]] = []
        self._scattered: _Scattered | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._pile.close()
        if self._scattered is not None:
            self._scattered.pile.close()

    def add(self, line: ReadLine) -> None:
        """Raises OSError: there is no room for the temporary file."""
        at = hash(line.line.waybill) % _PLACES
        if self._came[at] < 2:  # noqa: PLR2004 - 2 is as good as more
            self._came[at] += 1
        if len(self._waiting) >= self._most:
            self._blocks.append(self._pile.put(self._waiting))
            self._waiting.clear()
        self._waiting.append(line)

    def parts(self) -> Iterator[list[ReadLine]]:
        """The lines of a part in the order of the bill; parts without lines are left out."""
        if not self._blocks:
            yield from filter(None, (self._waiting,))
            return
        count = 1 + len(self._blocks)  # were every line to be scattered
        scattered = self._scattered = _Scattered(count)
        for lines in self._as_they_came():
            once = []
            for one in lines:
                if self._came[hash(one.line.waybill) % _PLACES] == 1:
                    once.append(one)
                else:
                    scattered.add(one)
            if once:
                yield once
        yield from scattered.parts()

    def _as_they_came(self) -> Iterator[list[ReadLine]]:
        for block in self._blocks:
            yield self._pile.take(block)
        yield self._waiting


class _Scattered:
    """Each line in the part that its waybill names."""

    def __init__(self, parts: int) -> None:
        self.pile = _Pile()
        self._waiting: list[list[ReadLine]] = [[] for _part in range(parts)]
        self._blocks: list[list[tuple[int, int]]] = [[] for _part in range(parts)]
        self._count = 0

    def add(self, line: ReadLine) -> None:
        self._waiting[hash(line.line.waybill) // _PLACES % len(self._waiting)].append(line)
        self._count += 1
        if self._count >= _BLOCK:
            self._flush()

    def parts(self) -> Iterator[list[ReadLine]]:
        for blocks, waiting in zip(self._blocks, self._waiting, strict=True):
            lines = [one for block in blocks for one in self.pile.take(block)] + waiting
            if lines:
                yield lines

    def _flush(self) -> None:
        for blocks, waiting in zip(self._blocks, self._waiting, strict=True):
            if waiting:
                blocks.append(self.pile.put(waiting))
                waiting.clear()
        self._count = 0


class _Pile:
    """Lists of lines in a temporary file, each found by where it begins and its bytes."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self.close = self._file.close

    def put(self, lines: list[ReadLine]) -> tuple[int, int]:
        at = self._file.seek(0, 2)
        return at, self._file.write(_ENCODER.encode(lines))

    def take(self, block: tuple[int, int]) -> list[ReadLine]:
        at, size = block
        self._file.seek(at)
        return _DECODER.decode(self._file.read(size))
