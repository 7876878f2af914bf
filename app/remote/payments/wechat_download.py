"""WeChat Pay's bill of a day (API v3): its address and hash, signed; then the file itself.

Source: "apply for the trade bill" and "download the bill" of APIv3. The file's answer has no
signature: what vouches for it is the SHA-1 of the unpacked bytes, which the signed answer names.
"""

import gzip
import hashlib
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from app.remote.channels.base import RefusedError, ThrottledError
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, load
from app.remote.http import AwayError, HttpAnswer, HttpRequest
from app.remote.payments.downloads import OK, Line, NotReadyError, NotTheirsError
from app.remote.signing.rsa import (
    WechatRequest,
    rsa_verified,
    wechat_answer_text,
    wechat_authorization,
)

HOST = "https://api.mch.weixin.qq.com"
TRADES, FUNDS = "tradebill", "fundflowbill"
_KIND = {TRADES: ("bill_type", "ALL"), FUNDS: ("account_type", "BASIC")}
_MADE_IN_S = 1800.0  # a bill that is being made is asked for every half hour
_CALM_S = 60.0
_GZIP = b"\x1f\x8b"
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class WechatAccess:
    """``bill``: TRADES or FUNDS. ``theirs``: the platform's public keys by their serial number."""

    merchant: str
    serial: str
    ours: RSAPrivateKey = field(repr=False)
    theirs: Mapping[str, RSAPublicKey] = field(repr=False)
    bill: str = TRADES
    host: str = HOST

    def fetch(self, day: date, line: Line) -> bytes:
        """The file unpacked, byte by byte as it was hashed; see ``download_day``."""
        name, kind = _KIND[self.bill]
        asked = {"bill_date": day.isoformat(), name: kind, "tar_type": "GZIP"}
        answer = self._get(f"{self.host}/v3/bill/{self.bill}?{urlencode(asked)}", line)
        if answer.status != OK:
            return _nothing_or_raise(answer)
        announced = self._verified(answer)
        if dig(announced, "hash_type") != "SHA1":
            raise NotTheirsError("the bill's hash is of a kind that we do not know")
        found = self._get(str(dig(announced, "download_url") or ""), line)
        if found.status != OK:
            return _nothing_or_raise(found)
        body = _unpacked(found.body)
        made = hashlib.sha1(body, usedforsecurity=False).hexdigest()
        if made != str(dig(announced, "hash_value")).lower():
            raise NotTheirsError("the bill is not the one that was announced: its hash differs")
        return body

    def _get(self, url: str, line: Line) -> HttpAnswer:
        parts = urlsplit(url)
        signed = WechatRequest(
            "GET",
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            str(int(line.clock().timestamp())),
            secrets.token_hex(16),
        )
        head = {
            "Authorization": wechat_authorization(self.ours, self.merchant, self.serial, signed),
            "Accept": "application/json",
            "User-Agent": "SecondPass",
        }
        return line.ask(HttpRequest(url, headers=head), self.bill)

    def _verified(self, answer: HttpAnswer) -> Any:
        """The answer's document, once its signature is the platform's."""
        head = answer.headers
        key = self.theirs.get(head.get("wechatpay-serial", ""))
        stamp, nonce = head.get("wechatpay-timestamp", ""), head.get("wechatpay-nonce", "")
        text = wechat_answer_text(stamp, nonce, answer.text)
        if key is None or not rsa_verified(key, text, head.get("wechatpay-signature", "")):
            raise NotTheirsError(f"{self.bill}: the answer's signature is not WeChat Pay's")
        return load(answer.text)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise NotTheirsError(f"the bill cannot be unpacked ({error})") from error


def _nothing_or_raise(answer: HttpAnswer) -> bytes:
    """An error's answer is read without its signature: it brings no money and no address."""
    try:
        document = load(answer.text)
    except ChannelError:
        document = None
    code = str(dig(document, "code") or answer.status)
    words = str(dig(document, "message") or "no words given")
    if code == "NO_STATEMENT_EXIST":
        return b""
    if code == "STATEMENT_CREATING":
        raise NotReadyError(f"{words} ({code})", _MADE_IN_S)
    if answer.status == _TOO_MANY or code == "FREQUENCY_LIMITED":
        raise ThrottledError(f"{words} ({code})", answer.retry_after_s(_CALM_S))
    if code == "SYSTEM_ERROR":
        raise AwayError(f"{words} ({code})")
    raise RefusedError(code, words)
