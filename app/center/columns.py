"""Which sheet is which, told by its header row: English names or Chinese ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.center.sheets import Cell

_TITLES = {
    "sku": "sku|item code|item|商品编码|商品編碼|商家编码|商家編碼|货号|貨號|规格编码",
    "name": "name|名称|名稱|商品名称|商品名稱|品名|姓名|包材名称|包材名稱",
    "spec": "spec|specification|规格|規格|颜色规格",
    "weight_g": "weight g|weight|grams|重量|重量克|重量 克|克重|重量g|重量 g",
    "location": "location|bin|货位|貨位|库位|儲位",
    "picture": "picture|image|图片|圖片",
    "category": "category|类目|類目|分类|分類|品类|品類",
    "price": "price|售价|售價|单价|單價|价格|價格|零售价|零售價",
    "floor": "floor price|floor|lowest price|minimum price|min price|底价|底價|最低售价|最低售價|"
    "最低价|最低價",
    "barcode": "barcode|ean|条码|條碼|69码|69碼|商品条码|商品條碼",
    "inner_barcode": "inner barcode|inner code|中包条码|中包條碼",
    "inner_quantity": "inner quantity|inner qty|中包数量|中包數量",
    "carton_barcode": "carton barcode|carton code|箱码|箱碼|外箱条码|外箱條碼",
    "carton_quantity": "carton quantity|carton qty|箱数量|箱規|装箱数|裝箱數",
    "level": "level|级别|級別|包装级别",
    "quantity": "quantity|qty|pieces|数量|數量|件数|件數",
    "kit_sku": "kit|kit sku|bundle|套装编码|套裝編碼|组合编码|組合編碼",
    "part_sku": "part|part sku|component|子件编码|子件編碼|组件编码",
    "box_code": "box|box code|carton|包材编码|包材編碼|箱型|纸箱编码|紙箱編碼",
    "tare_g": "tare g|tare|皮重|皮重克|皮重 克|皮重 g|箱重",
    "length_mm": "length mm|length|长|長|长mm|長mm|长 mm|長 mm",
    "width_mm": "width mm|width|宽|寬|宽mm|寬mm|宽 mm|寬 mm",
    "height_mm": "height mm|height|高|高mm|高 mm",
    "operator_id": "operator|operator id|employee|工号|工號|员工号",
    "badge": "badge|card|工牌|工牌号|工牌號|工牌码",
    "role": "role|角色|岗位|崗位",
    "courier": "courier|carrier|快递|快遞|快递公司|快遞公司",
    "first_number": "first number|first|from number|起始单号|起始單號|起号",
    "last_number": "last number|last|to number|结束单号|結束單號|止号",
    "waybill_number": "waybill number|number in pool|单号|單號",
    "number": "order number|order no|order|订单号|訂單號|订单编号|訂單編號|单据编号",
    "channel": "channel|platform|平台|渠道",
    "shop": "shop|store|店铺|店鋪|店铺名称",
    "state": "state|status|状态|狀態|订单状态|訂單狀態",
    "reason": "reason|原因",
    "modified": "modified|updated|修改时间|修改時間|更新时间|更新時間",
    "service": "service|product|快递产品|快遞產品",
    "recipient": "recipient|consignee|收件人|收货人|收貨人",
    "phone": "phone|mobile|电话|電話|手机|手機|收件电话",
    "country": "country|国家|國家",
    "province": "province|state province|省|省份",
    "city": "city|市|城市",
    "district": "district|county|区|區|区县|區縣",
    "address": "address|地址|详细地址|詳細地址",
    "postcode": "postcode|zip|邮编|郵編|邮政编码",
    "paid": "paid|amount|实付|實付|实付金额|實付金額|付款金额",
    "cod": "cod|cash on delivery|代收货款|代收貨款|到付货款",
    "insured": "insured|insured value|保价|保價|保价金额|保價金額|声明价值",
    "freight": "freight|freight paid by|运费付款|運費付款",
    "currency": "currency|币种|幣種",
    "buyer_note": "buyer note|buyer message|买家留言|買家留言",
    "seller_note": "seller note|seller memo|卖家备注|賣家備註|备注|備註",
    "tote": "tote|周转箱|周轉箱|拣货箱|揀貨箱",
    "slip": "slip|pick slip|拣货单|揀貨單|配货单",
    "slip_revision": "slip revision|拣货单版本|揀貨單版本",
    "wave": "wave|波次",
    "picker": "picker|拣货员|揀貨員",
    "default_box": "default box|推荐箱型|推薦箱型|建议包材",
    "waybill": "waybill|tracking number|运单号|運單號|快递单号|快遞單號|面单号",
    "cut_off": "cut off|ship by|截单时间|截單時間|最晚发货时间",
    "gift": "gift|赠品|贈品",
    "lot": "lot|batch|批次|批号|批號",
}
_ORDER = (
    "channel", "shop", "state", "reason", "modified", "courier", "service", "recipient", "phone",
    "country", "province", "city", "district", "address", "postcode", "paid", "cod",
    "insured", "freight", "currency",
    "buyer_note", "seller_note", "tote", "slip", "slip_revision", "wave", "picker", "default_box",
    "waybill", "cut_off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet is of this kind when all ``needs`` are in its header; ``takes`` may be."""

    name: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


KINDS = (
    SheetKind(
        "items",
        ("sku", "name"),
        (
            "spec", "weight_g", "location", "picture", "barcode", "inner_barcode",
            "inner_quantity", "carton_barcode", "carton_quantity", "category", "price", "floor",
            "currency", "length_mm", "width_mm", "height_mm",
        ),
    ),
    SheetKind("barcodes", ("sku", "barcode", "quantity"), ("level",)),
    SheetKind("kits", ("kit_sku", "part_sku", "quantity")),
    SheetKind("boxes", ("box_code", "name", "tare_g"), ("length_mm", "width_mm", "height_mm")),
    SheetKind("operators", ("operator_id", "badge", "name"), ("role",)),
    SheetKind("ranges", ("courier", "first_number", "last_number")),
    SheetKind("numbers", ("courier", "waybill_number")),
    SheetKind("orders", ("number", "province"), _ORDER),
    SheetKind("lines", ("number", "sku", "quantity"), ("name", "spec", "gift", "lot", "shop")),
    SheetKind(
        "order_lines",
        ("number", "sku", "quantity", "province"),
        (*_ORDER, "name", "spec", "gift", "lot"),
    ),
)  # fmt: skip
"""In the order in which they are written; a later kind that fits as well wins (more columns)."""


def plain_title(title: str) -> str:
    """A header as it is compared: ``Weight (g)``, ``weight_g`` and ``weight g`` are one."""
    letters = "".join(sign if sign.isalnum() else " " for sign in title.casefold())
    return " ".join(letters.split())


_FIELDS: dict[str, tuple[str, ...]] = {}
for _field, _names in _TITLES.items():
    for _title in {plain_title(name) for name in _names.split("|")} | {plain_title(_field)}:
        _FIELDS[_title] = (*_FIELDS.get(_title, ()), _field)


@dataclass(frozen=True, slots=True)
class Header:
    """``places`` maps a field to its column; ``titles`` keeps what the file calls it."""

    kind: SheetKind
    places: Mapping[str, int]
    titles: Mapping[str, str]
    ignored: tuple[str, ...]


def understand_header(cells: tuple[Cell, ...]) -> Header | None:
    """What kind of sheet begins with this row; None when none fits."""
    best: Header | None = None
    for kind in KINDS:
        header = _fit(kind, cells)
        if header and (best is None or len(header.places) > len(best.places)):
            best = header
    return best


def _fit(kind: SheetKind, cells: tuple[Cell, ...]) -> Header | None:
    wanted = (*kind.needs, *kind.takes)
    places: dict[str, int] = {}
    titles: dict[str, str] = {}
    ignored = []
    for place, cell in enumerate(cells):
        known = _FIELDS.get(plain_title(cell.text), ())
        field = next((each for each in known if each in wanted and each not in places), None)
        if field is not None:
            places[field] = place
            titles[field] = cell.text
        elif cell.text:
            ignored.append(cell.text)
    if any(field not in places for field in kind.needs):
        return None
    return Header(kind, places, titles, tuple(ignored))
