"""Papers that a warehouse prints once: the bench's control card and the operators' badges."""

from pathlib import Path

from app.domain.card_key import digit_code, reason_code
from app.domain.control_code import Control, code_of
from app.i18n import Words, mark
from app.labels.badges import Badge, BadgeSheet, render_badges
from app.labels.control_card import ControlCard, ControlCode, render_control_card
from app.store.engine import open_store
from app.ui.ask_words import REASONS, REPRINTS
from app.ui.stop_words import ROLES
from app.ui.texts import control_word

_GROUPS: tuple[tuple[str, tuple[Control, ...]], ...] = (
    (mark("After a stop"), (Control.ACKNOWLEDGE, Control.TAKE_OUT)),
    (
        mark("This order"),
        (
            Control.NEXT_BOX,
            Control.REWEIGH,
            Control.REPRINT,
            Control.SHORT,
            Control.RETURN,
            Control.PARK,
            Control.CANCEL,
        ),
    ),
    (
        mark("The bench"),
        (
            Control.CALL_LEAD,
            Control.ZERO,
            Control.TARE,
            Control.CHECK_SCALE,
            Control.TEST_SCAN,
            Control.SUPPORT,
            Control.SIGN_OUT,
            Control.MODE_CHECK,
            Control.MODE_WEIGH,
            Control.MODE_SINGLE,
            Control.MODE_HAND_OVER,
            Control.CLOSE_LIST,
        ),
    ),
)


def control_card(language: str) -> bytes:
    """The control card in one language, as PDF."""
    words = Words(language)
    codes = [
        ControlCode(code_of(control), control_word(words, control), group=words.say(group))
        for group, controls in _GROUPS
        for control in controls
    ]
    digits, why = words.say(mark("Digits of a PIN")), words.say(mark("Why a weight may pass"))
    codes += [ControlCode(digit_code(n), str(n), group=digits) for n in (*range(1, 10), 0)]
    codes += [
        ControlCode(reason_code(reason), words.say(text), group=why)
        for reason, text in REASONS.items()
    ]
    again = words.say(mark("Why a label is printed again"))
    codes += [
        ControlCode(reason_code(reason), words.say(text), group=again)
        for reason, text in REPRINTS.items()
    ]
    return render_control_card(ControlCard(words.say(mark("Control card")), tuple(codes)))


def badge_sheet(database: Path | str, language: str, warehouse: str = "W1") -> bytes:
    """Badges of everybody the center knows, as PDF."""
    words = Words(language)
    store = open_store(database, warehouse=warehouse)
    try:
        with store.read() as tx:
            people = tx.operators.every()
    finally:
        store.close()
    badges = tuple(Badge(who.badge, who.name, words.say(ROLES[who.role.value])) for who in people)
    return render_badges(BadgeSheet(badges))
