"""Why an order has its courier, and how a parcel was priced, as the drawer tells it."""

from app.center.quote_words import kept_lines, trace_lines
from app.domain.events import ParcelPriced
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rating import price
from app.domain.recorded import Recorded
from app.domain.routing import Choice, Option
from app.domain.values import Moment, Money
from app.i18n import Words
from app.ui.office.present_freight import choice_section, priced_section
from tests.builders import NOON
from tests.domain.rate_sheets import YUNDA, card_of

WORDS = Words("en")


def priced() -> Quote:
    quote = price(card_of(YUNDA), RatedParcel(Destination("CN", "新疆", "", "", ""), 1234))
    assert isinstance(quote, Quote)
    return quote


def kept_trace(quote: Quote) -> tuple[dict[str, str], ...]:
    """As the bench stores it with the parcel: nothing that has no value."""
    return tuple(
        {"code": line.code.value} | {name: str(it) for name, it in line.params if it is not None}
        for line in quote.trace
    )


def test_a_stored_price_is_told_as_it_was_reckoned() -> None:
    quote = priced()
    assert kept_lines(kept_trace(quote), WORDS) == trace_lines(quote, WORDS)
    assert kept_lines(({"code": "of_a_newer_program", "x": "1"},), WORDS) == ()


def test_the_drawer_tells_each_step_of_a_parcels_freight() -> None:
    quote = priced()
    fact = ParcelPriced("p1", "YUNDA", quote.zone, "1.3", quote.total, "hash", kept_trace(quote))
    told = Recorded(1, "f1", "b1", "boot", Moment(NOON, 0), "P1", "o1", fact)
    section = priced_section([told], WORDS)
    assert section.lines[0][0] == "YUNDA"
    assert [text for _left, text in section.lines[1:]] == list(trace_lines(quote, WORDS))


def test_every_courier_that_was_looked_at_is_named() -> None:
    dear, cheap = Option("SF", "", Money(1800, "CNY")), Option("YUNDA", "", Money(378, "CNY"))
    barred = Option("ZTO", "", Money(300, "CNY"), forbidden_by="no-zto")
    none = Option("EMS", refused="no_card")
    choice = Choice(dear, cheap, "heavy", (dear, cheap, barred, none))
    assert choice_section(choice, WORDS).lines == (
        ("SF", "¥ 18.00 · Chosen · by the rule heavy"),
        ("YUNDA", "¥ 3.78 · Cheapest"),
        ("ZTO", "¥ 3.00 · Not allowed · by the rule no-zto"),
        ("EMS", "no rate card in force on that day"),
    )
