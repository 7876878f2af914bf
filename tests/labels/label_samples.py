"""Documents as a bench would print them; every value is plainly made up."""

from app.domain.order import Freight
from app.labels.badges import Badge, BadgeSheet
from app.labels.control_card import ControlCard, ControlCode
from app.labels.pick_slip import PickSlip
from app.labels.repick_slip import RepickSlip
from app.labels.slip import SlipLine
from app.labels.waybill import Party, WaybillLabel
from app.labels.waybill_words import WORDS_EN

WAYBILL = WaybillLabel(
    courier="顺丰速运",
    service="特快专递",
    sorting_code="571-B3-08",
    waybill_number="SF1432887655217",
    recipient=Party("䶮*", "138******34", "浙江省杭州市西湖区文三路***号创业大厦*座****室"),
    sender=Party("旗舰店仓", "0571-****88", "浙江省杭州市余杭区仓前街道良睦路***号一号仓库"),
    order_number="SO-20261124-0187",
    parcels=2,
    weight_g=1634,
    items=("手工陶瓷杯 雾蓝 350 ml × 2", "有机棉 T 恤 米白 / M × 1"),
    note="不要发票。贺卡：“生日快乐”",
    cod="¥ 128.00",
    insured="¥ 300.00",
    freight=Freight.MONTHLY,
    printed_at="2026-11-24 14:36",
)

LONG_WAYBILL = WaybillLabel(
    courier="International Parcel Express Worldwide",
    service="Standard economy, signature required",
    sorting_code="上海浦东-张江集散-A12-0045-07",
    waybill_number="1Z999AA10123456784ABCDEFGH",
    recipient=Party(
        "㛃*㛃 – Company of Trading and Logistics (Import/Export) Co., Ltd.",
        "+86 138 **** 1234 ext. 5567",
        "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇" * 7,
    ),
    sender=Party("Department of returns", "+49 ** ****", "Industrial street 45a, hall 3, " * 5),
    order_number="SO-20261124-0187-VERY-LONG-EXTERNAL-REFERENCE-00012345",
    parcel=12,
    parcels=14,
    weight_g=31634,
    items=tuple(f"Article {n}, a long descriptive name, natural white × {n}" for n in range(1, 30)),
    note="Please leave with the neighbour. " * 8,
    insured="€ 12,500.00",
    freight=Freight.RECIPIENT,
    copy_number=2,
    printed_at="2026-11-24 14:36",
    words=WORDS_EN,
)

CARD = ControlCard(
    "工位指令卡",
    tuple(
        ControlCode(f"~SP{number:02}REPICK-{number % 10}", f"指令 {number}", "提示", group)
        for number, group in enumerate(["日常"] * 6 + ["模式"] * 3 + ["其他"] * 5)
    ),
    "扫描条码即可操作",
    "2026-11",
)

BADGES = BadgeSheet(
    tuple(Badge(f"~B{number:06}7", f"打包员 {number}", "打包员", "一仓") for number in range(11))
)

REPICK = RepickSlip(
    "RP-20261124-0042",
    "SO-20261124-0187",
    "12",
    cut_off="16:00",
    picker="Picker 08",
    packer="Packer 03",
    bench="Bench 07",
    owner="Aisle C",
    printed_at="2026-11-24 14:36",
    missing=(SlipLine(2, "Organic cotton T-shirt", "Cream / M", "C-04-2"),),
    too_many=(SlipLine(1, "布面方格笔记本", "丁香紫 · A5", "B-11-3"),),
    foreign=(SlipLine(1, "Scented candle", "Sample 60 g"),),
)

PICK = PickSlip(
    "SO-20261124-0187",
    "SO-20261124-0187",
    tuple(SlipLine(n % 3 + 1, f"Article {n}", "Cream", f"C-{n:02}-2") for n in range(17)),
    tote="T-0412",
    note="No invoice.",
)
