"""Numbers as people read them: weights, money, durations, waybill numbers."""

from datetime import datetime
from typing import Final

from app.domain.values import MINOR_DIGITS, Money

_SYMBOLS: Final = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "TWD": "NT$"}
MINUS: Final = "−"


def kilograms(grams: int, digits: int = 3) -> str:
    """Grams as kilograms with so many decimals: 1634 -> 1.634; exact, no float."""
    sign = MINUS if grams < 0 else ""
    whole, rest = divmod(abs(grams), 1000)
    if digits < 3:
        step = 10 ** (3 - digits)
        rounded = (abs(grams) + step // 2) // step
        whole, rest = divmod(rounded, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}"


def weight(grams: int) -> str:
    """A weight in the unit that reads best: 86 g, 1.64 kg."""
    return f"{grams} g" if abs(grams) < 1000 else f"{kilograms(grams, 2)} kg"


def band(expected_g: int, tolerance_g: int) -> str:
    """An expected weight with its tolerance, in one unit."""
    if expected_g < 1000:
        return f"{expected_g} ± {tolerance_g} g"
    return f"{kilograms(expected_g, 2)} ± {kilograms(tolerance_g, 2)} kg"


def difference(grams: int) -> str:
    """A signed difference: + 12 g, − 6 g."""
    if grams == 0:
        return "0 g"
    return f"{'+' if grams > 0 else MINUS} {weight(abs(grams))}"


def money(value: Money) -> str:
    """An amount with its sign: ¥ 14.00."""
    digits = MINOR_DIGITS.get(value.currency, 2)
    sign = _SYMBOLS.get(value.currency, value.currency)
    return f"{sign} {value.amount:,.{digits}f}"


def grouped(number: str) -> str:
    """A waybill number as people read it: letters apart, digits in fours."""
    letters = number.rstrip("0123456789")
    digits = number[len(letters) :]
    if not digits or len(number) < 9:
        return number
    fours = [digits[n : n + 4] for n in range(0, len(digits), 4)]
    return " ".join(([letters] if letters else []) + fours)


def standing(elapsed_ms: int) -> str:
    """How long something lasts: 0:08, 12:40, 1:02:09."""
    minutes, seconds = divmod(max(elapsed_ms, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def clock(at: datetime) -> str:
    """The time of day where the bench stands."""
    return at.astimezone().strftime("%H:%M")
