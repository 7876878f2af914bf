"""What the AIM identifier of a scan says: ``]`` + letter + modifier (ISO/IEC 15424)."""

import re

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
AIM_LENGTH = 3
_NAMES = {
    "A": "code39",
    "B": "telepen",
    "C": "code128",
    "E": "ean_upc",
    "F": "codabar",
    "G": "code93",
    "H": "code11",
    "I": "itf",
    "K": "code16k",
    "L": "pdf417_or_micropdf417",
    "M": "msi",
    "O": "codablock",
    "P": "plessey",
    "Q": "qr",
    "S": "industrial_2of5",
    "T": "code49",
    "U": "maxicode",
    "X": "other",
    "Z": "non_barcode",
    "c": "channel_code",
    "d": "datamatrix",
    "e": "gs1_databar_or_composite",
    "h": "hanxin",
    "J": "dotcode",
    "o": "ocr",
    "z": "aztec",
}
_GS1 = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"})
"""Symbols whose first FNC1 says that element strings follow (GS1 General Specifications 7.8.1)."""


def split_aim(raw: str) -> tuple[str | None, str]:
    """The identifier in front, if there is one, and the rest."""
    return (raw[:AIM_LENGTH], raw[AIM_LENGTH:]) if _AIM.match(raw) else (None, raw)


def symbology(aim: str | None) -> str | None:
    """The kind of symbol in words; None without an identifier or for an unknown letter."""
    return _NAMES.get(aim[1]) if aim else None


def is_gs1(aim: str | None) -> bool:
    """True if the symbol is marked as carrying GS1 element strings."""
    return aim in _GS1


def is_ean(aim: str | None) -> bool:
    return aim is not None and aim[1] == "E"
