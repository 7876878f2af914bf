"""The paper of a wave: a pick slip an order, and one list to fetch all of it with.

A slip opens its order at the bench. When the order changes after it was printed, the bench
refuses every code of it until a new slip is printed; that one has another number, so the old
paper opens nothing any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.center import staff, waving
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.whole_file import write_whole
from app.domain.order import Order
from app.domain.permissions import Permission
from app.domain.waving import Fetch, fetches
from app.i18n import Words
from app.i18n import mark as _
from app.labels.page import A4, LABEL_100x150
from app.labels.pick_slip import PickSlip, PickWords, render_pick_slips
from app.labels.slip import SlipLine
from app.labels.wave_list import WaveList, WaveListWords, render_wave_list
from app.store.engine import Store
from app.store.order_rules import OPENABLE
from app.store.transaction import Transaction
from app.store.wave_book import Member, Wave

PAPERS: Final = {"a4": A4, "label": LABEL_100x150}
"""The paper that slips and lists may be printed on."""


@dataclass(frozen=True, slots=True)
class _Slip:
    """One slip that is printed now: the order as it stands then, and which copy this is."""

    order: Order
    slot: int
    copy: int


def print_slips(
    store: Store,
    act: Act,
    *,
    number: str,
    folder: Path,
    words: Words,
    paper: str = "label",
    again: bool = False,
) -> Path:
    """The slips of a wave that were not printed yet, and those whose orders changed since.

    ``again``: all of them; what was printed already is marked as a copy. Orders that nobody may
    pack have no slip. Raises NotDoneError, NotPermittedError, LabelError, OSError.
    """

    def count(tx: Transaction) -> tuple[Wave, list[_Slip]]:
        one, members = _open_orders(tx, act, number)
        slips = [_slip(each, number) for each in members if again or _wanted(each)]
        if not slips:
            raise NotDoneError(
                _("Every slip of {number} is printed: print them again as copies"), number=number
            )
        made = {each.order.id: each.order for each in slips}
        tx.wave_book.rewrite(
            made,
            lambda order: replace(
                order, slip=made[order.id].slip, slip_revision=made[order.id].slip_revision
            ),
        )
        tx.wave_book.slips_printed(number, {each.order.id: each.copy for each in slips})
        after = {"slips": len(slips), "copies": sum(each.copy > 1 for each in slips)}
        tx.audit.add(act.who, "wave.slips", number, act.at, after=after)
        return one, slips

    one, slips = store.transact(count)
    said = _pick_words(words)
    papers = [_paper(each, one, act.at, said) for each in slips]
    name = f"{number}-slips-{act.at.astimezone():%H%M%S}.pdf"
    return write_whole(folder / name, render_pick_slips(papers, PAPERS[paper]))


def print_list(
    store: Store, act: Act, *, number: str, folder: Path, words: Words, paper: str = "a4"
) -> Path:
    """What the wave wants from the shelves, place by place; from the second time on a copy.

    Raises NotDoneError, NotPermittedError, LabelError, OSError.
    """

    def count(tx: Transaction) -> tuple[Wave, Sequence[Member], int]:
        one, members = _open_orders(tx, act, number)
        copy = tx.wave_book.list_printed(number)
        tx.audit.add(act.who, "wave.list", number, act.at, after={"copy": copy})
        return one, members, copy

    one, members, copy = store.transact(count)
    made = _list(one, members, copy, act.at, _list_words(words))
    path = folder / f"{number}-c{copy}.pdf"
    return write_whole(path, render_wave_list(made, PAPERS[paper]))


def _open_orders(tx: Transaction, act: Act, number: str) -> tuple[Wave, list[Member]]:
    """Those that can be packed still, locked. Raises NotDoneError where there is none."""
    staff.require(tx, act.who, Permission.MAKE_WAVES)
    one = waving.found(tx, number)
    members = tx.wave_book.members_of(number)
    known = {each.order.id: each for each in tx.wave_book.locked(m.order_id for m in members)}
    mine = [
        replace(each, order=now)
        for each in members
        if (now := known.get(each.order_id)) is not None
        and now.order.wave == number
        and now.order.state.value in OPENABLE
    ]
    if not mine:
        raise NotDoneError(_("Nothing of {number} can be packed any more"), number=number)
    return one, mine


def _wanted(one: Member) -> bool:
    order = _order(one)
    return not one.slips or order.slip_revision != order.revision


def _slip(one: Member, number: str) -> _Slip:
    """The slip as it will be. One of somebody else's keeps its number until the order changes."""
    order = _order(one)
    base = f"{number}-{one.slot:02d}"
    outdated = bool(order.slip_revision) and order.slip_revision != order.revision
    code = f"{base}R{order.revision}" if outdated else order.slip or base
    copy = 1 if outdated else one.slips + 1
    return _Slip(replace(order, slip=code, slip_revision=order.revision), one.slot, copy)


def _order(one: Member) -> Order:
    if one.order is None:
        raise ValueError(one.order_id)
    return one.order.order


def _paper(one: _Slip, wave: Wave, at: datetime, words: PickWords) -> PickSlip:
    order = one.order
    notes = (order.buyer_note.strip(), order.seller_note.strip())
    return PickSlip(
        code=order.slip,
        order_number=order.number,
        lines=tuple(map(_line, fetches([(one.slot, order)]))),
        tote=order.tote,
        wave=wave.number,
        courier=order.courier,
        cut_off=_clock(order.cut_off),
        note=" / ".join(note for note in notes if note),
        printed_at=_clock(at),
        slot=one.slot,
        picker=wave.picker,
        copy=one.copy,
        words=words,
    )


def _list(
    one: Wave, members: Sequence[Member], copy: int, at: datetime, words: WaveListWords
) -> WaveList:
    orders = [(each.slot, _order(each)) for each in members]
    shared = one.kind == "batch"
    return WaveList(
        number=one.number,
        fetch=tuple(_line(each, shared=shared) for each in fetches(orders)),
        slots=tuple(
            SlipLine(order.pieces, order.number, _remarks(order), f"#{slot}")
            for slot, order in orders
            if shared
        ),
        courier=one.courier,
        zone=one.zone,
        cut_off=_clock(one.cut_off),
        picker=one.picker,
        orders=len(orders),
        copy=copy,
        printed_at=_clock(at),
        words=words,
    )


def _line(one: Fetch, *, shared: bool = False) -> SlipLine:
    """``shared``: with the slots that get of it."""
    name = one.name or one.sku
    about = [one.sku if one.name else "", one.spec, one.lot]
    detail = " · ".join(part for part in about if part)
    if shared:
        slots = "  ".join(f"#{slot}×{pieces}" for slot, pieces in one.slots)
        detail = f"{detail}  →  {slots}"
    return SlipLine(one.pieces, name, detail, one.place)


def _remarks(order: Order) -> str:
    return " · ".join(part for part in (order.slip, order.buyer_note, order.seller_note) if part)


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def _pick_words(words: Words) -> PickWords:
    say: Callable[[str], str] = words.say
    return PickWords(
        title=say(_("Pick")),
        tote=say(_("Tote")),
        order=say(_("Order")),
        wave=say(_("Wave")),
        courier=say(_("Courier")),
        cut_off=say(_("Cut-off")),
        note=say(_("Remarks")),
        lines=say(_("Fetch")),
        slot=say(_("Slot")),
        picker=say(_("Picker")),
        copy=say(_("Copy no.")),
    )


def _list_words(words: Words) -> WaveListWords:
    say: Callable[[str], str] = words.say
    return WaveListWords(
        title=say(_("Fetch a wave")),
        wave=say(_("Wave")),
        orders=say(_("Orders")),
        courier=say(_("Courier")),
        zone=say(_("Zone")),
        cut_off=say(_("Cut-off")),
        picker=say(_("Picker")),
        copy=say(_("Copy no.")),
        fetch=say(_("Fetch")),
        slots=say(_("Into the slots")),
    )
