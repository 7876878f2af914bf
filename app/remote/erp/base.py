"""What every ERP can be asked: one protocol, one adapter an ERP.

A document has a key of ours. An adapter puts it where the ERP can find it again, so that after a
lost answer the ERP is asked before anything is sent once more: a document is posted once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.stock_document import StockDocument
from app.domain.values import Money


class ErpRefusedError(Exception):
    """The ERP refuses this document, and will again: a person must look.

    ``code`` is the ERP's own word. ``words`` says what it says.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{words} ({code})" if code else words)
        self.code = code
        self.words = words


class ErpAnswerError(ValueError):
    """An answer that nobody can read."""


@dataclass(frozen=True, slots=True)
class ErpItem:
    """An item as the ERP has it. ``ref`` is the ERP's own id of it."""

    sku: str
    name: str
    ref: str = ""
    spec: str = ""
    category: str = ""
    unit: str = ""
    weight_g: int | None = None
    price: Money | None = None
    barcodes: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class ErpItemPage:
    """``next_page`` None: that was all."""

    items: tuple[ErpItem, ...]
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class ErpLevel:
    """Pieces on hand of one item in the warehouse that the adapter is set to.

    ``in_transit``: on their way to it, bought and not received, or from another warehouse. None:
    this ERP does not say.
    """

    sku: str
    on_hand: int
    in_transit: int | None = None


@dataclass(frozen=True, slots=True)
class ErpLevelPage:
    levels: tuple[ErpLevel, ...]
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """The ERP's own number of the document and the state it is in there."""

    number: str
    state: str


class ErpAdapter(Protocol):
    """One company and warehouse of one ERP.

    Every method may raise AwayError (app.remote.http: ask again later), ErpRefusedError and
    ErpAnswerError.
    """

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        """One page of the items changed since; None: all of them."""
        ...

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """One page of what is on hand and on its way."""
        ...

    def find(self, document: StockDocument) -> Posted | None:
        """The document with this key, finished in the ERP; None: not there, or not finished."""
        ...

    def post(self, document: StockDocument) -> Posted:
        """Post it to its end: the stock has moved when this returns. Safe after ``find``.

        Goes on where an earlier try stopped. What was only partly assigned is let go again.

        Raises UnknownResultError when it may have been done: ask ``find`` before a repeat.
        """
        ...

    def close(self) -> None: ...
