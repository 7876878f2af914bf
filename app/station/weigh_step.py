"""A weight is taken: judged against the expected one, priced, and given a waybill number."""

from collections.abc import Callable, Mapping

from app.domain.catalogue import Item
from app.domain.control_code import Control
from app.domain.events import (
    ParcelPriced,
    ParcelWeighed,
    StopCleared,
    WaybillAssigned,
    WeightRejected,
)
from app.domain.packing import BenchState, Packing, Parcel, Step
from app.domain.particulars import particulars_of
from app.domain.policy import BenchPolicy
from app.domain.quotes import Quote
from app.domain.rating import price
from app.domain.values import Grams
from app.domain.verdict import Stop, Verdict
from app.domain.weighing import TakenWeight
from app.domain.weighing_record import Weighing
from app.domain.weight_doubt import DoubtPolicy, ExpectedWeight, WeightVerdict, expected, explain
from app.station import bought, labelling, ledger, opening, scale_check, spread
from app.station.snapshot import Sound
from app.station.turn import Turn, awaited

Lines = tuple[tuple[Item, int], ...]


def goods(packing: Packing, parcel: Parcel) -> Lines:
    """What lies in a parcel: items with their pieces."""
    items: dict[str, Item] = {}
    pieces: dict[str, int] = {}
    for line in packing.check.lines:
        inside = parcel.counts.get(line.key, 0)
        if inside:
            items[line.item.sku] = line.item
            pieces[line.item.sku] = pieces.get(line.item.sku, 0) + inside
    return tuple((items[sku], pieces[sku]) for sku in items)


def expected_weight(packing: Packing, parcel: Parcel, policy: BenchPolicy) -> ExpectedWeight:
    """Items + box tare + filler, with the tolerance that the policy allows."""
    learned = {sku: Grams(grams) for sku, grams in packing.spread.items()}
    return expected(goods(packing, parcel), parcel.box, doubt_policy(policy), learned)


def doubt_policy(policy: BenchPolicy) -> DoubtPolicy:
    return DoubtPolicy(policy.tolerance_g, policy.tolerance_permille, policy.filler_g)


def taker(state: BenchState, policy: BenchPolicy) -> Callable[[Turn, TakenWeight], None] | None:
    """What the next weight is for: the scale's check, the open parcel, or nothing now."""
    if state.stop or state.operator is None:
        return None
    if state.scale.checking_g:
        return scale_check.take
    return take_weight if awaited(state, policy) is Step.WEIGHT else None


def take_weight(turn: Turn, taken: TakenWeight) -> None:
    """The parcel's weight, taken by itself from the scale. In the band or a stop."""
    if not scale_check.may_weigh(turn, taken) or not opening.recheck(turn):
        return
    packing, checked = turn.packing, turn.state.scale.last
    parcel = packing.current
    band = expected_weight(packing, parcel, turn.policy)
    weighing = Weighing(
        grams=taken.grams,
        shown=str(taken.shown),
        unit=taken.unit,
        raw=taken.raw.hex(),
        device_id=taken.device_id,
        stable_for_ms=taken.stable_for_ms,
        tare_g=parcel.box.tare_g if parcel.box else 0,
        expected_g=band.expected_g if band.known else None,
        tolerance_g=band.tolerance_g if band.known else None,
        check_id=checked.check_id if checked else "",
    )
    turn.weight_used = True
    if band.judge(taken.grams) in (WeightVerdict.LIGHT, WeightVerdict.HEAVY):
        turn.add(WeightRejected(parcel.id, weighing))
        turn.stop(_out_of_band(packing, parcel, weighing, band))
        return
    spread.learn(turn, goods(packing, parcel), band, taken.grams)
    accept_weight(turn, parcel, weighing)


def accept_weight(turn: Turn, parcel: Parcel, weighing: Weighing) -> None:
    """Keep the weight, price it, take a number, ask for the label: one transaction."""
    turn.add(ParcelWeighed(parcel.id, weighing))
    if _price(turn, parcel, weighing) and _assign(turn, parcel):
        turn.cue = Sound.WEIGHT
        labelling.request(turn)


def _price(turn: Turn, parcel: Parcel, weighing: Weighing) -> bool:
    order = turn.packing.order
    card = turn.tx.rates.in_force(order.courier, turn.today, order.service)
    to = order.recipient
    particulars = particulars_of(order, parcel.box, turn.packing.number)
    rated = particulars.rated(to.destination, weighing.grams, turn.today)
    answer = price(card, rated) if card else None
    if not isinstance(answer, Quote):
        reason = answer.code.value if answer else "no_card"
        where = " ".join(part for part in (to.province, to.city) if part)
        details = {"courier": order.courier, "place": where, "reason": reason}
        turn.stop(Stop(Verdict.NO_RATE, details=details))
        return False
    trace = tuple({"code": line.code.value} | _plain(dict(line.params)) for line in answer.trace)
    turn.add(
        ParcelPriced(
            parcel.id,
            order.courier,
            answer.zone,
            str(answer.billable),
            answer.total,
            answer.card_hash,
            trace,
        )
    )
    return True


def _plain(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items() if value is not None}


def _assign(turn: Turn, parcel: Parcel) -> bool:
    """A number bought for the order, or one of this bench's own lease; none is taken twice."""
    if parcel.waybill:  # pre-print mode, or the number of a weighing before
        if bought.taken_up(turn, parcel):
            return True
        given_back = {"waybill": parcel.waybill, "reason": "given_back"}
        turn.stop(Stop(Verdict.VOID_COPY, parcel.waybill, details=given_back))
        return False
    courier = turn.packing.order.courier
    without = sum(not (one.waybill or one.packed) for one in turn.packing.parcels)
    # A number for one parcel and none for the next would leave half an order on the bench.
    sold = bought.unused(turn, courier)
    if len(sold) >= without:
        bought.take(turn, sold[0], parcel)
        return True
    enough = turn.tx.waybills.left(courier, turn.identity.station_id) >= without
    number = ledger.assign(turn, courier, parcel.id) if enough else None
    if number is None:
        details = {"courier": courier}
        if bought.sells_one_by_one(turn, courier):
            details[bought.WAITS_FOR] = turn.policy.courier_name(courier)
        turn.stop(Stop(Verdict.NO_NUMBER, details=details))
        return False
    turn.add(WaybillAssigned(parcel.id, courier, number))
    return True


def orders_heard(turn: Turn) -> None:
    """The open order changed in the local copy: it may have to stop, or its number is here."""
    courier, parcel = bought.waited_for(turn.state.stop), turn.packing.current
    if not courier or not bought.unused(turn, courier):
        opening.recheck(turn)
        return
    turn.add(StopCleared(Verdict.NO_NUMBER.value, Control.ACKNOWLEDGE))  # nobody has to say so
    if opening.recheck(turn) and _assign(turn, parcel):
        turn.cue = Sound.WEIGHT
        labelling.request(turn)


def _out_of_band(
    packing: Packing, parcel: Parcel, weighing: Weighing, band: ExpectedWeight
) -> Stop:
    """The stop, with the single mistake of the hand that would explain the weight best."""
    details = {
        "shown_g": str(weighing.grams),
        "expected_g": str(band.expected_g),
        "tolerance_g": str(band.tolerance_g),
    }
    off = weighing.grams - band.expected_g
    mistakes = explain(off, goods(packing, parcel), band.tolerance_g)
    if not mistakes:
        return Stop(Verdict.WEIGHT_OUT, details=details)
    best = mistakes[0]
    # A swap reads: this one is in place of that one.
    named = [item.name for item in (best.surplus, best.missing) if item]
    details["explain_kind"] = best.mistake.value
    details |= dict(zip(("explain_item", "explain_item2"), named, strict=False))
    return Stop(Verdict.WEIGHT_OUT, "", best.surplus, best.missing, details)
