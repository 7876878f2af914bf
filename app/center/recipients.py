"""Who receives an order, as far as the one who asks may see it; every look at the whole is noted.

The office never shows a name, a phone or an address by any other way than this one.
"""

from dataclasses import dataclass

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.masking import Shown, masked
from app.domain.order import Recipient
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.transaction import Transaction
from app.store.vault import VaultError


@dataclass(frozen=True, slots=True)
class ShownRecipient:
    """``shown``: how much of it this is."""

    order_id: str
    recipient: Recipient
    shown: Shown


def look(tx: Transaction, *, order_id: str) -> ShownRecipient | None:
    """Masked, whoever asks; None where it is not known (any more)."""
    found = _found(tx, order_id)
    return ShownRecipient(order_id, masked(found), Shown.MASKED) if found else None


def unmask(tx: Transaction, act: Act, *, order_id: str) -> ShownRecipient:
    """The whole recipient for one who may see it, and the note of who looked.

    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.SEE_RECIPIENTS)
    found = _found(tx, order_id)
    if found is None:
        raise NotDoneError(_("Who receives it is not known here any more"))
    tx.audit.add(act.who, "recipient.show", order_id, act.at)
    return ShownRecipient(order_id, found, Shown.WHOLE)


def _found(tx: Transaction, order_id: str) -> Recipient | None:
    try:
        found = tx.personal.recipient(order_id)
    except VaultError:
        return None  # its key is not on this computer: nothing can be shown
    return found if found and (found.name or found.phone or found.address) else None
