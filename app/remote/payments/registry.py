"""Which payment platforms a statement can be fetched from, and what each needs to be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from app.domain.money_days import CHINA, DAY
from app.remote.payments.alipay_download import GATEWAY, AlipayAccess
from app.remote.payments.downloads import Access
from app.remote.payments.stripe_download import HOST as STRIPE_HOST
from app.remote.payments.stripe_download import StripeAccess
from app.remote.payments.wechat_download import FUNDS, TRADES, WechatAccess
from app.remote.payments.wechat_download import HOST as WECHAT_HOST
from app.remote.settings import complete, no_others, row_of
from app.remote.signing.rsa import KeyFileError, private_key, public_key

BILLS = "bills"
"""The option that names the files that are fetched, with commas; the first kind without it."""

_READY = timedelta(hours=10, minutes=15)
_SOON = timedelta(hours=1)


class PaySettingsError(ValueError):
    """What is missing or wrong in an account's options or keys."""


@dataclass(frozen=True, slots=True)
class PayAccess:
    """An account as it is set up. ``keys`` are secret, ``options`` are not."""

    platform: str
    options: Mapping[str, str]
    keys: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayKind:
    """``keys`` and ``options`` that must be there; ``more``: that may be.

    ``bills``: the platform's files. A day is one of ``zone`` and can be asked for ``ready`` after
    its end; Alipay makes it by 9, WeChat Pay by 10 o'clock.
    """

    name: str
    bills: tuple[str, ...]
    make: Callable[[PayAccess, str], Access]
    keys: tuple[str, ...]
    options: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    zone: timezone = CHINA
    ready: timedelta = _READY

    def last_day(self, now: datetime) -> date:
        """The last day that the platform has made by now."""
        return (now - self.ready).astimezone(self.zone).date() - DAY


def _alipay(access: PayAccess, bill: str) -> Access:
    return AlipayAccess(
        access.options["app_id"], _private(access), _public(access), bill,
        access.options.get("gateway", GATEWAY),
    )  # fmt: skip


def _wechat(access: PayAccess, bill: str) -> Access:
    theirs = {access.options["their_serial"]: _public(access)}
    return WechatAccess(
        access.options["merchant"], access.options["serial"], _private(access), theirs, bill,
        access.options.get("host", WECHAT_HOST),
    )  # fmt: skip


def _stripe(access: PayAccess, _bill: str) -> Access:
    return StripeAccess(access.keys["key"], access.options.get("host", STRIPE_HOST))


PLATFORMS = (
    PayKind(
        "alipay", ("trade", "signcustomer"), _alipay, ("private_key", "their_key"), ("app_id",),
        (BILLS, "gateway"),
    ),
    PayKind(
        "wechat", (TRADES, FUNDS), _wechat, ("private_key", "their_key"),
        ("merchant", "serial", "their_serial"), (BILLS, "host"),
    ),
    PayKind("stripe", ("balance",), _stripe, ("key",), (), (BILLS, "host"), UTC, _SOON),
)  # fmt: skip


def pay_kind(platform: str) -> PayKind:
    """Raises PaySettingsError."""
    return row_of(PLATFORMS, platform, "{name} is none of {known}", PaySettingsError)


def check(platform: str, options: Mapping[str, str]) -> None:
    """Raises PaySettingsError that names what is missing or unknown."""
    kind = pay_kind(platform)
    complete(f"option of {platform}", kind.options, options, PaySettingsError)
    no_others(f"option of {platform}", (*kind.options, *kind.more), options, PaySettingsError)
    no_others(f"file of {platform}", kind.bills, bills_of(kind, options), PaySettingsError)


def bills_of(kind: PayKind, options: Mapping[str, str]) -> tuple[str, ...]:
    """The files of an account that are fetched."""
    named = tuple(filter(None, (one.strip() for one in options.get(BILLS, "").split(","))))
    return named or kind.bills[:1]


def open_account(access: PayAccess) -> dict[str, Access]:
    """What is asked, by file. Raises PaySettingsError: an option or a key is missing or broken."""
    kind = pay_kind(access.platform)
    check(access.platform, access.options)
    complete(f"key of {kind.name}", kind.keys, access.keys, PaySettingsError)
    return {bill: kind.make(access, bill) for bill in bills_of(kind, access.options)}


def _private(access: PayAccess) -> RSAPrivateKey:
    """In PEM, or the bare middle of it, in which Alipay hands keys out."""
    text = access.keys["private_key"]
    try:
        return private_key(_pem(text, "PRIVATE KEY"))
    except KeyFileError:
        try:
            return private_key(_pem(text, "RSA PRIVATE KEY"))
        except KeyFileError as error:
            raise PaySettingsError(f"private_key: {error}") from error


def _public(access: PayAccess) -> RSAPublicKey:
    try:
        return public_key(_pem(access.keys["their_key"], "PUBLIC KEY"))
    except KeyFileError as error:
        raise PaySettingsError(f"their_key: {error}") from error


def _pem(text: str, label: str) -> bytes:
    plain = text.strip()
    if plain.startswith("-----"):
        return plain.encode()
    return f"-----BEGIN {label}-----\n{plain}\n-----END {label}-----\n".encode()
