"""Item scans, boxes and taking out: the packer's hands while an order is open."""

from app.domain.catalogue import Box
from app.domain.events import BoxChosen, BoxClosed, ItemChecked, ItemTakenOut
from app.domain.pick_check import ItemScan
from app.domain.verdict import Stop, Verdict
from app.station import opening
from app.station.snapshot import Sound
from app.station.turn import Turn


def check_item(turn: Turn, scan: ItemScan) -> None:
    """One item against the order. Accepted or a stop: there is nothing between."""
    packing = turn.packing
    if packing.take_out:
        _take_out(turn, scan)
        return
    answer = packing.check.judge(scan, turn.today)
    if answer.stop:
        turn.stop(answer.stop)
        return
    sku = answer.item.sku if answer.item else ""
    turn.add(ItemChecked(scan.code, sku, answer.counted, scan.lot, scan.expires, scan.serial))
    turn.cue = Sound.ACCEPTED
    if answer.verdict is Verdict.COMPLETE and opening.recheck(turn):
        turn.cue = Sound.COMPLETE


def _take_out(turn: Turn, scan: ItemScan) -> None:
    packing = turn.packing
    answer = packing.check.judge_take_out(scan, packing.within_reach)
    if answer.stop:
        turn.stop(answer.stop)
        return
    sku = answer.item.sku if answer.item else ""
    turn.add(ItemTakenOut(scan.code, sku, answer.counted, scan.serial))
    turn.cue = Sound.ACCEPTED


def choose_box(turn: Turn, box: Box) -> None:
    """The parcel's packing material: its tare and size count from now on."""
    parcel = turn.packing.current
    if parcel.weighing is not None:
        turn.stop(Stop(Verdict.NOT_ALLOWED, box.code, details={"reason": "weighed"}))
        return
    turn.add(BoxChosen(parcel.id, box))
    turn.cue = Sound.ACCEPTED


def next_box(turn: Turn) -> None:
    """Close this parcel and open the next. An empty box, or one after the last item, is none."""
    packing = turn.packing
    parcel = packing.parcels[packing.filling]
    if packing.check.complete or not any(parcel.counts.values()):
        reason = "complete" if packing.check.complete else "empty"
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": reason}))
        return
    next_id = turn.new_id()
    turn.add(BoxClosed(parcel.id, next_id))
    usual = turn.tx.boxes.by_code(packing.order.default_box)
    if usual:
        turn.add(BoxChosen(next_id, usual))
    turn.cue = Sound.ACCEPTED
