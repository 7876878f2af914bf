"""Code 128, set B, as modules: for the one barcode the screen itself shows.

Source: ISO/IEC 15417, the table of symbol characters.
"""

from typing import Final

_TABLE: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132"
    "122231113222123122123221223211221132221231213212223112312131311222321122321221312212"
    "322112322211212123212321232121111323131123131321112313132113132311211313231113231311"
    "112133112331132131113123113321133121313121211331231131213113213311213131311123311321"
    "331121312113312311332111314111221411431111111224111422121124121421141122141221112214"
    "112412122114122411142112142211241211221114413111241112134111111242121142121241114212"
    "124112124211411212421112421211212141214121412121111143111341131141114113114311411113"
    "411311113141114131311141411131211412211214211232"
)
_WIDTHS: Final = tuple(_TABLE[n : n + 6] for n in range(0, len(_TABLE), 6))
_START_B: Final = 104
_STOP: Final = "2331112"
_FIRST: Final = 32  # the value 0 stands for the space
_LAST: Final = 126


def modules(text: str) -> str:
    """The bars of ``text`` as "1" (bar) and "0" (space), without quiet zones.

    Raises:
        ValueError: a character outside set B (printable ASCII).
    """
    if not text or not all(_FIRST <= ord(letter) <= _LAST for letter in text):
        raise ValueError("code 128 B holds printable ASCII only")
    values = [ord(letter) - _FIRST for letter in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % 103
    widths = "".join(_WIDTHS[value] for value in (_START_B, *values, check)) + _STOP
    return "".join(("1" if place % 2 == 0 else "0") * int(w) for place, w in enumerate(widths))
