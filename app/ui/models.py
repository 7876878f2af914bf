"""What each widget of the bench shows: frozen values with the words already chosen. No Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemModel:
    name: str
    spec: str
    picture: str


@dataclass(frozen=True, slots=True)
class VerdictModel:
    """The verdict area. ``tone`` is idle, ok or warn; a stop has its own panel."""

    face: str
    tone: str
    icon: str
    headline: str
    next_step: str
    line: str = ""
    small: str = ""
    item: ItemModel | None = None
    badge: str = ""
    scanned: int = 0
    needed: int = 0
    counts: bool = False  # show "3 / 7" and the bar


@dataclass(frozen=True, slots=True)
class CompareModel:
    """One of the two cards of a stop: what was found, what is expected."""

    title: str
    big: str
    name: str
    spec: str
    picture: str
    good: bool


@dataclass(frozen=True, slots=True)
class StopModel:
    """A stop. ``bars`` are the modules of the code that clears it."""

    verdict: str
    headline: str
    line: str
    hands: str
    then: str
    stands: str
    locked: str
    lead: str
    cards: tuple[CompareModel, ...] = ()
    code: str = ""
    bars: str = ""
    clear_word: str = ""
    clear_hint: str = ""
    since_mono_ms: int = 0


@dataclass(frozen=True, slots=True)
class GaugeModel:
    """Where the weight lies about its band, in grams."""

    low: int
    middle: int
    high: int
    grams: int | None
    low_text: str
    high_text: str
    tone: str  # quiet | ok | warn


@dataclass(frozen=True, slots=True)
class WeightModel:
    title: str
    digits: str
    unit: str
    digits_tone: str  # ink | muted | warn
    pill: str
    pill_tone: str  # quiet | ok | warn | stop
    pill_icon: str
    expected_title: str = ""
    expected: str = ""
    hint: str = ""
    gauge: GaugeModel | None = None


@dataclass(frozen=True, slots=True)
class StepModel:
    text: str
    state: str  # done | now | warn | later


@dataclass(frozen=True, slots=True)
class ShippingModel:
    courier: str
    zone: str
    charge: str
    waybill_title: str
    waybill: str
    steps: tuple[StepModel, ...]


@dataclass(frozen=True, slots=True)
class FactModel:
    icon: str
    text: str
    tone: str = "quiet"


@dataclass(frozen=True, slots=True)
class NoteModel:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderModel:
    """The order card; ``head`` + ``tail`` are the number, the tail is what people say."""

    head: str
    tail: str
    tote: str
    parcel: tuple[str, str, str]  # "Parcel", "1", "of 2"
    facts: tuple[FactModel, ...]
    notes: tuple[NoteModel, ...]


@dataclass(frozen=True, slots=True)
class PartModel:
    name: str
    spec: str
    location: str
    picture: str
    needed: int
    scanned: int


@dataclass(frozen=True, slots=True)
class LineModel:
    """A line. ``state`` is lifted, open or done; ``mark`` is "", kit or gift with its word."""

    key: str
    name: str
    spec: str
    code: str
    location: str
    picture: str
    needed: int
    scanned: int
    state: str
    mark: str = ""
    mark_word: str = ""
    parts: tuple[PartModel, ...] = ()
    dim: bool = False
    wanted: bool = False  # lifted by a stop: what the order needs instead


@dataclass(frozen=True, slots=True)
class LinesModel:
    rows: tuple[LineModel, ...]
    top: str  # key of the lifted line: when it changes, the list scrolls to it
    more: tuple[str, ...] = ()  # index n - 1: the words for "n more"


@dataclass(frozen=True, slots=True)
class PillModel:
    """One device in the bar: quiet when well, a word when not."""

    key: str
    icon: str
    word: str
    tone: str  # quiet | warn | stop
    spoken: str


@dataclass(frozen=True, slots=True)
class BarModel:
    bench: str
    person: str
    initial: str
    pace_title: str
    pace: str
    pace_of: str
    pace_share: float
    clock: str


@dataclass(frozen=True, slots=True)
class StripModel:
    """The control strip's words; its buttons are made from the offers."""

    title: str
    note: str
    stop: bool


@dataclass(frozen=True, slots=True)
class ParcelModel:
    """The card below a complete order: the box, the weights, the label as it should look."""

    title: str
    box: str
    rows: tuple[tuple[str, str], ...]
    courier: str
    sorting: str
    part: str
    waybill: str
    bars: str
    waiting: str  # shown in place of the label until there is one


@dataclass(frozen=True, slots=True)
class WelcomeModel:
    """A whole-screen invitation: sign in, unlock, or the empty left side before an order."""

    icon: str
    headline: str
    line: str
    hints: tuple[FactModel, ...] = ()
    devices: tuple[PillModel, ...] = ()
    foot: str = ""
    tone: str = "idle"  # warn: a badge was not known


@dataclass(frozen=True, slots=True)
class HandModel:
    """The manifest at the hand-over. ``clock``: the next collection; ``tone``: how near it is.

    ``aside``: the other open ones; courier, number, how many, what is left, its tone.
    """

    title: str
    number: str
    facts: tuple[str, ...]
    count: str
    of: str
    count_word: str
    missing_word: str
    missing: tuple[tuple[str, str, str], ...] = ()  # waybill, order, place
    more: str = ""
    nothing: str = ""
    clock_word: str = ""
    clock: str = ""
    left: str = ""
    tone: str = "idle"
    aside_word: str = ""
    aside: tuple[tuple[str, str, str, str, str], ...] = ()
