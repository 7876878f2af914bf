"""Couriers and contracts as the office sees and changes them; each change in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from app.center import staff
from app.center.number_formats import number_formats
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.contract import Contact, Contract, Courier
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.labels.page import PageSize
from app.labels.templates import templates
from app.store.transaction import Transaction

COLUMNS = ("name", "code", "title", "account", "branch", "state", "valid_from", "valid_to",
           "cut_off", "settle_day")  # fmt: skip
_INCH, _NEAR = 25.4, 0.01


@dataclass(frozen=True, slots=True)
class CourierRow:
    """A contract with its courier, or a courier without any (``contract`` None).

    ``state``: in_force | coming | over | none | unused. ``cut_off``: the last one of today, HH:MM.
    """

    id: str
    courier: Courier
    contract: Contract | None
    state: str
    card: str = ""  # of today
    cut_off: str = ""

    @property
    def code(self) -> str:
        return self.courier.code

    @property
    def name(self) -> str:
        return self.courier.name

    @property
    def title(self) -> str:
        return self.contract.name if self.contract else ""

    @property
    def account(self) -> str:
        return self.contract.account if self.contract else ""

    @property
    def branch(self) -> str:
        return self.contract.branch if self.contract else ""

    @property
    def valid_from(self) -> str:
        return str(self.contract.valid_from or "") if self.contract else ""

    @property
    def valid_to(self) -> str:
        return str(self.contract.valid_to or "") if self.contract else ""

    @property
    def settle_day(self) -> int | None:
        return (self.contract.settle_day or None) if self.contract else None


def read(tx: Transaction, query: PageQuery, *, day: date) -> Page[CourierRow]:
    """One page. Groups: all | used (in use today or later)."""
    rows = _rows(tx, day)
    if query.group == "used":
        rows = [one for one in rows if one.state not in {"over", "unused"}]
    return page_of(rows, query, {key: attrgetter(key) for key in COLUMNS})


def _rows(tx: Transaction, day: date) -> list[CourierRow]:
    used = {one.code for one in tx.couriers.every()}
    known = {one.code: one for one in tx.couriers.every(also_unused=True)}
    going = {one.id for one in tx.contracts.every()}
    rows: list[CourierRow] = []
    for one in tx.contracts.every(also_unused=True):
        courier = known.setdefault(one.courier, Courier(one.courier, one.courier))
        card = tx.rates.in_force(one.courier, day, one.services[0] if one.services else "")
        state = _state(one, day) if one.id in going else "unused"
        cut_off = max((each.at for each in one.cut_offs if day.isoweekday() in each.days),
                      default=None)  # fmt: skip
        shown = f"{cut_off:%H:%M}" if cut_off else ""
        rows.append(CourierRow(one.id, courier, one, state, card.id if card else "", shown))
    agreed = {row.code for row in rows}
    rows += [
        CourierRow(f"courier:{code}", one, None, "none" if code in used else "unused")
        for code, one in known.items()
        if code not in agreed
    ]
    return rows


def _state(one: Contract, day: date) -> str:
    if one.valid_to is not None and one.valid_to < day:
        return "over"
    return "in_force" if one.in_force(day) else "coming"


def contacts(tx: Transaction, contract_id: str) -> tuple[Contact, ...]:
    return tx.contracts.contacts(contract_id)


def save(
    tx: Transaction,
    act: Act,
    *,
    courier: Courier,
    contract: Contract,
    people: Sequence[Contact],
    new: bool,
) -> str:
    """Adds or replaces a courier with one contract; the contract's id.

    How numbers are bought stays as it was: that has a form of its own. A contract without an
    id gets one. ``new`` with a code that is there adds a contract to that courier.
    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    if contract.valid_from and contract.valid_to and contract.valid_to < contract.valid_from:
        raise NotDoneError(_("The last day is before the first"))
    _refuse_unknown(courier, contract)
    before = tx.couriers.get(courier.code)
    if before is not None:
        courier = _shown_of(courier, before)
    contract_id = contract.id or act.id()
    if new and tx.contracts.get(contract_id) is not None:
        raise NotDoneError(_("There is a contract {id} already"), id=contract_id)
    known = tx.contracts.get(contract_id)
    contract = replace(contract, id=contract_id, courier=courier.code)
    if known is not None:
        contract = replace(contract, numbers=known.numbers)
    tx.couriers.put([courier])
    tx.contracts.put([contract])
    tx.contracts.put_contacts(contract_id, people)
    tx.audit.add(
        act.who, "contract.save", contract_id, act.at,
        before=_said(known) | _said_courier(before),
        after=_said(contract) | _said_courier(courier),
    )  # fmt: skip
    return contract_id


def label_forms() -> tuple[tuple[str, str], ...]:
    """The forms that a label may have: the name, and its size to read. Raises LabelError."""
    return tuple((name, _size(one.page)) for name, one in templates().items())


def _size(page: PageSize) -> str:
    inches = page.width_mm / _INCH, page.height_mm / _INCH
    if all(abs(side - round(side)) < _NEAR for side in inches):
        return f"{inches[0]:.0f} × {inches[1]:.0f} in"
    return f"{page.width_mm:g} × {page.height_mm:g} mm"


def _shown_of(courier: Courier, known: Courier) -> Courier:
    """The courier as the form has it, with what the form does not show as it was."""
    return replace(
        known,
        name=courier.name,
        site=courier.site,
        label_template=courier.label_template,
        number_formats=courier.number_formats,
    )


def _refuse_unknown(courier: Courier, contract: Contract) -> None:
    """A name that nothing is called would stop the bench at its first label."""
    known = {one.key for one in number_formats()}
    for name in courier.number_formats:
        if name not in known:
            raise NotDoneError(_("No format of numbers is called {name}"), name=name)
    for name in filter(None, (courier.label_template, contract.label_template)):
        if name not in templates():
            raise NotDoneError(_("No form of labels is called {name}"), name=name)


def _said(one: Contract | None) -> dict[str, Any]:
    """What the audit keeps: no names, no phones."""
    if one is None:
        return {}
    return {
        "courier": one.courier,
        "account": one.account,
        "from": str(one.valid_from or ""),
        "to": str(one.valid_to or ""),
        "tolerance_g": one.dispute_weight_g,
        "tolerance_minor": one.dispute_minor,
        "label": one.label_template,
        "number_branch": one.number_branch,
    }


def _said_courier(one: Courier | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"courier_label": one.label_template, "formats": list(one.number_formats)}


def set_used(tx: Transaction, act: Act, *, contract_id: str, used: bool) -> None:
    """A contract that is not used any more stays, for its bills. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    known = tx.contracts.get(contract_id)
    if known is None:
        raise NotDoneError(_("This contract is not there any more"))
    tx.contracts.put([known], active=used)
    tx.audit.add(act.who, "contract.used", contract_id, act.at, after={"used": used})
