"""From the snapshot to the list of lines and to the welcome faces. Pure: no Qt, no clock."""

from app.domain.catalogue import Item
from app.i18n import Words
from app.station.snapshot import BenchSnapshot, Face, LineView
from app.ui import figures
from app.ui.ask_words import asked
from app.ui.face_words import FACES
from app.ui.models import FactModel, LineModel, LinesModel, PartModel, PillModel, WelcomeModel
from app.ui.texts import choose, stop_model


def lines_model(words: Words, snap: BenchSnapshot) -> LinesModel:
    """The lines as the list shows them: the one just scanned first, complete ones last."""
    wanted = _wanted(snap)
    top = wanted or snap.last_key
    lifted = [line for line in snap.lines if _has(line, top) and (wanted or _lifts(snap))]
    rest = [line for line in snap.lines if line not in lifted]
    opened = [line for line in rest if not line.complete]
    done = [line for line in rest if line.complete]
    rows = [
        *(_line(words, line, "lifted", wanted=bool(wanted)) for line in lifted),
        *(_line(words, line, "open", dim=snap.stop is not None) for line in opened),
        *(_line(words, line, "done", dim=snap.stop is not None) for line in done),
    ]
    more = tuple(
        words.many("+ {n} more line", "+ {n} more lines", n) for n in range(1, len(rows) + 1)
    )
    return LinesModel(tuple(rows), top, more)


def _lifts(snap: BenchSnapshot) -> bool:
    return snap.face in (Face.ACCEPTED, Face.TAKE_OUT, Face.WAIT_ITEM, Face.LOCKED)


def _wanted(snap: BenchSnapshot) -> str:
    """While a stop stands: the key of the line that the order needs instead."""
    stop = snap.stop.stop if snap.stop else None
    item = (stop.expected or stop.found) if stop else None
    return next((line.key for line in snap.lines if item and _is(line, item)), "")


def _has(line: LineView, key: str) -> bool:
    """Whether the key is the line's own or that of one of its parts."""
    return bool(key) and (line.key == key or any(part.key == key for part in line.parts))


def _is(line: LineView, item: Item) -> bool:
    return line.sku == item.sku or any(part.sku == item.sku for part in line.parts)


def _line(
    words: Words, line: LineView, state: str, *, dim: bool = False, wanted: bool = False
) -> LineModel:
    mark, word = "", ""
    if line.kit:
        mark, word = "kit", words.say("Kit")
    elif line.gift:
        mark, word = "gift", words.say("Gift")
    return LineModel(
        key=line.key,
        name=line.name,
        spec=line.spec,
        code=line.code or line.sku,
        location=line.location,
        picture=line.picture,
        needed=line.needed,
        scanned=line.scanned,
        state=state,
        mark=mark,
        mark_word=word,
        parts=() if state == "done" else tuple(_part(part) for part in line.parts),
        dim=dim,
        wanted=wanted,
    )


def _part(part: LineView) -> PartModel:
    return PartModel(part.name, part.spec, part.location, part.picture, part.needed, part.scanned)


def welcome_model(
    words: Words, snap: BenchSnapshot, devices: tuple[PillModel, ...]
) -> WelcomeModel:
    """The whole-screen face: sign in, or a bench that waits for its packer to come back."""
    face = FACES[snap.face]
    values = {
        "number": snap.order.number if snap.order else "",
        "scanned": str(snap.scanned),
        "needed": str(snap.needed),
    }
    kept = choose(words, face.lines, values) if face.lines and snap.order else ""
    icon, headline, line = face.icon, words.say(face.headline), words.say(face.steps[0])
    if snap.stop is not None:
        stop = stop_model(words, snap.stop)
        icon, headline = "warning-triangle", stop.headline
        line = f"{stop.line} • {stop.hands}"
    if snap.asks is not None:
        icon, (headline, line) = "badge", asked(words, snap.asks)
    return WelcomeModel(
        icon=icon,
        headline=headline,
        line=line,
        tone="warn" if snap.stop is not None else "idle",
        hints=(FactModel("list", kept),) if kept else (),
        devices=devices,
        foot=words.say("Everything on this bench is done with the scanner and the control card"),
    )


def empty_model(words: Words, snap: BenchSnapshot) -> WelcomeModel:
    """The left side while no order is open: which codes open one, and the parcel before."""
    hints = (
        FactModel("list", words.say("the pick slip")),
        FactModel("tote", words.say("the tote")),
        FactModel("truck", words.say("a waybill printed before")),
    )
    foot = ""
    if snap.previous is not None:
        at = figures.clock(snap.previous.at)
        foot = words.say("Previous order {number}, {at}", number=snap.previous.number, at=at)
    if snap.face in (Face.CHECK_EMPTY, Face.CHECK_PUT):
        return WelcomeModel(
            icon="scale",
            headline=words.say("The scale is being checked"),
            line=words.say("Orders can be scanned again after that"),
            foot=foot,
        )
    return WelcomeModel(
        icon="scanner",
        headline=words.say("Which order is next?"),
        line=words.say("Any code on its papers opens it"),
        hints=hints,
        foot=foot,
    )
