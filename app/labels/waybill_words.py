"""The fixed words on a waybill label, in the language of the courier."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaybillWords:
    """The fixed words on the label, in the language of the courier."""

    recipient: str = "收"
    sender: str = "寄"
    order: str = "订单"
    weight: str = "重量"
    printed: str = "打印"
    note: str = "备注"
    cod: str = "代收货款"
    insured: str = "保价"
    pays_sender: str = "寄付"
    pays_recipient: str = "到付"
    pays_monthly: str = "月结"
    reprint: str = "补打"
    more: str = "……另有 {count} 行"


WORDS_ZH = WaybillWords()
WORDS_EN = WaybillWords(
    recipient="TO",
    sender="FROM",
    order="Order",
    weight="Weight",
    printed="Printed",
    note="Note",
    cod="Cash on delivery",
    insured="Insured",
    pays_sender="Prepaid",
    pays_recipient="Freight collect",
    pays_monthly="On account",
    reprint="Reprint",
    more="… and {count} more lines",
)
