"""Where a recipient lives, when the shop wrote it in one line only."""

from dataclasses import replace

from app.center.gazetteer import regions
from app.domain.address import parse_address
from app.domain.order import Recipient

HOME = "CN"
NOT_SURE = "address"
"""The reason of an order that waits until a person has said which place is meant."""


def placed(recipient: Recipient) -> tuple[Recipient, str]:
    """The recipient with province, city and district, and "" or the reason to ask a person.

    What the shop said in parts stays as it is; so do sealed addresses, which nobody here can read.
    """
    if recipient.country != HOME or recipient.province or not recipient.address:
        return recipient, ""
    found = parse_address(recipient.address, regions())
    if not found.sure:
        return recipient, NOT_SURE
    return (
        replace(
            recipient,
            province=found.province,
            city=found.city,
            district=found.district,
            address=found.detail,
        ),
        "",
    )
