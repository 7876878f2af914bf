"""What rules, conditions and findings are called, as message ids: for pages, tools and logs."""

from typing import Final

from app.domain.review import Op, Outcome, Why
from app.domain.review_checks import FindingCode
from app.i18n import mark as _

FIELD_WORDS: Final = {
    "channel": _("Channel"),
    "shop": _("The shop"),
    "paid": _("Paid amount"),
    "currency": _("Currency"),
    "items": _("Items"),
    "categories": _("Item categories"),
    "quantity": _("Pieces"),
    "line_count": _("Order lines"),
    "weight": _("Weight of the goods"),
    "region": _("Region"),
    "country": _("Country"),
    "province": _("Province"),
    "city": _("City"),
    "district": _("District"),
    "has_buyer_note": _("Buyer left a note"),
    "has_seller_note": _("Seller left a note"),
    "buyer_note": _("Text of the buyer's note"),
    "seller_note": _("Text of the seller's note"),
    "first_order": _("First order of this buyer"),
    "blacklisted": _("Buyer is on the black list"),
    "time": _("Time of day"),
    "weekday": _("Weekday (1 Monday, 7 Sunday)"),
    "minutes_since_paid": _("Minutes since payment"),
    "below_floor": _("A price is below its floor"),
    "stock_enough": _("Stock is enough"),
    "courier_reachable": _("A courier goes there"),
    "courier": _("Courier named by the shop"),
    "cod": _("Cash on delivery"),
    "presale": _("Pre-sale"),
    "digital": _("Nothing is sent"),
}
OP_WORDS: Final = {
    Op.IS: _("is"),
    Op.NOT: _("is not"),
    Op.MORE: _("is more than"),
    Op.AT_LEAST: _("is at least"),
    Op.LESS: _("is less than"),
    Op.AT_MOST: _("is at most"),
    Op.BETWEEN: _("is from … to"),
    Op.IN: _("is one of"),
    Op.NOT_IN: _("is none of"),
    Op.ONLY: _("is only of"),
    Op.CONTAINS: _("contains"),
    Op.LACKS: _("does not contain"),
}
OUTCOME_WORDS: Final = {
    Outcome.APPROVE: _("Approve"),
    Outcome.HOLD: _("Hold for a person"),
    Outcome.HOLD_FINANCE: _("Hold for finance"),
    Outcome.REJECT: _("Reject"),
    Outcome.SET_COURIER: _("Set the courier"),
    Outcome.SET_WAREHOUSE: _("Set the warehouse"),
    Outcome.TAG: _("Add a tag"),
    Outcome.ADD_GIFT: _("Add a gift"),
}
WHY_WORDS: Final = {
    Why.RULE: _("by a rule"),
    Why.NO_RULE: _("no rule decides on it"),
    Why.UNKNOWN: _("the rule asks for something that is not known: {unknown}"),
    Why.BROKEN: _("the rule cannot be reckoned: {detail}"),
}
FINDING_WORDS: Final = {
    FindingCode.NO_NAME: _("a rule needs a name"),
    FindingCode.NO_FIELD: _("no field is called {about}"),
    FindingCode.WRONG_OP: _("this comparison does not fit the field: {about}"),
    FindingCode.VALUE_COUNT: _("too few or too many values: {about}"),
    FindingCode.BAD_VALUE: _("this is no value of the field: {about}"),
    FindingCode.NEEDS_VALUE: _("say which courier, warehouse, tag or gift"),
    FindingCode.BAD_GIFT: _("a gift is an item's code, and *2 for two of it, not {about}"),
    FindingCode.ENDS_FIRST: _("it ends before it begins"),
    FindingCode.TOO_LONG: _("the expression is too long ({about} characters)"),
    FindingCode.NO_EXPRESSION: _("this is no expression: {detail}"),
    FindingCode.NO_FUNCTION: _("no function is called {about}"),
    FindingCode.WRONG_TYPE: _("it compares things of different kinds: {about}{detail}"),
    FindingCode.NOT_YES_OR_NO: _("the expression gives {about}, not true or false"),
    FindingCode.BREAKS: _("the expression fails on some orders: {detail}"),
}
