"""A shop without an API (``ChannelAdapter``): a folder that its export and its import share.

Orders lie as files in ``orders/``, in whatever form the given reader takes; a file counts as
changed when it was written last, and is left alone until it is some minutes old. What was shipped,
what is for sale and what it costs go out as ``shipped.csv``, ``stock.csv`` and ``prices.csv``, for
the shop to take up.
"""

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.remote.channels.base import (
    Limits,
    ListingPage,
    NotOfferedError,
    OrderPage,
    PriceLevel,
    PriceRefusal,
    Pushed,
    RefundPage,
    RefusedError,
    Shipment,
    StockLevel,
    StockRefusal,
    Window,
)
from app.remote.channels.calls import named
from app.remote.channels.incoming import IncomingOrder
from app.remote.http import AwayError

LIMITS = Limits(longest_window=timedelta(days=30), page_size=1, overlap=timedelta(0))
SHIPPED = ("number", "courier", "waybill", "lines", "last", "replaces", "key", "told_at")
STOCK = ("listing_id", "variant_id", "code", "quantity", "told_at")
PRICES = ("listing_id", "variant_id", "code", "price", "currency", "told_at")

ReadFile = Callable[[Path, str], Sequence[IncomingOrder]]
"""Reads the orders of one file; the text is the shop's name. May raise ChannelError."""


class FileShop:
    """One shop. A page is one file. Not for two writers of one folder at once."""

    limits = LIMITS

    def __init__(
        self, folder: Path, read: ReadFile, clock: Callable[[], datetime], shop: str = ""
    ) -> None:
        self._folder, self._read, self._clock, self._shop = folder, read, clock, shop

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        names = self._written(window)
        at = 0 if page is None else next((n for n, one in enumerate(names) if one >= page), None)
        if at is None or at >= len(names):
            return OrderPage((), None)
        orders = self._read(self._folder / "orders" / names[at], self._shop)
        following = names[at + 1] if at + 1 < len(names) else None
        return OrderPage(named(orders, self._shop), following)

    def _written(self, window: Window) -> list[str]:
        """The files of a window by their names. Raises AwayError where the folder is not there."""
        try:
            found = [
                entry.name
                for entry in os.scandir(self._folder / "orders")
                if entry.is_file() and window.since <= _written_at(entry) < window.until
            ]
        except OSError as error:
            raise AwayError(f"{self._folder}: {error.strerror or error}") from error
        return sorted(name for name in found if not name.startswith((".", "~")))

    def order(self, number: str) -> IncomingOrder | None:
        raise NotOfferedError(f"a folder cannot be asked for order {number}")

    def refunds_changed(
        self,
        window: Window,  # noqa: ARG002 -- the protocol's
        page: str | None = None,  # noqa: ARG002
    ) -> RefundPage:
        raise NotOfferedError("the orders of the files say it themselves")

    def push_shipment(self, shipment: Shipment) -> Pushed:
        told = [row for row in self._rows("shipped.csv") if row["number"] == shipment.number]
        if any(row["key"] == shipment.key and row["waybill"] == shipment.waybill for row in told):
            return Pushed(already=True)
        if any(row["last"] == "1" for row in told) and shipment.last and not shipment.replaces:
            raise RefusedError("already_shipped", f"order {shipment.number} was told as shipped")
        inside = ";".join(f"{one.line}*{one.quantity}" for one in shipment.lines)
        row = (
            shipment.number,
            shipment.courier,
            shipment.waybill,
            inside,
            str(int(shipment.last)),
            shipment.replaces,
            shipment.key,
            self._now(),
        )
        rows = [tuple(one[name] for name in SHIPPED) for one in self._rows("shipped.csv")]
        self._write("shipped.csv", SHIPPED, [*rows, row])
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        told = [row for row in self._rows("shipped.csv") if row["number"] == number]
        gone = {row["replaces"] for row in told}
        numbers = (row["waybill"] for row in told if row["waybill"] not in gone)
        return tuple(dict.fromkeys(waybill for waybill in numbers if waybill))

    def listings(self, page: str | None = None) -> ListingPage:  # noqa: ARG002
        raise NotOfferedError("a folder has no listings: import them as a file")

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        self._list("stock.csv", STOCK, {_key(one): (str(one.quantity),) for one in levels})
        return ()

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        """Each with its currency: nobody says in which one a folder sells."""
        told = {_key(one): (str(one.price.amount), one.price.currency) for one in levels}
        self._list("prices.csv", PRICES, told)
        return ()

    def _list(
        self,
        name: str,
        titles: Sequence[str],
        told: Mapping[tuple[str, str, str], tuple[str, ...]],
    ) -> None:
        """The whole list, with what was told before and is not told now as it was."""
        rows = {
            (row["listing_id"], row["variant_id"], row["code"]): tuple(row[one] for one in titles)
            for row in self._rows(name)
        }
        now = self._now()
        rows |= {key: (*key, *said, now) for key, said in told.items()}
        self._write(name, titles, list(rows.values()))

    def close(self) -> None:
        """Nothing is held open."""

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def _rows(self, name: str) -> list[Mapping[str, str]]:
        path = self._folder / name
        if not path.exists():
            return []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))
        except OSError as error:
            raise AwayError(f"{path}: {error.strerror or error}") from error

    def _write(self, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The new file stands whole in place of the old one, or the old one stays."""
        path = self._folder / name
        part = path.with_suffix(".part")
        try:
            with part.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([titles, *rows])
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise AwayError(f"{path}: {error.strerror or error}") from error


def _key(level: StockLevel | PriceLevel) -> tuple[str, str, str]:
    return level.listing_id, level.variant_id, level.code


def _written_at(entry: os.DirEntry[str]) -> datetime:
    return datetime.fromtimestamp(entry.stat().st_mtime, UTC)
