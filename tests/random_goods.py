"""Random orders and scans: kits, cartons, gifts, lots, serials, dates, and codes that are wrong."""

from datetime import timedelta

from hypothesis import strategies as st

from app.domain.order import Order, OrderLine
from app.domain.pick_check import ItemScan
from tests.builders import TODAY, a_kit, a_line, an_item_scan, an_order
from tests.pile import KITS, SKUS, Pile

PAST, FUTURE = TODAY - timedelta(days=1), TODAY + timedelta(days=90)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Kits, one item on several lines, gifts, wanted lots, pre-printed waybills."""
    lotted = draw(st.booleans())
    lines: list[OrderLine] = []
    for no in range(1, draw(st.integers(1, 4)) + 1):
        sku = draw(st.sampled_from(("TEA", "TEA", "CUP", "SET") if lotted else (*SKUS, *KITS)))
        pieces = draw(st.integers(1, 3))
        if sku in KITS:
            lines.append(a_kit(no, sku, KITS[sku], pieces))
        else:
            lot = draw(st.sampled_from((None, "A", "B"))) if lotted else None
            lines.append(a_line(no, sku, pieces, lot=lot, gift=draw(st.booleans())))
    return an_order(tuple(lines), waybill=draw(st.sampled_from(("", "", "SF9"))))


def scans() -> st.SearchStrategy[ItemScan]:
    """Right and wrong ones: cartons, kits, unknown and ambiguous codes, lots, serials, dates."""
    single = st.builds(
        an_item_scan,
        st.sampled_from((*SKUS, *KITS)),
        lot=st.sampled_from((None, None, "A", "B", "C")),
        serial=st.sampled_from((None, None, "S1", "S2")),
        expires=st.sampled_from((None, None, None, TODAY, FUTURE, PAST)),
    )
    carton = st.builds(an_item_scan, st.sampled_from((*SKUS, *KITS)), st.integers(0, 5))
    odd = st.builds(an_item_scan, st.sampled_from(((), ("TEA", "CUP"), "INK", ("TEA", "TEA"))))
    return st.one_of(single, single, carton, odd)


@st.composite
def right_scan(draw: st.DrawFn, pile: Pile) -> ItemScan:
    """A piece, a carton or a kit that the order still needs; the pile is not complete."""
    missing = pile.missing()
    kits = {line.item.sku for line in pile.order.lines if line.parts}
    whole = sorted(
        kit for kit in kits if all(missing[part, None] >= n for part, n in KITS[kit].items())
    )
    sku, lot = draw(st.sampled_from([*sorted(missing, key=str), *((kit, None) for kit in whole)]))
    most = 1 if sku in KITS else missing[sku, lot]
    pieces = draw(st.integers(1, min(most, 2)))
    serial = draw(st.sampled_from((None, None, "S1", "S2", "S3", "S4"))) if pieces == 1 else None
    if f"{sku}:{serial}" in pile.serials:
        serial = None
    if lot is None and pile.has_lots(sku):
        lot = draw(st.sampled_from((None, "C")))
    return an_item_scan(sku, pieces, lot=lot, serial=serial)
