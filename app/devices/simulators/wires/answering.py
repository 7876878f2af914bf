"""How a scale answers: commands of fixed bytes, each with what it does and says."""

from collections.abc import Callable, Mapping

from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wire import Wire

Action = Callable[[Load, int], bytes]
"""What one command does to the load at a time, and what the scale says to it."""


def answering(write: Callable[[Shown], bytes], commands: Mapping[bytes, Action]) -> Wire:
    """A scale that speaks only when one of ``commands`` comes; bytes of no command are dropped.

    Half a command stays in ``asked``.
    """

    def answer(asked: bytearray, load: Load, at_ms: int) -> bytes:
        said = b""
        while asked:
            command = next((each for each in commands if asked.startswith(each)), b"")
            if command:
                del asked[: len(command)]
                said += commands[command](load, at_ms)
            elif any(each.startswith(asked) for each in commands):
                break
            else:
                del asked[:1]
        return said

    return Wire(write, streams=False, answer=answer)


def weighs(write: Callable[[Shown], bytes]) -> Action:
    """Says the weight."""
    return lambda load, at_ms: write(load.shown(at_ms))


def zeroes(said: bytes = b"") -> Action:
    """Makes what lies there the new zero."""

    def act(load: Load, at_ms: int) -> bytes:
        load.zero(at_ms)
        return said

    return act


def tares(said: bytes = b"") -> Action:
    """Takes what lies there as tare."""

    def act(load: Load, at_ms: int) -> bytes:
        load.tare(at_ms)
        return said

    return act


def says(said: bytes) -> Action:
    """Answers, and does nothing."""
    return lambda _load, _at_ms: said


def kilos(shown: Shown) -> str:
    """Kilograms with three decimals, a minus in front where it is one."""
    return f"{shown.grams / 1000:.3f}"


def field(shown: Shown, width: int) -> str:
    """Kilograms filled with zeros, the minus first."""
    sign = "-" if shown.grams < 0 else ""
    return sign + f"{abs(shown.grams) / 1000:.3f}".zfill(width - len(sign))
