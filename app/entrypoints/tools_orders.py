"""The ``read-orders`` tool: a platform's saved answer as orders of ours, a line each."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.center.problems import ImportRefusedError
from app.center.read_files import read_files
from app.center.sheets import read_text
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.registry import CHANNELS, read_answer

Json = dict[str, Any]
FILE = "file"
NAMES = (*(channel.name for channel in CHANNELS), FILE)


def read_orders(channel: str, paths: Sequence[Path], shop: str = "") -> Iterator[Json]:
    """Every order of every file; a file that cannot be read gives one ``error`` line.

    ``channel`` must be the one that the file is of: another one's file is refused.
    """
    for path in paths:
        try:
            yield from map(_line, _orders(channel, path, shop))
        except (ChannelError, ImportRefusedError) as error:
            yield {"error": {"code": "bad_file", "message": str(error)}, "file": path.name}
        except OSError as error:
            words = f"the file cannot be read: {error.strerror or error}"
            yield {"error": {"code": "no_file", "message": words}, "file": path.name}


def _orders(channel: str, path: Path, shop: str) -> tuple[IncomingOrder, ...]:
    if channel == FILE:
        read = read_files([path], FILE, shop)
        read.findings.refuse_if_any()
        return read.orders
    orders = read_answer(read_text(path), shop)
    others = {order.channel for order in orders} - {channel}
    if others:
        raise ChannelError(f"{path.name} is of {', '.join(sorted(others))}, not of {channel}")
    return orders


def _line(order: IncomingOrder) -> Json:
    """Names, phones and addresses as the platform sent them: masked or sealed text stays."""
    to = order.recipient
    return {
        "channel": order.channel,
        "shop": order.shop,
        "number": order.number,
        "state": order.state.value,
        "reason": order.reason,
        "revision_at": order.revision_at.isoformat() if order.revision_at else None,
        "paid": str(order.paid.amount) if order.paid else None,
        "currency": order.paid.currency if order.paid else None,
        "lines": [
            {
                "sku": line.sku,
                "name": line.name,
                "spec": line.spec,
                "quantity": line.quantity,
                "gift": line.gift,
            }
            for line in order.lines
        ],
        "recipient": {
            "name": to.name,
            "phone": to.phone,
            "country": to.country,
            "province": to.province,
            "city": to.city,
            "district": to.district,
            "address": to.address,
            "postcode": to.postcode,
        },
        "buyer_note": order.buyer_note,
        "seller_note": order.seller_note,
        "cut_off": order.cut_off.isoformat() if order.cut_off else None,
    }
