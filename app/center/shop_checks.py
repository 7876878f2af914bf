"""What a shop must say before it is kept."""

from app.center.refusals import NotDoneError
from app.center.shop_access import access
from app.i18n import mark as _
from app.remote.channels.incoming import ChannelError
from app.remote.channels.shops import FOLDER, platform
from app.store.shops import Shop

SEEN_AS_ID = _("Letters, digits, dots, dashes: as its orders name the shop")


def check(shop: Shop) -> None:
    """Raises NotDoneError for the first thing that is wrong."""
    name = shop.id.strip()
    if not name or name != shop.id or not all(one.isalnum() or one in ".-_" for one in name):
        raise NotDoneError(SEEN_AS_ID)
    try:
        found = platform(shop.platform)
    except ChannelError as error:
        raise NotDoneError("{why}", why=str(error)) from error
    if found is FOLDER:
        if not shop.options.get("folder"):
            raise NotDoneError(_("Name the folder that the shop's files lie in: folder=..."))
    elif not (shop.base_url or found.base_url):
        raise NotDoneError(_("{platform} needs the shop's own address"), platform=found.name)
    if shop.base_url and not shop.base_url.startswith(
        ("https://", "http://127.0.0.1", "http://[::1]")
    ):
        raise NotDoneError(_("The address must begin with https://"))
    told = access(shop, {}).options
    if unread := sorted(set(told) - {*found.options, "ca_file"}):
        raise NotDoneError(
            _("{platform} has no option {names}"), platform=found.name, names=", ".join(unread)
        )
