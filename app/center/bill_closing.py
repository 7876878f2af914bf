"""The end of a bill's month: closed with a numbered document for the ERP, undone until paid."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.center import staff
from app.center.bill_cells import yuan
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.payable import Carried, CostKind, Kept, Settlement, settle
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.bills import Bill
from app.store.errors import StoreConflict
from app.store.payables import Payable
from app.store.transaction import Transaction

__all__ = ["Payable"]
"""A row of the store that the pages show."""


def settlement(tx: Transaction, bill_id: str) -> Settlement:
    """What of a bill would be paid as its lines stand; of a closed one what its document says.

    Raises NotDoneError.
    """
    bill, made = _bill(tx, bill_id), tx.bills.payables.of_bill(bill_id)
    if made is not None:
        return _as_made(json.loads(made.document))
    return settle(tx.bills.payables.sums(bill_id), _carried(tx, bill))


def payable(tx: Transaction, bill_id: str) -> Payable | None:
    """The document of a bill; None while it is open."""
    return tx.bills.payables.of_bill(bill_id)


def close(tx: Transaction, act: Act, *, bill_id: str) -> Payable:
    """Makes the document; the bill's lines may still be worked off. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.WORK_BILLS)
    bill = _bill(tx, bill_id)
    known = tx.bills.payables.of_bill(bill_id)
    if known is not None and (known.made_at, known.made_by) == (act.at, act.who):
        return known  # the commit before this one came through after all
    parts = tx.bills.payables.sums(bill_id)
    waiting = sum(one.lines for one in parts if one.state == "open")
    if waiting:
        raise NotDoneError(
            _("{n} lines are open: accept or dispute them before the bill is closed"), n=waiting
        )
    if not tx.bills.payables.set_bill_state(bill_id, ("taken",), "closed"):
        raise NotDoneError(_("This bill is closed already"))
    settled = settle(parts, _carried(tx, bill))
    month = bill.month or f"{bill.taken_at:%Y-%m}"
    made = len(tx.bills.payables.of_courier(bill.courier, month))
    number = f"{bill.courier}-{month}-{made + 1}"
    document = json.dumps(_document(tx, act, bill, number, settled), ensure_ascii=False)
    one = Payable(
        number, bill_id, bill.courier, month, bill.currency, settled.amount, "made", act.at,
        act.who, None, document,
    )  # fmt: skip
    if not tx.bills.payables.add(one):  # somebody else closed a bill of this month meanwhile
        raise StoreConflict(number)
    tx.audit.add(
        act.who, "bill.close", bill_id, act.at, after={"payable": number, "amount": settled.amount}
    )
    return one


def reopen(tx: Transaction, act: Act, *, bill_id: str) -> str:
    """The undo of ``close``: the number is not given again; which it was. Raises NotDoneError."""
    known = _made(tx, act, bill_id)
    if known.state == "paid":
        raise NotDoneError(_("{number} is paid: it stays as it is"), number=known.id)
    later = [
        one.id
        for one in tx.bills.payables.of_courier(known.courier)
        if one.state != "undone" and known.id in _released(one)
    ]
    if later:
        raise NotDoneError(
            _("{later} counts on {number}: open that one again first"),
            later=later[0], number=known.id,
        )  # fmt: skip
    tx.bills.payables.set_state(known.id, "made", "undone")
    tx.bills.payables.set_bill_state(bill_id, ("closed",), "taken")
    tx.audit.add(act.who, "bill.reopen", bill_id, act.at, before={"payable": known.id})
    return known.id


def pay(tx: Transaction, act: Act, *, bill_id: str, paid: bool = True) -> str:
    """Says that the document was paid, or that this was said in error; its number."""
    known = _made(tx, act, bill_id)
    before, after = ("made", "paid") if paid else ("paid", "made")
    if not tx.bills.payables.set_state(known.id, before, after, act.at if paid else None):
        raise NotDoneError(_("{number} is in that state already"), number=known.id)
    states = ("closed", "paid") if paid else ("paid", "closed")
    tx.bills.payables.set_bill_state(bill_id, states[:1], states[1])
    tx.audit.add(act.who, "bill.pay", bill_id, act.at, after={"payable": known.id, "paid": paid})
    return known.id


def dispute_all(tx: Transaction, act: Act, *, bill_id: str) -> tuple[int, str]:
    """Every open line with a claim becomes disputed; how many, and the mark for the way back."""
    return _all(tx, act, bill_id, ("open", ""), ("disputed", f"{act.at:%Y-%m-%d %H:%M:%S}"))


def dispute_none(tx: Transaction, act: Act, *, bill_id: str, mark: str) -> tuple[int, str]:
    """The undo: of those lines the ones that nobody touched since."""
    return _all(tx, act, bill_id, ("disputed", mark), ("open", ""))


def _all(
    tx: Transaction, act: Act, bill_id: str, before: tuple[str, str], after: tuple[str, str]
) -> tuple[int, str]:
    staff.require(tx, act.who, Permission.WORK_BILLS)
    count = tx.bills.payables.set_lines(bill_id, before, after)
    tx.audit.add(
        act.who, "bill.all_lines", bill_id, act.at,
        before={"state": before[0]}, after={"state": after[0], "lines": count},
    )  # fmt: skip
    return count, after[1]


def _bill(tx: Transaction, bill_id: str) -> Bill:
    bill = tx.bills.get(bill_id)
    if bill is None or bill.state == "taking":
        raise NotDoneError(_("This bill is not there any more"))
    return bill


def _made(tx: Transaction, act: Act, bill_id: str) -> Payable:
    staff.require(tx, act.who, Permission.WORK_BILLS)
    known = tx.bills.payables.of_bill(bill_id)
    if known is None:
        raise NotDoneError(_("This bill is not closed"))
    return known


def _carried(tx: Transaction, bill: Bill) -> Iterator[Carried]:
    """Of each earlier bill: kept back then - kept back now - what later documents gave already."""
    every = [one for one in tx.bills.payables.of_courier(bill.courier) if one.state != "undone"]
    now = tx.bills.payables.kept_back([one.bill_id for one in every])
    given: dict[str, int] = defaultdict(int)
    for one in every:
        for number, amount in _released(one).items():
            given[number] += amount
    for one in every:
        if one.bill_id == bill.id or one.currency != bill.currency:
            continue
        kept = _minor(json.loads(one.document)["kept_back"])
        yield Carried(one.id, one.month, kept - now.get(one.bill_id, 0) - given[one.id])


def _as_made(said: dict[str, Any]) -> Settlement:
    return Settlement(
        {CostKind(kind): _minor(amount) for kind, amount in said["kinds"].items()},
        tuple(Kept(one["cause"], one["lines"], _minor(one["amount"])) for one in said["claims"]),
        tuple(
            Carried(one["number"], one["month"], _minor(one["amount"]))
            for one in said["carried_over"]
        ),
    )


def _released(one: Payable) -> dict[str, int]:
    carried = json.loads(one.document)["carried_over"]
    return {each["number"]: _minor(each["amount"]) for each in carried}


def _minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def _document(
    tx: Transaction, act: Act, bill: Bill, number: str, settled: Settlement
) -> dict[str, Any]:
    """As it goes to the ERP; amounts are texts with two places."""
    agreed = next(iter(tx.contracts.of_courier(bill.courier)), None)
    return {
        "number": number,
        "courier": bill.courier,
        "account": agreed.account if agreed else "",
        "bill": bill.name,
        "bill_sha256": bill.file_sha256,
        "month": bill.month,
        "currency": bill.currency,
        "billed": yuan(settled.billed),
        "kinds": {kind.value: yuan(amount) for kind, amount in settled.kinds.items()},
        "kept_back": yuan(settled.kept_back),
        "claims": [
            {"cause": one.cause, "lines": one.lines, "amount": yuan(one.amount)}
            for one in settled.kept
        ],
        "carried_over": [
            {"number": one.number, "month": one.month, "amount": yuan(one.amount)}
            for one in settled.carried
        ],
        "amount": yuan(settled.amount),
        "made_at": act.at.isoformat(),
        "made_by": act.who,
    }
