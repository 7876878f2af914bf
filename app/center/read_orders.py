"""Orders out of the sheets of a file: one row an order plus its lines, or one row a line."""

from dataclasses import dataclass, field, replace

from app.center.rows import Row
from app.domain.catalogue import normalise_code
from app.domain.order import Freight, OrderState, Recipient
from app.remote.channels.incoming import IncomingLine, IncomingOrder

FILE_CHANNEL = "file"
_STATES = {
    "approved": OrderState.APPROVED, "paid": OrderState.APPROVED, "processing": OrderState.APPROVED,
    "已付款": OrderState.APPROVED, "待发货": OrderState.APPROVED, "待發貨": OrderState.APPROVED,
    "已审核": OrderState.APPROVED, "已審核": OrderState.APPROVED,
    "pending": OrderState.PENDING, "unpaid": OrderState.PENDING, "待审核": OrderState.PENDING,
    "待審核": OrderState.PENDING, "待付款": OrderState.PENDING, "未付款": OrderState.PENDING,
    "held": OrderState.HELD, "hold": OrderState.HELD, "挂起": OrderState.HELD,
    "掛起": OrderState.HELD, "暂停": OrderState.HELD, "暫停": OrderState.HELD,
    "refunded": OrderState.REFUNDED, "已退款": OrderState.REFUNDED,
    "cancelled": OrderState.CANCELLED, "canceled": OrderState.CANCELLED,
    "已取消": OrderState.CANCELLED, "shipped": OrderState.PACKED, "已发货": OrderState.PACKED,
    "已發貨": OrderState.PACKED,
}  # fmt: skip
_REASONS = {
    OrderState.PENDING: "unpaid",
    OrderState.HELD: "platform_hold",
    OrderState.REFUNDED: "refunded",
    OrderState.CANCELLED: "cancelled",
    OrderState.PACKED: "shipped_elsewhere",
}
_FREIGHT: dict[str, Freight] = {
    "sender": Freight.SENDER, "prepaid": Freight.SENDER, "寄付": Freight.SENDER,
    "recipient": Freight.RECIPIENT, "collect": Freight.RECIPIENT, "到付": Freight.RECIPIENT,
    "monthly": Freight.MONTHLY, "on account": Freight.MONTHLY, "月结": Freight.MONTHLY,
    "月結": Freight.MONTHLY,
}  # fmt: skip
_MOST_PIECES = 100_000

Key = tuple[str, str]  # shop, number


@dataclass(slots=True)
class OrdersRead:
    """Orders by shop and number, in the order of the file. Lines wait until all is read."""

    channel: str = ""
    heads: dict[Key, tuple[Row, IncomingOrder]] = field(default_factory=dict)
    lines: list[tuple[Row, Key, IncomingLine]] = field(default_factory=list)


def read_order(row: Row, into: OrdersRead) -> None:
    head = _head(row, into.channel)
    key = (head.shop, head.number)
    if key in into.heads:
        row.problem("number", f"{head.number} stands here twice: keep one row an order")
    into.heads[key] = (row, head)


def read_order_line(row: Row, into: OrdersRead) -> None:
    """A line with its order's columns: they count where the order comes up first."""
    number = row.own_code("number", required=True)
    shop = row.text("shop")
    if (shop, number) not in into.heads:
        into.heads[(shop, number)] = (row, _head(row, into.channel))
    else:
        _same_head(row, into.heads[(shop, number)][0])
    read_line(row, into)


def _same_head(row: Row, first: Row) -> None:
    for name in ("province", "address", "recipient", "courier", "state"):
        here, there = row.cell(name).text, first.cell(name).text
        if here and here != there:
            row.problem(name, f"{here} differs from row {first.number} of the same order ({there})")


def read_line(row: Row, into: OrdersRead) -> None:
    number = row.own_code("number", required=True)
    pieces = row.whole("quantity", least=1)
    if pieces > _MOST_PIECES:
        row.problem("quantity", f"{pieces} pieces in one line: is this a barcode?")
    line = IncomingLine(
        sku=row.own_code("sku", required=True),
        name=row.text("name"),
        spec=row.text("spec"),
        quantity=pieces,
        gift=row.yes("gift"),
        lot=row.code("lot") or None,
    )
    into.lines.append((row, (row.text("shop"), number), line))


def _head(row: Row, channel: str) -> IncomingOrder:
    state = row.word("state", _STATES, OrderState.APPROVED)
    paid_text = row.text("currency").upper() or "CNY"
    return IncomingOrder(
        channel=row.text("channel").lower() or channel or FILE_CHANNEL,
        shop=row.text("shop"),
        number=row.own_code("number", required=True),
        state=state,
        reason=row.text("reason") or _REASONS.get(state, ""),
        revision_at=row.time("modified"),
        lines=(),
        recipient=_recipient(row),
        paid=row.money("paid", paid_text),
        cod=row.money("cod", paid_text),
        insured=row.money("insured", paid_text),
        freight=_freight(row),
        buyer_note=row.text("buyer_note"),
        seller_note=row.text("seller_note"),
        courier=row.code("courier").upper(),
        service=row.text("service"),
        tote=row.own_code("tote"),
        slip=row.own_code("slip"),
        slip_revision=row.whole("slip_revision", default=0),
        wave=row.code("wave"),
        picker=row.text("picker"),
        default_box=row.code("default_box"),
        waybill=row.own_code("waybill"),
        cut_off=row.time("cut_off"),
    )


def _freight(row: Row) -> Freight | None:
    """Who pays the way; None: as the contract has it."""
    if not row.cell("freight").text:
        return None
    return row.word("freight", _FREIGHT, Freight.MONTHLY)


def _recipient(row: Row) -> Recipient:
    return Recipient(
        name=row.text("recipient"),
        phone=row.code("phone"),
        country=row.text("country").upper() or "CN",
        province=row.text("province", required=True),
        city=row.text("city"),
        district=row.text("district"),
        address=row.text("address"),
        postcode=row.code("postcode"),
    )


def joined(read: OrdersRead) -> tuple[IncomingOrder, ...]:
    """The orders with their lines. A line without an order and an order without lines: refused."""
    by_number: dict[str, list[Key]] = {}
    for key in read.heads:
        by_number.setdefault(key[1], []).append(key)
    lines: dict[Key, list[IncomingLine]] = {}
    for row, (shop, number), line in read.lines:
        owners = [key for key in by_number.get(number, []) if not shop or key[0] == shop]
        if len(owners) != 1:
            says = "belongs to several shops: name the shop" if owners else "has no order row"
            row.problem("number", f"{number} {says}")
            continue
        lines.setdefault(owners[0], []).append(line)
    orders = []
    for key, (row, head) in read.heads.items():
        if key not in lines:
            row.problem("number", f"{head.number} has no lines: nothing could be packed")
        orders.append(replace(head, lines=tuple(lines.get(key, ()))))
    _no_shared_totes(read)
    return tuple(orders)


def _no_shared_totes(read: OrdersRead) -> None:
    """One tote holds one order: a second order in it would be opened by the same scan."""
    seen: dict[str, str] = {}
    for row, head in read.heads.values():
        tote = normalise_code(head.tote)
        if (
            tote
            and head.state is OrderState.APPROVED
            and seen.setdefault(tote, head.number) != (head.number)
        ):
            row.problem("tote", f"{head.tote} holds order {seen[tote]} already")
