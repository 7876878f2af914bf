"""Sample orders for the picture gallery: one realistic day's order in each language."""

from datetime import UTC, datetime
from typing import Final

from app.domain.catalogue import Box, Item
from app.domain.order import Role
from app.domain.readings import DeviceKind, DeviceState
from app.domain.values import Grams, Money
from app.station.snapshot import (
    CenterView,
    LineView,
    OperatorView,
    OrderView,
    Pill,
    PreviousView,
    ShippingView,
)

AT: Final = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)
MONO_MS: Final = 5_000_000

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "bench": "Bench 07", "person": "Packer 12", "shop": "Flagship shop",
        "courier": "Standard Express", "zone": "East 3",
        "note": "No invoice. Card: “Happy birthday, Mum”",
        "mug": "Handmade ceramic mug", "mug_spec": "Mist blue • 350 ml",
        "kit": "Pour-over starter kit", "kit_spec": "Walnut • 2 parts",
        "dripper": "Dripper V60", "dripper_spec": "Walnut",
        "filter": "Cone filters, 40 sheets", "filter_spec": "Natural",
        "notebook": "Cloth grid notebook", "notebook_spec": "Lilac • A5",
        "candle": "Scented candle • Fig", "candle_spec": "Sample 60 g",
        "shirt": "Organic cotton T-shirt", "shirt_m": "Cream / M", "shirt_l": "Cream / L",
        "long": "Stackable food containers with bamboo lids, set of four, freezer proof",
        "long_spec": "Sand beige and forest green • 0.4 / 0.8 / 1.2 / 1.8 litres",
    },
    "zh_Hant": {
        "bench": "打包臺 07", "person": "打包員 12", "shop": "旗艦店",
        "courier": "標準快遞", "zone": "華東 3 區",
        "note": "不要放發票；賀卡寫「生日快樂，媽媽」",
        "mug": "手作陶瓷馬克杯", "mug_spec": "霧藍・350 ml",
        "kit": "手沖咖啡入門組", "kit_spec": "胡桃木・2 件一組",
        "dripper": "V60 濾杯", "dripper_spec": "胡桃木",
        "filter": "錐形濾紙 40 張", "filter_spec": "原色",
        "notebook": "布面方格筆記本", "notebook_spec": "紫灰・A5",
        "candle": "香薰蠟燭・無花果", "candle_spec": "試用裝 60 g",
        "shirt": "有機棉圓領 T 恤", "shirt_m": "米白 / M", "shirt_l": "米白 / L",
        "long": "竹蓋玻璃保鮮盒四件組（可堆疊、可冷凍、可微波，附防滑矽膠套與刻度）",
        "long_spec": "沙色與墨綠・0.4 / 0.8 / 1.2 / 1.8 公升",
    },
    "zh_Hans": {
        "bench": "打包台 07", "person": "打包员 12", "shop": "旗舰店",
        "courier": "标准快递", "zone": "华东 3 区",
        "note": "不要放发票；贺卡写“生日快乐，妈妈”",
        "mug": "手作陶瓷马克杯", "mug_spec": "雾蓝・350 ml",
        "kit": "手冲咖啡入门组", "kit_spec": "胡桃木・2 件一组",
        "dripper": "V60 滤杯", "dripper_spec": "胡桃木",
        "filter": "锥形滤纸 40 张", "filter_spec": "原色",
        "notebook": "布面方格笔记本", "notebook_spec": "紫灰・A5",
        "candle": "香薰蜡烛・无花果", "candle_spec": "试用装 60 g",
        "shirt": "有机棉圆领 T 恤", "shirt_m": "米白 / M", "shirt_l": "米白 / L",
        "long": "竹盖玻璃保鲜盒四件组（可堆叠、可冷冻、可微波，附防滑硅胶套与刻度）",
        "long_spec": "沙色与墨绿・0.4 / 0.8 / 1.2 / 1.8 升",
    },
}  # fmt: skip

BOX: Final = Box("BX-F3", "F3", Grams(180), 320, 240, 120)


def lines(language: str, scanned: dict[str, int]) -> tuple[LineView, ...]:
    """The sample order's lines with so many pieces scanned (sku -> pieces)."""
    w = WORDS[language]

    def part(key: str, name: str, picture: str, location: str) -> LineView:
        return LineView(
            key, picture.upper(), w[name], w[f"{name}_spec"], location, "", picture, 1,
            scanned.get(name, 0),
        )  # fmt: skip

    kit = (
        part("2.1", "dripper", "dripper", "B-02-11"),
        part("2.2", "filter", "filter", "B-02-13"),
    )
    rows = (
        ("1", "MUG-BL", "mug", "mug_spec", "A-07-04", "6 971402 118 056", "mug", 2),
        ("3", "NB-A5", "notebook", "notebook_spec", "C-01-20", "6 971402 204 117", "notebook", 1),
        ("4", "GIFT-CAN", "candle", "candle_spec", "G-00-03", "GIFT-CAN-60", "candle", 1),
        ("5", "TEE-M", "shirt", "shirt_m", "A-03-12", "6 971402 330 021", "t-shirt", 1),
    )
    plain = [
        LineView(
            key, sku, w[name], w[spec], place, code, picture, needed, scanned.get(name, 0),
            gift=name == "candle",
        )
        for key, sku, name, spec, place, code, picture, needed in rows
    ]  # fmt: skip
    done = sum(view.scanned for view in kit)
    plain.insert(
        1,
        LineView(
            "2", "KIT-COF", w["kit"], w["kit_spec"], "", "KIT-COF-02", "dripper", 2, done,
            kit=True, parts=kit,
        ),
    )  # fmt: skip
    return tuple(plain)


def many_lines(language: str, count: int, done: int = 2) -> tuple[LineView, ...]:
    """An order of many lines; every seventh has a very long name."""
    w = WORDS[language]
    kinds = ("mug", "notebook", "candle", "shirt", "dripper", "filter")
    made = []
    for number in range(1, count + 1):
        name = kinds[number % len(kinds)]
        long = number % 7 == 1
        spec = w["shirt_m"] if name == "shirt" else w[f"{name}_spec"]
        made.append(
            LineView(
                f"{number}",
                f"SKU-{number:03d}",
                w["long"] if long else w[name],
                w["long_spec"] if long else spec,
                f"A-{number % 9 + 1:02d}-{number % 20:02d}",
                f"6 971402 {number:03d} 056",
                "t-shirt" if name == "shirt" else name,
                1 + number % 3,
                1 + number % 3 if number <= done else 0,
            )
        )
    return tuple(made)


def order(language: str, *, line_count: int = 5, pieces: int = 7, note: bool = True) -> OrderView:
    """The sample order's head."""
    w = WORDS[language]
    return OrderView(
        number="SO-20261124-0187",
        channel="shop",
        shop=w["shop"],
        courier=w["courier"],
        tote="T-0412",
        cut_off=AT.replace(hour=16, minute=0),
        buyer_note=w["note"] if note else "",
        seller_note="",
        line_count=line_count,
        pieces=pieces,
        parcel_no=1,
        parcel_of=1,
        region="",
        status_age_s=120,
    )


def operator(language: str) -> OperatorView:
    return OperatorView(WORDS[language]["person"], Role.PACKER)


def pills(**states: DeviceState) -> tuple[Pill, ...]:
    """The three devices, ready unless named otherwise."""
    return tuple(
        Pill(kind, states.get(kind.value, DeviceState.READY), 40)
        for kind in (DeviceKind.SCANNER, DeviceKind.SCALE, DeviceKind.PRINTER)
    )


def shipping(language: str) -> ShippingView:
    w = WORDS[language]
    return ShippingView(w["courier"], w["zone"], Money(1400, "CNY"))


def shirt(language: str, size: str) -> Item:
    """The T-shirt in one size: found in L where M is needed."""
    w = WORDS[language]
    return Item(f"TEE-{size.upper()}", w["shirt"], w[f"shirt_{size}"], picture="t-shirt")


def item(language: str, name: str) -> Item:
    """Another item of the sample catalogue."""
    w = WORDS[language]
    sku = {"mug": "MUG-BL", "candle": "GIFT-CAN", "notebook": "NB-A5"}[name]
    return Item(sku, w[name], w[f"{name}_spec"], picture=name)


CENTER: Final = CenterView(reachable=True, age_s=120, waiting=0)
OFFLINE: Final = CenterView(reachable=False, age_s=2400, waiting=6)
PREVIOUS: Final = PreviousView("SO-20261124-0186", AT.replace(minute=29), synced=True)
