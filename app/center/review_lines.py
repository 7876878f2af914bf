"""Orders as ``read-orders`` prints them, as the rules see them; and a decision as plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.center.review_file import RulesFile, moment_of
from app.center.review_told import told
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.review import Outcome
from app.domain.review_engine import Judge
from app.domain.review_facts import Facts, facts_of, joined
from app.domain.review_fields import BY_NAME, CANONICAL, Kind, places_of
from app.domain.review_trace import explain
from app.domain.trade import Presale, Trade
from app.domain.values import Grams, Money

Json = dict[str, Any]
AN_ORDER: Final = frozenset({"number", "lines", "paid", "channel", "shop", "recipient", "state"})
_FROM: Final = {
    "lines": ("items", "quantity", "line_count", "weight"),
    "recipient": ("region", "country", "province", "city", "district"),
    "buyer_note": ("buyer_note", "has_buyer_note"),
    "seller_note": ("seller_note", "has_seller_note"),
    "channel": ("channel",),
    "shop": ("shop",),
    "courier": ("courier",),
}
"""What is not known of an order whose line leaves this out."""

_TRADE: Final = ("cod", "cash_on_delivery", "presale", "pre_sale", "digital", "virtual")
_GIVEN_UP: Final = frozenset({OrderState.REFUNDED, OrderState.CANCELLED})
REVIEW: Final = "review"


class LineError(ValueError):
    """The line is no order; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Judging:
    """Rules that judge line after line. ``clock`` gives aware time by the clock on the wall."""

    file: RulesFile
    clock: Callable[[], datetime]

    def judge(self) -> Callable[[Json], Json]:
        """What answers one line: ``outcome``, ``rule``, ``trace``, or ``error``."""
        now = self.clock()
        judge = Judge(self.file.rules, now)

        def answer(line: Json) -> Json:
            try:
                return _judged(judge, self.file, line, now)
            except LineError as error:
                return {"error": {"code": "bad_order", "message": str(error)}}

        return answer


def _judged(judge: Judge, file: RulesFile, line: Json, now: datetime) -> Json:
    if not AN_ORDER & line.keys():
        raise LineError("this is no order: it has no number, no lines, no amount")
    state, reason = _state(line), str(line.get("reason") or "")
    if state in _GIVEN_UP:
        return _by_state(Outcome.REJECT, state, reason)
    if state is OrderState.HELD or (state is OrderState.PENDING and reason not in {"", REVIEW}):
        return _by_state(Outcome.HOLD, state, reason)
    facts = line_facts(line, now)
    buyer = _text(line, "buyer")
    if "blacklisted" not in facts and (buyer or not file.black):
        facts["blacklisted"] = buyer in file.black  # nobody is on an empty list
    return told(explain(file.rules, facts, judge.judge(facts)), file.rules)


def _by_state(outcome: Outcome, state: OrderState, reason: str) -> Json:
    """The shop's own word comes first: no rule releases what may not be shipped."""
    return {
        "outcome": outcome.value,
        "rule": None,
        "trace": {"why": "state", "state": state.value, "reason": reason},
    }


def line_facts(line: Json, now: datetime) -> Facts:
    """The values of one line. Raises LineError. What the line leaves out is not known."""
    at = _moment(line.get("at"), "at") or now
    order = _order(line)
    facts = facts_of(order, _trade(line), at)
    for part, names in _FROM.items():
        if line.get(part) is None:
            for name in names:
                facts.pop(name, None)
    told_facts = line.get("facts", {})
    if not isinstance(told_facts, dict):
        raise LineError("facts are an object")
    for name, value in {**line, **told_facts}.items():
        field = CANONICAL.get(name)
        if field is None or value is None or (name in _OF_ORDER and name not in told_facts):
            continue
        facts[field] = _value(field, value)
    return joined(facts)


_OF_ORDER: Final = frozenset(
    {"channel", "shop", "paid", "currency", "lines", "buyer_note", "seller_note", "courier",
     *_TRADE}
)  # fmt: skip


def _value(name: str, value: Any) -> Any:
    kind = BY_NAME[name].kind
    match kind, value:
        case Kind.YES, bool():
            return value
        case Kind.TEXT, str():
            return value
        case ((Kind.WHOLE | Kind.GRAMS | Kind.CLOCK), int()) if not isinstance(value, bool):
            return value
        case Kind.AMOUNT, int() | float() | str() if not isinstance(value, bool):
            return float(_decimal(value, name))
        case Kind.TEXTS, list() if all(isinstance(one, str) for one in value):
            return value
        case Kind.PLACES, str():
            return list(places_of("CN", *(f"{value}//".split("/")[:3])))
        case _:
            raise LineError(f"{name} cannot be {value!r}")


def _order(line: Json) -> Order:
    to = line.get("recipient") or {}
    if not isinstance(to, dict):
        raise LineError("the recipient is an object")
    return Order(
        id="",
        warehouse="",
        number=_text(line, "number"),
        channel=_text(line, "channel"),
        shop=_text(line, "shop"),
        state=OrderState.APPROVED,
        revision=1,
        lines=_lines(line.get("lines") or []),
        recipient=Recipient(
            country=_text(to, "country") or "CN",
            province=_text(to, "province"),
            city=_text(to, "city"),
            district=_text(to, "district"),
        ),
        courier=_text(line, "courier"),
        buyer_note=_text(line, "buyer_note"),
        seller_note=_text(line, "seller_note"),
        paid=_paid(line),
    )


def _lines(told_lines: Any) -> tuple[OrderLine, ...]:
    if not isinstance(told_lines, list) or not all(isinstance(one, dict) for one in told_lines):
        raise LineError("lines are a list of objects")
    return tuple(_line(number, one) for number, one in enumerate(told_lines, start=1))


def _line(number: int, one: Json) -> OrderLine:
    quantity = one.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        raise LineError(f"line {number}: a quantity is a whole number, not {quantity!r}")
    weight = one.get("weight_g")
    if weight is not None and (not isinstance(weight, int) or isinstance(weight, bool)):
        raise LineError(f"line {number}: weight_g is whole grams, not {weight!r}")
    item = Item(
        _text(one, "sku"), _text(one, "name"), _text(one, "spec"),
        None if weight is None else Grams(weight),
    )  # fmt: skip
    return OrderLine(number, item, quantity, bool(one.get("gift")))


def _trade(line: Json) -> Trade | None:
    """What is said of the buying; None: nothing is, and so nothing of it is known."""
    paid_at = _moment(line.get("paid_at"), "paid_at")
    if paid_at is None and all(line.get(name) is None for name in _TRADE):
        return None
    presale = line.get("presale", line.get("pre_sale"))
    return Trade(
        paid_at=paid_at,
        cash_on_delivery=bool(line.get("cod", line.get("cash_on_delivery"))),
        presale=Presale.PAID if presale else Presale.NO,
        digital=bool(line.get("digital", line.get("virtual"))),
    )


def _paid(line: Json) -> Money | None:
    """As a text, so that not a cent is lost on the way; a plain number is understood too."""
    paid = line.get("paid")
    if paid is None or paid == "":
        return None
    return Money.of(_decimal(paid, "paid"), _text(line, "currency") or "CNY")


def _decimal(value: Any, name: str) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation  # noqa: TRY301 - said below, as every other one
        number = Decimal(str(value))
    except InvalidOperation:
        raise LineError(f"{name} is an amount, not {value!r}") from None
    if not number.is_finite() or number.adjusted() > 15:  # noqa: PLR2004 - as in a rule
        raise LineError(f"{name} is an amount, not {value!r}")
    return number


def _text(told_part: Json, name: str) -> str:
    value = told_part.get(name)
    if value is None:
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise LineError(f"{name} is a text, not {value!r}")


def _state(line: Json) -> OrderState | None:
    state = line.get("state")
    if state in (None, ""):
        return None
    try:
        return OrderState(state)
    except ValueError:
        raise LineError(f"no state of an order is called {state!r}") from None


def _moment(value: Any, name: str) -> datetime | None:
    try:
        return moment_of(value)
    except ValueError:
        raise LineError(f"{name} is a time like 2026-11-24T12:00:00+08:00") from None
