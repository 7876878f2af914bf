"""Where a recipient lives, when the shop wrote it in one line only."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from app.center.gazetteer import regions
from app.domain.address import ParsedAddress, parse_address
from app.domain.order import Recipient

HOME = "CN"
NOT_SURE = "address"
"""The reason of an order that waits until a person has said which place is meant."""

Named = tuple[str, str, str]
Learnt = Callable[[str], Named | None]
"""Of an address's mark: the place that a person chose for it before."""


def placed(recipient: Recipient, learnt: Learnt = lambda _mark: None) -> tuple[Recipient, str]:
    """The recipient with province, city and district, and "" or the reason to ask a person.

    What the shop said in parts stays as it is; so do sealed addresses, which nobody here can read.
    """
    if not may_ask(recipient):
        return recipient, ""
    found = parse_address(recipient.address, regions())
    place = (found.province, found.city, found.district) if found.sure else None
    place = place or learnt(mark_of(recipient.address))
    return (recipient, NOT_SURE) if place is None else (at(recipient, place, found), "")


def may_ask(recipient: Recipient) -> bool:
    """Whether the place must be found in the address at all."""
    return recipient.country == HOME and not recipient.province and bool(recipient.address)


def at(recipient: Recipient, place: Named, found: ParsedAddress) -> Recipient:
    """The recipient at a place; ``found`` says what of the text is left over."""
    province, city, district = place
    return replace(recipient, province=province, city=city, district=district, address=found.detail)


def mark_of(address: str) -> str:
    """By what an address is known again: nobody can read it back out of this."""
    told = regions().fold("".join(address.split()))
    return hashlib.sha256(b"secondpass:" + told.encode()).hexdigest()
