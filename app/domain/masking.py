"""Personal data as a label or a screen may show it.

GB/T 41833-2022 (express waybills, in force since 2023-02-01): at least one character of the name,
at least six digits of the phone and the unit and room of the address are hidden. The usual
138****1234 hides only four. What a platform sent masked already stays as it is.
"""

import re
from dataclasses import replace
from enum import Enum

from app.domain.order import Recipient

HIDDEN = "*"
_PHONE_HIDDEN = 6
_SHOWN_AFTER = 2
_EXTENSION = re.compile(r"[-转,，]\s*\d{1,6}$")
_UNIT = re.compile(
    r"(?:[A-Za-z]?\d+[A-Za-z]?|[一二三四五六七八九十百]+)\s*(?:单元|單元|室|层|層|户|戶|房|楼(?!栋|道)|樓(?!棟|道))"
    r"|(?<=[栋棟幢座楼樓号號])\s*(?:[A-Za-z]?\d+[-－])*[A-Za-z]?\d{2,}(?!\d*[号號栋棟幢座])"
    r"|(?:[A-Za-z]?\d+[-－])+\d+[A-Za-z]?$"
    r"|\b(?:apt|apartment|unit|suite|ste|room|rm|flat|floor|fl)\.?\s*#?\s*\w+|#\s*\w+",
    re.IGNORECASE,
)


class Shown(Enum):
    """How much of who receives an order somebody sees."""

    MASKED = "masked"  # a sign of the name, five digits of the phone, no unit and room
    WHOLE = "whole"


def masked(to: Recipient) -> Recipient:
    """The recipient as everybody of the office may see it: region and district stay."""
    return replace(
        to,
        name=mask_name(to.name),
        phone=mask_phone(to.phone),
        address=mask_address(to.address),
    )


def mask_name(name: str) -> str:
    """The first character and the last of three or more; of two only the first. 张三丰 is 张*丰."""
    text = name.strip()
    if HIDDEN in text or not text:
        return text
    if len(text) == 1:
        return HIDDEN
    words = text.split()
    if text.isascii() and len(words) > 1:
        return " ".join(word[0] + HIDDEN * 2 for word in words)
    last = text[-1] if len(text) > _SHOWN_AFTER else ""
    return text[0] + HIDDEN * (len(text) - 1 - len(last)) + last


def mask_phone(phone: str) -> str:
    """At least six digits hidden: 13812345678 is 138******78. A short number is hidden whole.

    The extension of a virtual number is kept: without it the driver reaches nobody, and it is no
    number of the buyer.
    """
    text = phone.strip()
    if HIDDEN in text or not text:
        return text
    extension = _EXTENSION.search(text)
    body = text[: extension.start()] if extension else text
    places = [at for at, sign in enumerate(body) if sign.isdigit()]
    before = max(0, min(3, len(places) - _PHONE_HIDDEN - _SHOWN_AFTER))
    after = _SHOWN_AFTER if len(places) >= _PHONE_HIDDEN + _SHOWN_AFTER else 0
    hide = set(places[before : len(places) - after])
    shown = "".join(HIDDEN if at in hide else sign for at, sign in enumerate(body))
    return shown + (extension[0] if extension else "")


def mask_address(address: str) -> str:
    """The address without unit, floor and room: 天府大道1号3栋2单元1203室 is 天府大道1号3栋***."""
    if HIDDEN in address:
        return address
    masked = _UNIT.sub(HIDDEN * 3, address)
    return re.sub(r"\*{3}(?:[\s,，\-－]*\*{3})+", HIDDEN * 3, masked)
