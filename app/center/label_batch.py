"""Labels of packed parcels printed again from the office: one or many, with a reason, on paper.

A label is drawn before its copy counts: what cannot be drawn voids nothing. Once it counts, the
benches hear of it with the parcel, and refuse every older copy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.card_key import ReprintReason
from app.domain.label_facts import next_copy, reprinted
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.labels.label_pages import render_labels
from app.labels.page import LabelError, PageSize
from app.labels.parcel_label import (
    LabelledParcel,
    LabelPolicy,
    form_name,
    freight_of,
    waybill_label,
)
from app.labels.templates import template
from app.labels.waybill import WaybillLabel
from app.store.engine import Store
from app.store.hand_lists import ListedParcel
from app.store.manifests import HandParcel
from app.store.transaction import Transaction
from app.store.vault import VaultError

MOST: Final = 500
"""Labels of one batch: more are a mistake more often than a wish."""

Progress = Callable[[int, int], bool]
Send = Callable[[str, WaybillLabel, PageSize], None]
"""Prints one label under a job's name. Raises LabelError."""


@dataclass(frozen=True, slots=True)
class LabelDesk:
    """How this office prints. ``names``: what couriers are called here, by code.

    ``send`` None: it has no printer of its own, labels become a PDF.
    """

    policy: LabelPolicy = field(default_factory=LabelPolicy)
    names: Mapping[str, str] = field(default_factory=dict)
    send: Send | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A label as it will be, and the copy that it makes of its parcel's label."""

    parcel_id: str
    copy: int
    waybill: str
    label: WaybillLabel
    page: PageSize


def print_again(
    store: Store,
    act: Act,
    go_on: Progress,
    *,
    parcel_ids: Sequence[str],
    reason: ReprintReason,
    desk: LabelDesk,
    path: Path | None,
) -> int:
    """New labels for these parcels; how many, -1 when it was stopped before anything was void.

    ``path``: the PDF to write; None: to the office's printer. All of them or none: a parcel that
    may not have one names itself. Raises NotDoneError, NotPermittedError, OSError.
    """
    if len(parcel_ids) > MOST:
        raise NotDoneError(_("At most {n} labels at once"), n=str(MOST))
    with store.read() as tx:
        staff.require(tx, act.who, Permission.REPRINT_LABELS)
        drawn = [_drawn(tx, act, one, desk) for one in tx.hand_lists.some(parcel_ids)]
    if len(drawn) < len(set(parcel_ids)):
        raise NotDoneError(_("One of the parcels is not here any more: look again"))
    try:
        all_of_it = 2 * len(drawn) if path is None else len(drawn)
        paper = render_labels(
            [(one.label, one.page) for one in drawn], lambda done: go_on(done, all_of_it)
        )
    except LabelError as error:
        raise NotDoneError(_UNDRAWN, why=str(error)) from error
    if not paper:
        return -1
    if path is None:
        return _send(store, act, drawn, reason, desk, go_on)
    _write(store, act, drawn, reason, paper, path)
    return len(drawn)


def _drawn(tx: Transaction, act: Act, one: ListedParcel, desk: LabelDesk) -> _Drawn:
    hand = _may(tx, one)
    stored = tx.orders.get(one.order_id)
    try:
        to = tx.personal.recipient(one.order_id)
    except VaultError as error:
        raise NotDoneError(_NO_PERSON, number=one.order_number) from error
    if stored is None or to is None:
        raise NotDoneError(_NO_PERSON, number=one.order_number)
    order = replace(stored.order, recipient=to)
    day: date = act.at.astimezone().date()
    contracts, courier = tx.contracts.of_courier(one.courier, day), tx.couriers.get(one.courier)
    copy = next_copy(hand.parcel)
    parcel = LabelledParcel(one.waybill, one.parcel_no, one.parcel_of, one.grams, copy)
    name = desk.names.get(one.courier) or (courier.name if courier else one.courier)
    try:
        form = template(form_name(contracts, courier))
    except LabelError as error:
        raise NotDoneError(_UNDRAWN, why=str(error)) from error
    label = waybill_label(order, parcel, name, act.at, desk.policy, freight_of(contracts))
    return _Drawn(one.id, copy, one.waybill, form.dressed(label), form.page)


_UNDRAWN = _("A label cannot be drawn: {why}")
_NO_PERSON = _("Who receives {number} is not known here any more: no label can be made")


def _may(tx: Transaction, one: ListedParcel) -> HandParcel:
    """The parcel as the hand-over knows it, when its label may be printed again."""
    number = one.waybill
    if one.hand is None:
        raise NotDoneError(_("{number} was packed too long ago"), number=number)
    known = tx.waybills.get(one.courier, number)
    if not one.accepted or one.hand.parcel.void or (known and known.state.value == "voided"):
        raise NotDoneError(_("{number} is void: it must not be shipped"), number=number)
    if one.hand.parcel.manifest:
        raise NotDoneError(
            _("{number} stands on {manifest}: take it off first"), number=number,
            manifest=one.hand.parcel.manifest,
        )  # fmt: skip
    if tx.hand_lists.given_up([one.order_id]):
        raise NotDoneError(_("The order of {number} was cancelled"), number=number)
    return one.hand


def _count(store: Store, act: Act, drawn: Sequence[_Drawn], reason: ReprintReason) -> None:
    """From now on only these copies count. Raises NotDoneError where one changed meanwhile."""

    def work(tx: Transaction) -> None:
        staff.require(tx, act.who, Permission.REPRINT_LABELS)
        for one in drawn:
            known = tx.hand_parcels.get(one.parcel_id)
            if known is None or next_copy(known.parcel) != one.copy or known.parcel.manifest:
                raise NotDoneError(_("{number} changed just now: look again"), number=one.waybill)
            parcel, _counts = reprinted(known.parcel, one.copy)
            tx.hand_parcels.put(replace(known, parcel=parcel))
            tx.audit.add(
                act.who, "label.reprint", one.parcel_id, act.at,
                after={"copy": one.copy, "reason": reason.value, "waybill": one.waybill},
            )  # fmt: skip

    store.transact(work)


def _write(
    store: Store,
    act: Act,
    drawn: Sequence[_Drawn],
    reason: ReprintReason,
    paper: bytes,
    path: Path,
) -> None:
    """The file is on the disk before a copy counts, and gets its name after."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(paper)
    try:
        _count(store, act, drawn, reason)
    except BaseException:
        part.unlink()
        raise
    part.replace(path)


def _send(
    store: Store,
    act: Act,
    drawn: Sequence[_Drawn],
    reason: ReprintReason,
    desk: LabelDesk,
    go_on: Progress,
) -> int:
    """One after the other; a printer that stops leaves the rest as it was. How many came out."""
    if desk.send is None:
        raise NotDoneError(_("This office has no printer: make a PDF"))
    for done, one in enumerate(drawn):
        if not go_on(len(drawn) + done, 2 * len(drawn)):
            return done
        _count(store, act, (one,), reason)
        try:
            desk.send(f"{one.waybill}-c{one.copy}", one.label, one.page)
        except LabelError as error:
            raise NotDoneError(
                _("The printer stopped at {number}, {done} of {all} came out: {why}"),
                number=one.waybill, done=str(done), all=str(len(drawn)), why=str(error),
            ) from error  # fmt: skip
    return len(drawn)
