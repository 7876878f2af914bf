"""A shift at its busiest, for the gallery: the alerts, tickets and benches of one afternoon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from app.center.alert_board import (
    Alert,
    AlertBoard,
    AlertFilter,
    AlertPage,
    BenchAway,
    Handled,
    Person,
    Rate,
    Span,
    TicketRow,
)
from app.center.overview import BenchNow, OldOrder, WarehouseNow
from app.domain.catalogue import Item
from app.ui.gallery_data import WORDS

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
_TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "picker": "Picker", "packer": "Packer", "lead": "Lead", "bench": "Bench",
        "socks": "Cotton socks", "socks_spec": "Forest green",
        "shop1": "Flagship shop", "shop2": "Gift shop",
        "shop3": "Outlet", "place": "Warehouse W1", "mug_black": "Graphite • 350 ml",
    },
    "zh_Hant": {
        "picker": "揀貨員", "packer": "打包員", "lead": "班長", "bench": "打包臺", "socks": "棉襪",
        "socks_spec": "墨綠", "shop1": "旗艦店", "shop2": "禮品店", "shop3": "特賣店",
        "place": "一號倉", "mug_black": "石墨・350 ml",
    },
    "zh_Hans": {
        "picker": "拣货员", "packer": "打包员", "lead": "班长", "bench": "打包台", "socks": "棉袜",
        "socks_spec": "墨绿", "shop1": "旗舰店", "shop2": "礼品店", "shop3": "特卖店",
        "place": "一号仓", "mug_black": "石墨・350 ml",
    },
}  # fmt: skip
_ROWS: Final = (
    # seconds ago, kind, verdict, order, found, expected, bench, state, lead, minutes to cut-off
    (8, "mismatch", "wrong_item", "0187", "shirt_l", "shirt_m", 7, "open", "", 88),
    (72, "stop", "weight_out", "0192", "", "notebook", 3, "open", "", 148),
    (125, "mismatch", "unknown_code", "0175", "", "candle", 11, "open", "", 88),
    (391, "mismatch", "over", "0168", "filter", "", 7, "assigned", "A", 8),
    (662, "mismatch", "wrong_item", "0163", "mug_black", "mug", 5, "assigned", "A", 88),
    (1218, "printer", "printer", "0155", "", "", 2, "assigned", "B", 28),
    (1660, "mismatch", "expired", "0149", "candle", "", 9, "acknowledged", "B", 178),
    (2046, "lead", "call_lead", "0140", "", "", 7, "acknowledged", "A", 88),
    (2700, "mismatch", "wrong_item", "0131", "socks", "shirt_m", 4, "closed", "A", 0),
    (3060, "stop", "refunded", "0127", "", "", 10, "closed", "B", 0),
    (3780, "mismatch", "unknown_code", "0118", "", "socks", 2, "closed", "B", 0),
    (4100, "mismatch", "wrong_item", "0109", "dripper", "filter", 6, "closed", "A", 0),
    (4400, "mismatch", "over", "0104", "notebook", "", 1, "closed", "A", 0),
)
_PACE: Final = (24, 27, 21, 25, 19, 28, 26, 23, 11, 25, 0)
_PICTURES: Final = {"shirt_l": "t-shirt", "shirt_m": "t-shirt", "mug_black": "mug"}


def place(language: str) -> str:
    return _TEXTS[language]["place"]


def _item(language: str, key: str) -> Item | None:
    if not key:
        return None
    words = {**WORDS[language], **_TEXTS[language]}
    name = "shirt" if key.startswith("shirt") else "mug" if key.startswith("mug") else key
    spec = words.get(key, "") if key != name else words.get(f"{key}_spec", "")
    picture = _PICTURES.get(key, key)
    return Item(key.upper(), words[name], spec, location="A-07-04", picture=picture)


def bench_name(language: str, number: int) -> str:
    return f"{_TEXTS[language]['bench']} {number:02d}"


def alerts(language: str) -> tuple[Alert, ...]:
    t = _TEXTS[language]
    details = {"shown_g": "1182", "expected_g": "1008", "tolerance_g": "30",
               "explain_kind": "extra", "explain_item": WORDS[language]["notebook"]}  # fmt: skip
    made = []
    for n, (ago, kind, verdict, order, found, expected, bench, state, lead, left) in enumerate(
        _ROWS
    ):
        at = AT - timedelta(seconds=ago)
        who = f"{t['lead']} {lead}" if lead else ""
        detail = {"weight_out": details, "printer": {"problem": "out_of_paper"}}.get(verdict, {})
        made.append(
            Alert(
                id=f"alert-{n:02d}", kind=kind, verdict=verdict, state=state, order_id=f"o{n}",
                order_number=f"SO-20261124-{order}", shop=t[f"shop{n % 3 + 1}"],
                cut_off=AT + timedelta(minutes=left, seconds=17) if left else None,
                code="6971402003883" if kind == "mismatch" else "",
                found=_item(language, found), expected=_item(language, expected), details=detail,
                picker=f"{t['picker']} {n % 4 + 1:02d}", station_id=f"b{bench:02d}",
                station=bench_name(language, bench), operator=f"{t['packer']} {bench + 5:02d}",
                at=at, recv_at=at + timedelta(seconds=1),
                cleared_at=at + timedelta(seconds=40) if n > 2 else None,
                assignee_id=f"L{lead}" if lead and state != "acknowledged" else "",
                assignee=who if state != "acknowledged" else "",
                cause=("wrong_pick", "customer", "wrong_label", "miscount", "wrong_location")[n % 5]
                if state == "closed" else "",
                acknowledged_at=at + timedelta(seconds=48) if state != "open" else None,
                acknowledged_by=who,
                closed_by=who if state == "closed" else "",
            )
        )  # fmt: skip
    return tuple(made)


def _tickets(language: str) -> tuple[TicketRow, ...]:
    t, w = _TEXTS[language], WORDS[language]
    rows = (
        ("12", "0168", 8, 24, (w["filter"], 1), None, f"{t['picker']} 03"),
        ("03", "0155", 27, 50, None, (f"{t['socks']} {t['socks_spec']}", 2), f"{t['picker']} 02"),
        ("07", "0163", 87, 50, (f"{w['mug']} {w['mug_spec']}", 1), None, f"{t['picker']} 01"),
        ("15", "0149", 177, 10, (f"{w['candle']}", 1), None, ""),
    )
    return tuple(
        TicketRow(
            id=f"ZR{slot}", order_id=slot, order_number=f"SO-20261124-{order}", slot=slot,
            state="open", reason="", opened_at=AT - timedelta(minutes=20),
            cut_off=AT + timedelta(minutes=minutes, seconds=seconds),
            owner=owner, owner_id=owner, missing=(missing,) if missing else (),
            extra=(extra,) if extra else (),
        )
        for slot, order, minutes, seconds, missing, extra, owner in rows
    )  # fmt: skip


def people(language: str) -> tuple[Person, ...]:
    t = _TEXTS[language]
    leads = [Person(f"L{name}", f"{t['lead']} {name}", "lead") for name in "AB"]
    return (*leads, *(Person(f"P{n}", f"{t['packer']} {n:02d}", "packer") for n in (6, 8, 12)))


def board(language: str, *, away: bool = False) -> AlertBoard:
    every = alerts(language)
    start = AT.replace(hour=6, minute=0, second=0)
    counts = (3, 5, 4, 7, 6, 2, 8, 5)
    hour = timedelta(hours=1)
    spans = tuple(
        Span(start + hour * n, start + hour * (n + 1), count) for n, count in enumerate(counts)
    )
    last = AT.replace(minute=0, second=0)
    shift = last - spans[-1].start
    spans = tuple(Span(one.start + shift, one.end + shift, one.count) for one in spans)
    gone = BenchAway("b09", bench_name(language, 9), AT - timedelta(minutes=17), 4)
    return AlertBoard(
        at=AT,
        groups={"all": 52, "todo": 8, "mine": 3, "closed": 44},
        states={"open": 3, "assigned": 3, "acknowledged": 2, "closed": 44},
        kinds={"mismatch": 41, "stop": 7, "printer": 3, "lead": 1},
        open=tuple(one for one in every if one.state == "open"),
        tickets=_tickets(language),
        away=(gone,) if away else (),
        stations=11,
        rate=Rate(41, 13_226),
        rate_before=Rate(47, 12_703),
        answer_s=48,
        work_s=752,
        spans=spans,
        people=people(language),
    )


def calm(language: str) -> AlertBoard:
    """The same shift with nothing open."""
    return replace(
        board(language), open=(), tickets=(), groups={"all": 0, "todo": 0, "mine": 0, "closed": 0},
        states={},
    )  # fmt: skip


_WELL = {"scanner": "ready", "scale": "ready", "printer": "ready"}
_DEVICES = {
    4: _WELL | {"printer": "out_of_paper"},
    5: _WELL | {"scale": "silent"},
    7: _WELL | {"scanner": "lost"},
    11: _WELL | {"scale": "off"},
}


def _benches(language: str) -> tuple[BenchNow, ...]:
    t = _TEXTS[language]
    states = ("packing", "packing", "stopped", "packing", "idle", "packing", "stopped", "packing",
              "away", "packing", "free")  # fmt: skip
    verdicts = {3: "weight_out", 7: "wrong_item"}
    return tuple(
        BenchNow(
            station_id=f"b{n:02d}", name=bench_name(language, n), state=state,
            packer=f"{t['packer']} {n + 5:02d}" if state != "free" else "",
            order_number=f"SO-20261124-{180 + n:04d}" if state == "packing" else "",
            since=AT - timedelta(seconds=8 if n == 7 else 72 if n == 3 else 1020),
            verdict=verdicts.get(n, ""), parcels_hour=_PACE[n - 1],
            parcels_today=_PACE[n - 1] * 6,
            seen_at=AT - timedelta(seconds=1 if state != "away" else 1020),
            waiting=4 if state == "away" else 0, devices=_DEVICES.get(n, _WELL), data_age_s=1,
        )
        for n, state in enumerate(states, start=1)
    )  # fmt: skip


def _oldest(language: str) -> tuple[OldOrder, ...]:
    t, w = _TEXTS[language], WORDS[language]
    return tuple(
        OldOrder(
            f"o{n}", f"SO-20261124-{order}", t[f"shop{n % 3 + 1}"], w["courier"], state,
            AT + timedelta(minutes=minutes, seconds=50), AT - timedelta(hours=3),
        )
        for n, (order, state, minutes) in enumerate(
            (("0168", "returned", 8), ("0155", "returned", 27), ("0187", "approved", 87),
             ("0163", "parked", 87), ("0175", "approved", 87), ("0192", "approved", 147),
             ("0149", "returned", 177), ("0201", "approved", 177), ("0204", "approved", 177))
        )
    )  # fmt: skip


def warehouse(language: str) -> WarehouseNow:
    """Eleven benches: two stand still, one is away, one is free."""
    hour = AT.replace(minute=0, second=0)
    hours = (182, 334, 391, 402, 388, 190, 371, 409, 398, 229)
    return WarehouseNow(
        at=AT,
        benches=_benches(language),
        orders={"pending": 31, "held": 12, "approved": 418, "parked": 6, "returned": 4,
                "packed": 2893, "refunded": 9, "cancelled": 17},
        oldest=_oldest(language),
        parcels=tuple(
            (hour - timedelta(hours=len(hours) - 1 - n), count) for n, count in enumerate(hours)
        ),
        parcels_hour=sum(_PACE),
        parcels_today=2893,
    )  # fmt: skip


class SampleDesk:
    """Answers like the center's desk, from the sample; nothing it is told is kept."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.empty = False

    def page(
        self,
        wanted: AlertFilter,
        *,
        sort: str = "at",  # noqa: ARG002 - the sample has one order
        descending: bool = True,  # noqa: ARG002
        offset: int = 0,
        limit: int = 50,
    ) -> AlertPage:
        if self.empty or wanted.text:
            return AlertPage((), 0)
        return AlertPage(alerts(self.language)[offset : offset + limit], 52)

    def history(self, about: str) -> tuple[Handled, ...]:
        one = next(one for one in alerts(self.language) if one.id == about)
        if one.acknowledged_at is None:
            return ()
        return (
            Handled(one.acknowledged_at, one.acknowledged_by, "acknowledge"),
            Handled(
                one.acknowledged_at + timedelta(seconds=30), one.acknowledged_by, "assign",
                {"assignee": one.acknowledged_by},
            ),
        )  # fmt: skip
