r"""Orders on their way down: the stored document, with what changed since put into its text.

A page of five hundred orders costs a decoder and an encoder more than everything else together,
and both only to give back what was stored. So the text is cut where the newer columns belong.
That is safe because a quotation mark inside a JSON string is always written ``\"``: what is
searched for, a key with its commas and quotes, can only be that key. A document that does not
look as expected goes the long way.
"""

import logging
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, select, tuple_

from app.store.orders_feed import AROUND, stored_whole
from app.store.records import Cursor, FeedRow
from app.store.session import Session, to_json
from app.store.tables.orders import orders
from app.store.vault import Private, Vault, VaultError, about_id

log = logging.getLogger(__name__)

_c = orders.c
_AFTER = (
    select(_c.id, _c.document, _c.private, _c.state, _c.updated_at, *(_c[name] for name in AROUND))
    .where(
        _c.warehouse == bindparam("wh"),
        tuple_(_c.seq, _c.id) > tuple_(bindparam("after"), bindparam("last")),
    )
    .order_by(_c.seq, _c.id)
    .limit(bindparam("most"))
)
_STATE, _LINES = ',"state":"', ',"lines":['
_NOBODY, _NOWHERE = ',"recipient":{"name":"","phone":"",', ',"address":"",'


class _Around(msgspec.Struct, frozen=True):
    """What stands beside the order in a ``StoredOrder``, in its order."""

    seq: int
    holder: str
    fence: int
    lease_until: datetime | None
    by_operator: str
    by_station: str
    updated_at: datetime | None
    sealed: str


_encode = msgspec.json.Encoder().encode


def orders_after(session: Session, cursor: Cursor, limit: int) -> tuple[FeedRow, ...]:
    """The states of orders above a cursor."""
    values = {
        "wh": session.warehouse, "after": cursor.seq, "last": cursor.id, "most": limit,
    }  # fmt: skip
    rows = session.connection.execute(_AFTER, values).all()
    vault = session.vault
    return tuple([FeedRow(row[5], row[0], sent(session, row, vault)) for row in rows])


def sent(session: Session, row: Any, vault: Vault | None) -> str:
    """The JSON of a ``StoredOrder``, the same as if it had been taken apart and put together."""
    (
        order_id, text, private, state, updated_at,
        seq, holder, fence, lease_until, progress, by_operator, by_station,
    ) = row  # fmt: skip
    sealed = ""
    cut = text.find(_STATE)
    if cut < 0 or text.find(_LINES, cut) < 0:
        return to_json(stored_whole(session, row))
    start = cut + len(_STATE)
    end = text.find('"', start)
    if text[start:end] != state:
        text = f"{text[:start]}{state}{text[end:]}"
    if private and vault is not None:
        try:
            opened = vault.open(private, about_id(session.warehouse, order_id))
        except VaultError as error:
            log.warning("the recipient of order %s stays closed: %s", order_id, error)
            sealed = private
        else:
            whole = _with(text, opened)
            if not whole:
                return to_json(stored_whole(session, row))
            text = whole
    around = _encode(
        _Around(seq, holder, fence, lease_until, by_operator, by_station, updated_at, sealed)
    ).decode()
    return f'{{"order":{text},"progress":{progress or "null"},{around[1:]}'


def _with(text: str, person: Private) -> str:
    """The order with who receives it, where nobody stood; "" where it looks otherwise."""
    name = text.find(_NOBODY)
    address = text.find(_NOWHERE, name)
    if name < 0 or address < 0:
        return ""
    here = name + len(',"recipient":{')
    quoted = _encode(person).decode()  # {"name":...,"phone":...,"address":...}
    rest = here + len('"name":"","phone":"",')
    there = address + len(_NOWHERE)
    return f"{text[:here]}{quoted[1:-1]},{text[rest:address]},{text[there:]}"
