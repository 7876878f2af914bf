# noqa: INP001 - a script beside its data, not a package
"""Writes the demonstration data: the files that a user would import, the same on every run.

    python resources/seeds/make_seeds.py

All numbers, codes and people are made up: roles instead of names, telephone numbers that
cannot be called, waybill numbers that no courier gave out.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent

Line = tuple[str, int] | tuple[str, int, str]  # item, pieces, "gift" or "lot:..."

# sku, name, spec, grams, picture, inner pack (0: none), carton (0: none)
ITEMS = (
    ("MUG-350-WH", "陶瓷马克杯", "350ml 白色", 356, "mug", 6, 24),
    ("MUG-350-BK", "陶瓷马克杯", "350ml 黑色", 358, "mug", 6, 24),
    ("MUG-350-GN", "陶瓷马克杯", "350ml 墨绿", 357, "mug", 6, 24),
    ("MUG-480-WH", "大号马克杯", "480ml 白色", 428, "mug", 0, 16),
    ("DRP-V60-01", "手冲滤杯", "1-2人份 陶瓷", 310, "dripper", 0, 12),
    ("DRP-V60-02", "手冲滤杯", "1-4人份 陶瓷", 402, "dripper", 0, 12),
    ("FLT-01-40", "咖啡滤纸", "1-2人份 40张", 62, "filter", 10, 100),
    ("FLT-02-40", "咖啡滤纸", "1-4人份 40张", 74, "filter", 10, 100),
    ("FLT-02-100", "咖啡滤纸", "1-4人份 100张", 168, "filter", 0, 40),
    ("NB-A5-LINE", "线装笔记本", "A5 横线 灰", 236, "notebook", 5, 50),
    ("NB-A5-GRID", "线装笔记本", "A5 方格 灰", 236, "notebook", 5, 50),
    ("NB-A6-BLANK", "随身笔记本", "A6 空白 米", 118, "notebook", 10, 100),
    ("CDL-CEDAR", "香薰蜡烛", "雪松 200g", 412, "candle", 0, 12),
    ("CDL-FIG", "香薰蜡烛", "无花果 200g", 412, "candle", 0, 12),
    ("CDL-TEA-12", "茶蜡", "12粒装", 176, "candle", 10, 60),
    ("TS-WHT-M", "纯棉T恤", "白色 M", 198, "t-shirt", 0, 40),
    ("TS-WHT-L", "纯棉T恤", "白色 L", 206, "t-shirt", 0, 40),
    ("TS-BLK-M", "纯棉T恤", "黑色 M", 198, "t-shirt", 0, 40),
    ("TS-BLK-L", "纯棉T恤", "黑色 L", 206, "t-shirt", 0, 40),
    ("SOCK-GRY", "中筒袜", "灰色 均码", 58, "socks", 12, 120),
    ("SOCK-BLK", "中筒袜", "黑色 均码", 58, "socks", 12, 120),
    ("SOCK-NVY", "中筒袜", "藏青 均码", 58, "socks", 12, 120),
    ("TEA-OOL-100", "乌龙茶", "100g 铁罐 按批次", 182, "tea", 0, 24),
    ("TEA-GRN-100", "绿茶", "100g 铁罐 按批次", 182, "tea", 0, 24),
    ("TEA-BLK-20", "红茶茶包", "20包 按批次", 96, "tea", 6, 48),
    ("SOAP-OLIVE", "橄榄手工皂", "100g", 108, "soap", 10, 80),
    ("SOAP-OAT", "燕麦手工皂", "100g", 108, "soap", 10, 80),
    ("SOAP-MINT", "薄荷手工皂", "100g", 108, "soap", 10, 80),
    ("LAMP-DESK-W", "折叠台灯", "暖白 带序列号", 865, "lamp", 0, 8),
    ("LAMP-DESK-C", "折叠台灯", "冷白 带序列号", 865, "lamp", 0, 8),
    ("LAMP-NIGHT", "小夜灯", "充电款 带序列号", 142, "lamp", 0, 40),
    ("TOY-BEAR-S", "毛绒小熊", "20cm", 164, "toy", 0, 30),
    ("TOY-BEAR-L", "毛绒小熊", "40cm", 520, "toy", 0, 12),
    ("TOY-BLOCK", "木制积木", "36块", 980, "toy", 0, 10),
    ("BTL-500-SV", "保温杯", "500ml 银色", 318, "bottle", 0, 24),
    ("BTL-500-BL", "保温杯", "500ml 蓝色", 318, "bottle", 0, 24),
    ("BTL-750-BK", "运动水壶", "750ml 黑色", 286, "bottle", 0, 24),
    ("BOX-STOR-S", "收纳盒", "小号", 246, "box", 0, 20),
    ("BOX-STOR-L", "收纳盒", "大号", 590, "box", 0, 8),
    ("GIFT-CARD", "感谢卡", "赠品", 9, "notebook", 50, 500),
    ("GIFT-SOAP", "旅行装小皂", "赠品 20g", 24, "soap", 20, 200),
    ("KIT-COFFEE", "手冲入门套装", "滤杯+滤纸+马克杯", 0, "dripper", 0, 0),
    ("KIT-BATH", "沐浴三件套", "手工皂三块", 0, "soap", 0, 0),
    ("KIT-DESK", "书桌套装", "台灯+笔记本两本", 0, "lamp", 0, 0),
)
NO_WEIGHT = {"TOY-BLOCK"}  # nobody has weighed it yet
KITS = {
    "KIT-COFFEE": (("DRP-V60-01", 1), ("FLT-01-40", 2), ("MUG-350-WH", 1)),
    "KIT-BATH": (("SOAP-OLIVE", 1), ("SOAP-OAT", 1), ("SOAP-MINT", 1)),
    "KIT-DESK": (("LAMP-DESK-W", 1), ("NB-A5-LINE", 2)),
}
BOXES = (
    ("F1", "1号箱", 68, 210, 140, 90),
    ("F2", "2号箱", 96, 260, 180, 130),
    ("F3", "3号箱", 142, 320, 220, 160),
    ("F4", "4号箱", 228, 400, 300, 200),
    ("F5", "快递袋", 18, 380, 280, 10),
)
OPERATORS = (
    ("P01", "ZB0001", "打包員 01", "packer"),
    ("P02", "ZB0002", "打包員 02", "packer"),
    ("P03", "ZB0003", "打包員 03", "packer"),
    ("L01", "ZB0101", "班長 A", "lead"),
    ("S01", "ZB0201", "主管 A", "supervisor"),
)
SHOPS = {
    "taobao": ("演示家居旗舰店", "31{:017d}"),
    "jd": ("演示家居京东店", "3110{:08d}"),
    "pdd": ("演示家居拼多多店", "260112-{:015d}"),
    "douyin": ("演示家居抖店", "47{:017d}"),
    "woo": ("demo-home", "W{:05d}"),
}
PLACES = (
    ("四川省", "成都市", "锦江区"), ("重庆市", "重庆市", "渝中区"), ("北京市", "北京市", "朝阳区"),
    ("上海市", "上海市", "静安区"), ("浙江省", "杭州市", "余杭区"), ("广东省", "深圳市", "南山区"),
    ("广东省", "广州市", "天河区"), ("江苏省", "苏州市", "吴中区"), ("湖北省", "武汉市", "洪山区"),
    ("陕西省", "西安市", "雁塔区"), ("山东省", "青岛市", "市南区"), ("辽宁省", "沈阳市", "和平区"),
    ("黑龙江省", "哈尔滨市", "道里区"), ("云南省", "昆明市", "五华区"),
    ("福建省", "厦门市", "思明区"),
    ("湖南省", "长沙市", "岳麓区"), ("河南省", "郑州市", "金水区"), ("安徽省", "合肥市", "蜀山区"),
    ("广西壮族自治区", "南宁市", "青秀区"), ("内蒙古自治区", "呼和浩特市", "赛罕区"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"), ("西藏自治区", "拉萨市", "城关区"),
    ("海南省", "海口市", "龙华区"), ("甘肃省", "兰州市", "城关区"),
)  # fmt: skip

# channel, goods, what is special about it (state=..., note=..., tote=no, waybill=..., box=...)
ORDERS: tuple[tuple[str, tuple[Line, ...], dict[str, str]], ...] = (
    ("taobao", (("MUG-350-WH", 2), ("FLT-01-40", 1)), {"buyer_note": "请多垫一层，谢谢"}),
    ("taobao", (("TS-BLK-L", 1),), {}),
    ("jd", (("KIT-COFFEE", 1), ("GIFT-CARD", 1, "gift")), {}),
    ("pdd", (("SOCK-GRY", 6), ("SOCK-BLK", 6)), {}),
    ("douyin", (("CDL-CEDAR", 1), ("CDL-FIG", 1)), {"seller_note": "易碎，用3号箱"}),
    ("taobao", (("TEA-OOL-100", 1, "lot:T2609"), ("MUG-350-GN", 1)), {}),
    ("woo", (("NB-A5-LINE", 3), ("NB-A5-GRID", 2)), {}),
    ("jd", (("LAMP-DESK-W", 1),), {}),
    ("pdd", (("FLT-02-40", 10),), {"seller_note": "整中包发货"}),
    ("taobao", (("BTL-500-SV", 1), ("SOAP-OLIVE", 2), ("GIFT-SOAP", 1, "gift")), {}),
    ("douyin", (("TOY-BEAR-S", 2),), {"buyer_note": "生日礼物，请不要放发票"}),
    ("jd", (("MUG-350-WH", 1), ("MUG-350-BK", 1), ("MUG-350-GN", 1)), {}),
    ("taobao", (("KIT-BATH", 2),), {}),
    ("pdd", (("SOAP-OAT", 3), ("SOAP-OAT", 1, "gift")), {}),  # one item in two lines
    ("woo", (("TS-WHT-M", 1), ("TS-WHT-L", 1)), {}),
    ("taobao", (("BOX-STOR-S", 2), ("BOX-STOR-L", 1)), {}),
    ("douyin", (("SOCK-NVY", 1),), {}),
    ("jd", (("KIT-DESK", 1), ("GIFT-CARD", 1, "gift")), {}),
    ("pdd", (("CDL-TEA-12", 2),), {}),
    ("taobao", (("TOY-BLOCK", 1),), {}),
    ("taobao", (("DRP-V60-02", 1), ("FLT-02-100", 2)), {}),
    ("douyin", (("BTL-500-BL", 2),), {}),
    ("jd", (("NB-A6-BLANK", 5),), {}),
    ("pdd", (("TEA-BLK-20", 6),), {}),
    ("woo", (("LAMP-NIGHT", 2),), {}),
    ("taobao", (("MUG-480-WH", 1),), {"state": "refunded"}),
    ("jd", (("TS-BLK-M", 1),), {"state": "cancelled"}),
    ("pdd", (("BTL-750-BK", 1),), {"state": "held", "seller_note": "买家要求改地址"}),
    ("douyin", (("CDL-FIG", 2),), {"state": "pending"}),
    ("taobao", (("SOAP-MINT", 1), ("SOCK-BLK", 2)), {"waybill": "yes"}),
    ("taobao", (("MUG-350-WH", 1),), {}),
    ("taobao", (("MUG-350-WH", 1),), {}),
    ("pdd", (("SOCK-GRY", 1),), {}),
    ("pdd", (("SOCK-GRY", 1),), {}),
    ("douyin", (("SOAP-OLIVE", 1),), {}),
    ("jd", (("TEA-GRN-100", 2, "lot:T2610"),), {}),
    ("taobao", (("TOY-BEAR-L", 1), ("GIFT-CARD", 1, "gift")), {}),
    ("woo", (("KIT-COFFEE", 1), ("TEA-OOL-100", 1, "lot:T2609")), {}),
    ("jd", (("BTL-500-SV", 1), ("BTL-500-BL", 1), ("BTL-750-BK", 1)), {}),
    ("taobao", (("NB-A5-LINE", 5),), {"seller_note": "整中包发货"}),
    ("pdd", (("CDL-CEDAR", 1), ("SOAP-OAT", 1), ("SOCK-GRY", 1), ("NB-A6-BLANK", 1)), {}),
    ("douyin", (("MUG-350-BK", 4),), {"buyer_note": "公司采购，要抬头发票"}),
    ("taobao", (("FLT-01-40", 3), ("DRP-V60-01", 1)), {}),
    ("jd", (("BOX-STOR-L", 2),), {}),
    ("pdd", (("TS-WHT-L", 2), ("SOCK-NVY", 3)), {}),
    ("woo", (("LAMP-DESK-C", 1), ("GIFT-SOAP", 2, "gift")), {}),
)
NUMBERS_A_COURIER = 300
PREPRINT = 900_000  # the serial of the waybill that exists before the check


def gs1_check(body: str) -> str:
    """The body with its GS1 check digit: from the right the weights are 3, 1, 3, ..."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1)
                for place, digit in enumerate(reversed(body)))  # fmt: skip
    return body + str(-total % 10)


def sf_check(body: str) -> str:
    """An SF number with its check digit: weights 1, 3, 5, ... from the right, digit sums."""
    products = [int(digit) * (2 * place + 1) for place, digit in enumerate(reversed(body[3:]))]
    return f"SF{body}{-sum(each // 10 + each % 10 for each in products) % 10}"


def codes(place: int, inner: int, carton: int) -> tuple[str, str, str]:
    """EAN-13 of the piece, and the GTIN-14 of inner pack and carton where there are such."""
    body = f"6900000{place + 101:05d}"
    return (
        gs1_check(body),
        gs1_check("1" + body) if inner else "",
        gs1_check("5" + body) if carton else "",
    )


def item_rows() -> Iterable[Sequence[object]]:
    for place, (sku, name, spec, grams, picture, inner, carton) in enumerate(ITEMS):
        kit = sku in KITS
        each, inner_code, carton_code = ("", "", "") if kit else codes(place, inner, carton)
        shelf = f"{'ABCD'[place % 4]}-{place // 4 + 1:02d}-{place % 3 + 1:02d}"
        weight = "" if kit or sku in NO_WEIGHT else grams
        yield (
            sku, name, spec, weight, "" if kit else shelf, picture, each,
            inner_code, inner or "", carton_code, carton or "",
        )  # fmt: skip


def order_tables() -> tuple[list[Sequence[object]], list[Sequence[object]]]:
    orders: list[Sequence[object]] = []
    lines: list[Sequence[object]] = []
    for place, (channel, goods, special) in enumerate(ORDERS, start=1):
        shop, pattern = SHOPS[channel]
        number = pattern.format(place)
        courier = "YUNDA" if channel == "pdd" or place % 5 == 0 else "SF"
        waybill = sf_check(f"199{PREPRINT:09d}") if "waybill" in special else ""
        province, city, district = PLACES[place % len(PLACES)]
        orders.append((
            channel, shop, number, special.get("state", "approved"),
            "SF" if waybill else courier, f"收件人 {place:04d}", f"000-0000-{place:04d}",
            province, city, district, f"演示路 {place} 号",
            f"{sum(line[1] for line in goods) * 29}.00",
            special.get("buyer_note", ""), special.get("seller_note", ""),
            f"T-{400 + place:04d}", f"PS-{place:05d}", 1, f"W{(place - 1) // 12 + 1:02d}",
            f"拣货员 {place % 3 + 1:02d}", waybill,
        ))  # fmt: skip
        for sku, pieces, *more in goods:
            kind = more[0] if more else ""
            lot = kind.removeprefix("lot:") if kind.startswith("lot:") else ""
            lines.append((number, sku, pieces, "yes" if kind == "gift" else "", lot))
    return orders, lines


def write(name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    """One table as UTF-8 with a byte order mark, so that Excel shows the Chinese words."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header.split(","))
        table.writerows(rows)


def main() -> None:
    write(
        "items.csv",
        "sku,name,spec,weight_g,location,picture,barcode,"
        "inner_barcode,inner_quantity,carton_barcode,carton_quantity",
        item_rows(),
    )
    write(
        "kits.csv",
        "kit_sku,part_sku,quantity",
        ((kit, part, pieces) for kit, parts in KITS.items() for part, pieces in parts),
    )
    write("boxes.csv", "box_code,name,tare_g,length_mm,width_mm,height_mm", BOXES)
    write("operators.csv", "operator_id,badge,name,role", OPERATORS)
    write(
        "waybills.csv",
        "courier,first_number,last_number",
        (
            ("SF", sf_check("199000000001"), sf_check(f"199{NUMBERS_A_COURIER:09d}")),
            ("YUNDA", "4990000000001", f"499{NUMBERS_A_COURIER:010d}"),
        ),
    )
    orders, lines = order_tables()
    write(
        "orders.csv",
        "channel,shop,order_number,state,courier,recipient,phone,province,city,district,address,"
        "paid,buyer_note,seller_note,tote,slip,slip_revision,wave,picker,waybill",
        orders,
    )
    write("order_lines.csv", "order_number,sku,quantity,gift,lot", lines)


if __name__ == "__main__":
    main()
