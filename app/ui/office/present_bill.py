"""A courier's bill as the drawer shows it: what it is made of, what is paid, what may be done."""

from dataclasses import dataclass
from datetime import datetime

from app.center import bill_words
from app.center.bill_closing import Payable
from app.center.bills import Bill, CauseSum
from app.domain.payable import Settlement
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.bill_words import BILL_STATES, CAUSES
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.fields import State
from app.ui.office.present_alerts import when


@dataclass(frozen=True, slots=True)
class More:
    """What was asked of a bill when it was opened."""

    bill_id: str = ""
    causes: tuple[CauseSum, ...] = ()
    settled: Settlement | None = None
    payable: Payable | None = None


def money(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Money(minor, currency).amount:,} {currency}"


def bill_detail(row: Bill, more: More, words: Words, now: datetime, *, works: bool) -> DetailModel:
    """``works``: who looks may do something about it."""
    say, state = words.say, BILL_STATES[row.state]
    known = more if more.bill_id == row.id else More()
    stale = words.many(
        "{n} line differs alike: our price list is probably old",
        "{n} lines differ alike: our price list is probably old", row.stale,
    ) if row.stale else ""  # fmt: skip
    return DetailModel(
        row.id,
        row.name,
        f"{row.courier} · {row.month}".strip(" ·"),
        say(state.word),
        state.tone,
        filled(
            (say(_("Billed")), money(row.billed_minor, row.currency)),
            (say(_("It states")), money(row.stated_minor, row.currency)),
            (say(_("Expected")), money(row.expected_minor, row.currency)),
            (say(_("To claim")), money(row.claim_minor, row.currency)),
            (say(_("Document")), known.payable.id if known.payable else ""),
            (say(_("Taken over")), when(row.taken_at, now)),
            (say(_("Look at")), "; ".join(filter(None, (stale, row.warning)))),
        ),
        tuple(one for one in _sections(row, known, words) if one.lines),
        _actions(row, words) if works else (),
    )


def _sections(row: Bill, known: More, words: Words) -> tuple[Section, ...]:
    say = words.say
    causes = tuple(_cause(one, row.currency, words) for one in known.causes)
    return (
        Section(say(_("What is paid")), _paid(row, known.settled, words)),
        Section(say(_("By cause")), causes),
    )


def _cause(one: CauseSum, currency: str, words: Words) -> tuple[str, str]:
    word = words.say(CAUSES.get(one.cause, State(one.cause)).word)
    claim = f" · {money(one.claim_minor, currency)}" if one.claim_minor else ""
    return (word, f"{one.lines:,}{claim}")


def _paid(row: Bill, settled: Settlement | None, words: Words) -> tuple[tuple[str, str], ...]:
    if settled is None or row.state == "taking":
        return ()
    say = words.say
    lines = [
        (say(bill_words.KINDS[kind]), money(amount, row.currency))
        for kind, amount in settled.kinds.items()
    ]
    if settled.kept_back:
        lines.append((say(_("Kept back")), money(-settled.kept_back, row.currency)))
    lines += [
        (say(_("Come over from {number}"), number=one.number), money(one.amount, row.currency))
        for one in settled.carried
    ]
    return (*lines, (say(_("To be paid")), money(settled.amount, row.currency)))


def _actions(row: Bill, words: Words) -> tuple[Action, ...]:
    say = words.say
    if row.state == "taking":
        return (Action("drop", say(_("Drop it")), why_not=""),)
    papers = (
        Action("claims", say(_("Claims for the courier (XLSX)"))),
        Action("settlement", say(_("Settlement sheet and document"))),
    )
    if row.state == "taken":
        return (
            Action("lines", say(_("Show its lines")), "primary"),
            Action("dispute_all", say(_("Dispute all open claims"))),
            Action("close", say(_("Close the bill"))),
            *papers,
        )
    show = Action("lines", say(_("Show its lines")))
    if row.state == "closed":
        return (
            Action("pay", say(_("It is paid")), "primary"), show, *papers,
            Action("reopen", say(_("Open the bill again"))),
        )  # fmt: skip
    return (show, *papers, Action("unpay", say(_("It is not paid after all"))))
