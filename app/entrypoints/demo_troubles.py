"""Everything that goes wrong at a real bench, one order each."""

from app.devices.printer_simulator import Fault
from app.domain.control_code import Control
from app.domain.order import Order
from app.domain.verdict import Verdict
from app.entrypoints.demo_packer import DemoFailedError
from app.entrypoints.demo_stage import Stage
from app.station.snapshot import Face


def plain(stage: Stage, order: Order) -> None:
    stage.day.waybills[order.number] = stage.packer.pack(order, order.tote)


def first(stage: Stage, order: Order) -> None:
    """The same as any other, with pictures on the way."""
    stage.packer.open(order.slip)
    stage.shoot("wait-item")
    stage.packer.check(order, leave=1)
    stage.shoot("accepted")
    stage.packer.check(order)
    stage.packer.scan("F2")
    stage.screen.wait("the box", lambda s: s.weight.box is not None)
    stage.shoot("complete")
    stage.packer.weigh(stage.packer.expected())
    stage.screen.wait("the label", lambda s: s.face is Face.STICK_LABEL)
    stage.shoot("stick-label")
    stage.day.waybills[order.number] = stage.packer.stick_and_scan()
    stage.shoot("done")


def kit_with_wrong_item(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order, leave=1)
    stage.packer.scan(stage.packer.code_not_in(order))
    stage.stopped(Verdict.WRONG_ITEM, "wrong item, taken out", shot="stop-wrong-item")
    stage.packer.press(Control.TAKE_OUT)
    stage.go_on()
    stage.finish(order)


def over_scan(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.packer.scan(stage.packer.code_of(order.lines[0].item.sku))
    stage.stopped(Verdict.OVER, "one too many, taken out", shot="stop-over")
    stage.packer.press(Control.ACKNOWLEDGE)
    stage.go_on()
    stage.finish(order)


def unknown_and_garbled(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.scan("6900000001019")  # a digit off: the check digit is wrong
    stage.stopped(Verdict.MISREAD, "misread code (check digit), read again")
    stage.packer.scan("NOBODY-KNOWS-THIS")
    stage.stopped(Verdict.UNKNOWN_CODE, "unknown code", shot="stop-unknown")
    stage.packer.press(Control.ACKNOWLEDGE)
    stage.go_on()
    stage.finish(order, pieces=3)


def unstable_scale(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.packer.clear_pan()
    stage.rig.scale.misbehave(jitter=9, half_frames=3)
    stage.rig.scale.put(stage.packer.expected())
    stage.screen.wait("an unsteady weight", lambda s: s.face is Face.SETTLING)
    stage.shoot("settling")
    stage.rig.scale.babble(b"\xff\x00garbage\r\n")
    stage.caught("unstable scale, half frames and noise: no weight taken until still")
    stage.rig.scale.misbehave()
    stage.day.waybills[order.number] = stage.packer.stick_and_scan()


def weight_out(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    first = order.lines[0].item
    stage.packer.weigh(stage.packer.expected() - (first.weight_g or 100))
    stage.stopped(Verdict.WEIGHT_OUT, "weight says one piece is missing", shot="stop-weight")
    stage.packer.press(Control.REWEIGH)
    stage.go_on()
    stage.finish(order)


def out_of_paper(stage: Stage, order: Order) -> None:
    stage.rig.printer.set_fault(Fault.OUT_OF_PAPER)
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.packer.weigh(stage.packer.expected())
    stage.screen.wait("the printer's trouble", lambda s: s.face is Face.LABEL_WAITS)
    stage.shoot("label-waits")
    stage.caught("printer out of paper: the label waited, printed once")
    stage.rig.printer.set_fault(Fault.NONE)
    stage.day.waybills[order.number] = stage.packer.stick_and_scan()


def wrong_label(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.packer.weigh(stage.packer.expected())
    stage.screen.wait("the label", lambda s: s.face is Face.STICK_LABEL)
    stage.packer.scan(next(iter(stage.day.waybills.values())))
    stage.stopped(Verdict.WRONG_LABEL, "another parcel's label", shot="stop-wrong-label")
    stage.packer.press(Control.ACKNOWLEDGE)
    stage.day.waybills[order.number] = stage.packer.stick_and_scan()


def short(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order, leave=1)
    stage.packer.press(Control.SHORT)
    shown = stage.screen.wait("the order to go back", lambda s: s.face is Face.RETURNED)
    stage.day.slips += 1
    stage.shoot("returned")
    stage.caught("short pick: sent back with a re-pick slip, resumed at the exact scan")
    stage.packer.open(shown.details["note"])
    stage.finish(order)


def two_boxes(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order, leave=1)
    stage.packer.press(Control.NEXT_BOX)
    stage.screen.wait("a second box", lambda s: s.order is not None and s.order.parcel_of > 1)
    stage.packer.check(order)
    stage.shoot("two-boxes")
    stage.day.waybills[order.number] = stage.packer.finish()


def park(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order, leave=1)
    stage.packer.press(Control.PARK)
    stage.screen.wait("the order to be parked", lambda s: s.face is Face.PARKED)
    stage.shoot("parked")
    stage.packer.open(order.slip)
    stage.caught("parked and resumed at the exact scan")
    stage.finish(order)


def center_away(stage: Stage, order: Order) -> None:
    with stage.rig.center_away():
        stage.screen.wait("an offline pill", lambda s: not s.center.reachable)
        stage.packer.pack(order, order.tote)
        stage.day.waybills[order.number] = stage.packer.last_waybill
        stage.shoot("offline")
        waiting = stage.screen.now.center.waiting
        stage.caught("order center away: packed on, nothing lost")
    if not waiting:
        raise DemoFailedError("nothing waited although the center was away")
    stage.screen.wait("everything to be synced", lambda s: s.center.reachable)


def scale_unplugged(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.rig.scale.unplug()
    stage.screen.wait("a lost scale", lambda s: s.weight.grams is None)
    stage.shoot("scale-lost")
    stage.caught("scale unplugged: weight blanked at once, back by itself")
    stage.rig.scale.plug()
    stage.packer.wait_ready()
    stage.finish(order)


def refund_while_open(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order, leave=1)
    stage.rig.run_center("refund", order.number)
    stage.stopped(Verdict.REFUNDED, "refunded after approval, while open", shot="stop-refund")
    stage.packer.press(Control.ACKNOWLEDGE)
    stage.screen.wait("a free bench", lambda s: s.order is None and s.stop is None)


def reprint(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.check(order)
    stage.packer.weigh(stage.packer.expected())
    stage.screen.wait("the label", lambda s: s.face is Face.STICK_LABEL)
    stage.packer.press(Control.REPRINT)
    stage.screen.wait(
        "the second copy",
        lambda s: s.face is Face.STICK_LABEL and s.shipping is not None and s.shipping.copy > 1,
    )
    stage.day.reprints += 1
    stage.caught("damaged label reprinted as copy 2, the first is void")
    stage.day.waybills[order.number] = stage.packer.stick_and_scan()


def refused_at_open(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    shown = stage.screen.wait("a refusal", lambda s: s.stop is not None)
    verdict = shown.stop.stop.verdict.value if shown.stop else ""
    stage.shoot(f"stop-{verdict.replace('_', '-')}")
    stage.caught(f"{verdict.replace('_', ' ')}: not opened")
    stage.packer.press(Control.ACKNOWLEDGE)
    stage.screen.wait("a free bench", lambda s: s.stop is None)


def again(stage: Stage, order: Order) -> None:
    """The same slip a second time."""
    refused_at_open(stage, order)


def returned(stage: Stage, order: Order) -> None:
    stage.packer.open(order.tote)
    stage.packer.scan(stage.packer.code_not_in(order))
    stage.stopped(Verdict.WRONG_ITEM, "wrong item under the strict policy: order sent back")
    stage.packer.press(Control.ACKNOWLEDGE)
    shown = stage.screen.wait("the order to go back", lambda s: s.face is Face.RETURNED)
    stage.day.slips += 1
    stage.packer.open(shown.details["note"])
    stage.finish(order)
