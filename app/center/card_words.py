"""What a new rate card changes, in sentences and numbers; in the reader's language."""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.center.cards import CardPreview
from app.domain.card_checks import CardDoubt, CardNote
from app.domain.rate_diff import CardDiff, PriceChange
from app.domain.rate_tables import nested_text
from app.domain.recosting import Recost
from app.domain.values import Money
from app.i18n import Words, mark

MOST = 20
"""Lines of one kind; the rest are counted."""

DOUBTS = {
    CardDoubt.EDGE_JUMP: mark(
        "zone {zone}: just above {weight} the price jumps from {before} to {after}"
    ),
    CardDoubt.EDGE_FALL: mark(
        "zone {zone}: just above {weight} the price falls from {before} to {after}"
    ),
    CardDoubt.NO_PLACES: mark("the card names no places: it prices by zone code alone"),
    CardDoubt.PROVINCE_WITHOUT_ZONE: mark("in no zone, so not served: {places}"),
    CardDoubt.OVERLAP: mark(
        "from {first} to {last} the card {card} is in force too; {counts} counts"
    ),
    CardDoubt.TWIN: mark(
        "the card {card} begins on the same day: the one taken over last counts; "
        "two products of one courier need a service each"
    ),
    CardDoubt.GAP: mark("from {first} to {last} no card of the courier is in force"),
}  # fmt: skip
MORE = mark("and {count} more")


def tell(preview: CardPreview, words: Words) -> tuple[str, ...]:
    """Everything that a person should read before the card takes effect."""
    return tuple(_lines(preview, words))


def _lines(preview: CardPreview, words: Words) -> Iterator[str]:
    if preview.known:
        yield words.say(mark("this card is here already; nothing changes"))
    if preview.diff is None:
        yield words.say(mark("a first card: there is none to compare it with"))
    else:
        assert preview.before is not None
        yield words.say(mark("compared with {card}:"), card=preview.before.id)
        yield from difference_lines(preview.diff, words)
    if preview.month is not None and preview.month.parcels:
        yield month_line(preview.month, words)
    yield from _short((note_line(note, words) for note in preview.notes), len(preview.notes), words)


def difference_lines(diff: CardDiff, words: Words) -> Iterator[str]:
    """A diff in words and numbers; the greatest change of price first."""
    if diff.same:
        yield words.say(mark("no price is different"))
        return
    counts = (
        (len(diff.cells), mark("{count} cells of the price table")),
        (len(diff.bands_added), mark("{count} bands are new")),
        (len(diff.bands_removed), mark("{count} bands are gone")),
    )
    for count, text in counts:
        if count:
            yield words.say(text, count=count)
    moves = (
        words.say(
            mark("{place}: from zone {old} to zone {new}"),
            place=move.place,
            old=move.old or "-",
            new=move.new or "-",
        )
        for move in diff.moves
    )
    yield from _short(moves, len(diff.moves), words)
    for change in diff.fields:
        old, new = (nested_text(change.field, value) or "-" for value in (change.old, change.new))
        yield words.say(mark("{field}: {old} → {new}"), field=change.field, old=old, new=new)
    yield from _short((price_line(one, words) for one in diff.prices), len(diff.prices), words)


def price_line(change: PriceChange, words: Words) -> str:
    """``+0.30 on 3 kg to 新疆 (6.00 → 6.30)``."""
    old, new = change.old, change.new
    by = ""
    if old is not None and new is not None:
        by = f"{Money(change.minor, new.currency).amount:+f}"
    return words.say(
        mark("{by} on {weight} {unit} to {places} ({old} → {new})"),
        by=by or words.say(mark("no price") if new is None else mark("new price")),
        weight=f"{change.weight:f}",
        unit=change.unit,
        places=" ".join(change.places[:MOST]),
        old="-" if old is None else f"{old.amount:f}",
        new="-" if new is None else f"{new.amount:f}",
    )


def month_line(told: Recost, words: Words) -> str:
    """``312 parcels would have cost +1,204.50 (8,000.00 → 9,204.50)``."""
    old, new, by = (
        Money(minor, told.currency).amount
        for minor in (told.old_minor, told.new_minor, told.difference_minor)
    )
    text = words.say(
        mark("{count} parcels would have cost {by} ({old} → {new})"),
        count=f"{told.compared:,}",
        by=f"{by:+,f}",
        old=f"{old:,f}",
        new=f"{new:,f}",
    )
    refused = sum(told.refused.values())
    if refused:
        text += words.say(mark("; {count} would have no price"), count=f"{refused:,}")
    return text


def note_line(note: CardNote, words: Words) -> str:
    """A doubt about a card as a sentence."""
    return words.say(DOUBTS[note.doubt], **dict(note.values))


def _short(lines: Iterable[str], count: int, words: Words) -> Iterator[str]:
    yield from islice(lines, MOST)
    if count > MOST:
        yield words.say(MORE, count=count - MOST)
