"""MT-SICS of Mettler-Toledo; KERN (KCP), Ohaus (PSI) speak it too (docs/protocols/mt_sics.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_ERRORS = {"ES": "syntax", "ET": "transmission", "EL": "logical"}
_REFUSALS = {"I": "not_executable", "L": "logical"}
_ECHOES = {"S", "SI", "SIR", "SR", "SNR", "SU", "SIU", "Z", "ZI", "T", "TI", "TA", "TAC", "@"}
_INFO = re.compile(r"I\d+|@")
_STABLE = {"S": True, "D": False}
_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
"""What opening a port may put before a frame; no frame starts or ends with it."""
_WORDS = 4
"""A weight or tare answer: command, state, number, unit."""


class MtSics(LineDecoder):
    """Lines ended by CRLF (the LF counts), told apart by their first word."""

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)], ends=b"\n", half=_half)


def _half(line: bytes) -> str:
    return "incomplete" if line.endswith(b"\r") else "truncated"


def _frame(raw: bytes) -> ScaleFrame:
    line = raw.removesuffix(b"\r").strip(_NOISE)
    text = line.decode("latin-1")
    words = text.split()
    if not words or not text.isascii():
        return refused("bad_frame", raw)
    if len(words) == 1:
        return _single(words[0], raw)
    head, state = words[0], words[1]
    if state in _REFUSALS and len(words) == 2:  # noqa: PLR2004
        return ScaleFrame("status", raw, error=_REFUSALS[state])
    if _INFO.fullmatch(head):
        return _info(text, words, raw)
    match head:
        case "S":
            return _weight(words, raw)
        case "T" | "TI" | "TA":
            return _tare(words, raw)
        case "Z" | "ZI" | "TAC":
            return _done(words, raw)
        case _:
            return refused("bad_frame", raw)


def _single(word: str, raw: bytes) -> ScaleFrame:
    if word in _ERRORS:
        return ScaleFrame("status", raw, error=_ERRORS[word])
    return refused("echo" if word in _ECHOES or _INFO.fullmatch(word) else "bad_frame", raw)


def _weight(words: list[str], raw: bytes) -> ScaleFrame:
    if words[1:] == ["+"]:
        return ScaleFrame("status", raw, over=True)
    if words[1:] == ["-"]:
        return ScaleFrame("status", raw, under=True)
    if len(words) != _WORDS or words[1] not in _STABLE:
        return refused("bad_frame", raw)
    value = number(words[2])
    if value is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=words[3].lower(),
        stable=_STABLE[words[1]],
        zero=value.is_zero() or None,
    )


def _tare(words: list[str], raw: bytes) -> ScaleFrame:
    if words[1:] in (["+"], ["-"]):
        return ScaleFrame("status", raw, error=f"tare_range_{_side(words[1])}")
    states = {"A": None} if words[0] == "TA" else _STABLE
    if len(words) != _WORDS or words[1] not in states:
        return refused("bad_frame", raw)
    value = number(words[2])
    if value is None:
        return refused("bad_frame", raw)
    return ScaleFrame("tare", raw, tare=value, unit=words[3].lower(), stable=states[words[1]])


def _done(words: list[str], raw: bytes) -> ScaleFrame:
    head, state = words[0], " ".join(words[1:])
    if head == "Z" and state in {"+", "-"}:
        return ScaleFrame("status", raw, error=f"zero_range_{_side(state)}")
    if head == "ZI" and state in _STABLE:
        return ScaleFrame("ack", raw, command=head, stable=_STABLE[state])
    if head != "ZI" and state == "A":
        return ScaleFrame("ack", raw, command=head)
    return refused("bad_frame", raw)


def _info(text: str, words: list[str], raw: bytes) -> ScaleFrame:
    """Answers about the scale itself; their numbers are no weights ("60.18 kg" is a capacity)."""
    if words[1] not in {"A", "B"}:
        return refused("bad_frame", raw)
    rest = text.split(maxsplit=2)[2:]
    value = rest[0].strip() if rest else None
    if value and value.startswith('"') and value.endswith('"') and value.count('"') == 2:  # noqa: PLR2004
        value = value[1:-1]
    more = {"A": False, "B": True}[words[1]] if words[0] == "I0" else None
    return ScaleFrame("info", raw, command=words[0], value=value, more=more)


def _side(sign: str) -> str:
    return "high" if sign == "+" else "low"
