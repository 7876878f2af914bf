"""Made-up goods of a warehouse, and what shops call them: long titles, other codes, other specs."""

import random

from app.domain.listing import Offer, Target

Made = tuple[Offer, str]
"""A listing, and the code of the item that it is; empty: none of ours."""

_KINDS = (
    "马克杯", "保温杯", "玻璃杯", "茶壶", "餐盘", "汤碗", "筷子", "砧板", "炒锅", "汤锅",
    "收纳盒", "衣架", "毛巾", "浴巾", "床单", "被套", "枕头", "抱枕", "窗帘", "地垫", "台灯",
    "插座", "数据线", "充电器", "耳机", "键盘", "鼠标垫", "笔记本", "中性笔", "文件夹", "短袖",
    "卫衣", "牛仔裤", "袜子", "帆布包", "双肩包", "雨伞", "绿茶", "红茶", "咖啡豆", "坚果",
    "面膜", "洗发水", "沐浴露", "牙膏", "洗衣液", "猫砂", "狗粮", "瑜伽垫", "跳绳",
)  # fmt: skip
_OF = (
    "陶瓷", "不锈钢", "玻璃", "实木", "竹制", "纯棉", "亚麻", "硅胶", "塑料", "羊毛", "真丝",
    "牛皮", "铸铁", "麦秸", "珊瑚绒", "记忆棉", "无线", "便携", "折叠", "加厚", "迷你", "儿童",
    "商务", "复古",
)  # fmt: skip
_LINES = (
    "北欧", "日式", "极简", "田园", "经典", "清风", "山月", "云朵", "海岸", "森林", "星空", "晨光",
    "暖阳", "墨竹", "白鹿", "青禾", "松石", "琥珀", "月白", "雪松",
)  # fmt: skip
_COLOURS = ("白色", "黑色", "墨绿", "藏青", "米色", "浅灰", "粉色", "咖啡色", "天蓝", "酒红")
_SIZES = ("S", "M", "L", "XL", "350ml", "480ml", "500ml", "1L", "250g", "500g", "1kg", "30cm",
          "45cm", "1.5m", "2m")  # fmt: skip
_LOUD = (
    "【官方正品】", "【包邮】", "新款", "爆款", "家用", "办公室", "大容量", "高颜值", "ins风",
    "送礼", "学生宿舍", "网红同款", "现货速发", "2026",
)  # fmt: skip


def targets(rng: random.Random, count: int) -> list[Target]:
    """``count`` items in families: one name in several colours and sizes."""
    made: list[Target] = []
    family = 0
    while len(made) < count:
        name = rng.choice(_LINES) + rng.choice(_OF) + rng.choice(_KINDS)
        family += 1
        for colour in rng.sample(_COLOURS, rng.randint(1, 4)):
            for size in rng.sample(_SIZES, rng.randint(1, 3)):
                place = len(made)
                sku = f"{rng.choice('ABCDEFGH')}{family:05d}-{place % 97:02d}-{size.upper()}"
                codes = (f"0690{place:010d}",)
                made.append(Target(sku, name, f"{colour} {size}", codes))
    return made[:count]


def offers(rng: random.Random, items: list[Target], count: int) -> list[Made]:
    """``count`` listings and the item that each is; a tenth is nothing of ours (empty)."""
    made: list[Made] = []
    for _ in range(count):
        item = rng.choice(items)
        if rng.random() < 0.1:
            made.append((Offer("", f"{rng.choice(_LOUD)}定制礼品卡{rng.randrange(999)}"), ""))
            continue
        made.append((_offer(rng, item), item.sku))
    return made


def _offer(rng: random.Random, item: Target) -> Offer:
    loud = rng.sample(_LOUD, 4)
    name = f"{loud[0]}{item.name}{loud[1]}{loud[2]}{loud[3]}"
    colour, size = item.spec.split(" ")
    spec = rng.choice((f"颜色分类:{colour};尺码:{size}", f"{size} {colour}", f"{colour}/{size}"))
    if rng.random() < 0.2:
        name, spec = f"{name}{colour}{size}", ""
    kind = rng.random()
    code = ""
    if kind < 0.2:
        code = item.sku.replace("-", "") + rng.choice(("", "X", "-NEW"))
    elif kind < 0.4:
        code = f"TB{rng.randrange(10**8):08d}"
    return Offer(code, name, spec)
