"""Alipay's bill of a day: asked for, signed on both sides, then fetched from its address.

Source: ``alipay.data.dataservice.bill.downloadurl.query``. The address is plain http and valid
for 30 seconds; what vouches for it is the signature of the answer that names it.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from app.domain.money_days import CHINA
from app.remote.channels.base import RefusedError
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, load
from app.remote.http import AwayError, HttpRequest
from app.remote.payments.downloads import OK, Line, NotTheirsError
from app.remote.signing.rsa import alipay_sign, alipay_signed_part, rsa_verified

GATEWAY = "https://openapi.alipay.com/gateway.do"
METHOD = "alipay.data.dataservice.bill.downloadurl.query"
_DONE, _BUSY = "10000", "20000"
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class AlipayAccess:
    """``bill``: trade, or signcustomer for the account's log. ``theirs``: Alipay's public key."""

    app_id: str
    ours: RSAPrivateKey = field(repr=False)
    theirs: RSAPublicKey = field(repr=False)
    bill: str = "trade"
    gateway: str = GATEWAY

    def fetch(self, day: date, line: Line) -> bytes:
        """The zip as it comes; see ``download_day``."""
        answer = self._asked(day, line)
        if answer.get("code") != _DONE:
            return _nothing_or_raise(answer)
        url = str(answer.get("bill_download_url") or "")
        found = line.ask(HttpRequest(url), "the bill's file")
        if found.status != OK or not found.body.startswith(_ZIP):
            raise AwayError(f"the bill's file: HTTP {found.status}, no archive; the address is old")
        return found.body

    def _asked(self, day: date, line: Line) -> dict[str, Any]:
        """The signed part of the answer."""
        asked = {"bill_type": self.bill, "bill_date": day.isoformat()}
        sent = {
            "app_id": self.app_id,
            "method": METHOD,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": line.clock().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(asked, separators=(",", ":")),
        }
        sent["sign"] = alipay_sign(self.ours, sent)
        head = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        request = HttpRequest(self.gateway, "POST", urlencode(sent).encode(), head)
        return self._verified(line.ask(request, METHOD).text)

    def _verified(self, body: str) -> dict[str, Any]:
        """The signature is over the text as it came: nothing is read before it is verified."""
        try:
            document = load(body)
        except ChannelError as error:
            raise AwayError(f"{METHOD}: an answer that is no JSON") from error
        fault = dig(document, "error_response")
        if fault is not None:  # never signed: it says that our own request cannot be trusted
            raise RefusedError(_word(fault), str(dig(fault, "sub_msg") or dig(fault, "msg")))
        try:
            part = alipay_signed_part(body, METHOD)
        except ValueError as error:
            raise NotTheirsError(f"{METHOD}: {error}") from error
        if not rsa_verified(self.theirs, part, str(dig(document, "sign") or "")):
            raise NotTheirsError(f"{METHOD}: the answer's signature is not Alipay's")
        known: dict[str, Any] = load(part)
        return known


def _word(answer: Any) -> str:
    return str(dig(answer, "sub_code") or dig(answer, "code") or "")


def _nothing_or_raise(answer: dict[str, Any]) -> bytes:
    """Words come with and without isp. and isv., in either case, with - or _ between."""
    word = _word(answer)
    plain = word.rpartition(".")[2].upper().replace("-", "_")
    if plain == "BILL_NOT_EXIST":
        return b""
    words = str(answer.get("sub_msg") or answer.get("msg") or word)
    if answer.get("code") == _BUSY or plain in {"UNKNOW_ERROR", "UNKNOWN_ERROR"}:
        raise AwayError(f"{METHOD}: {words} ({word})")
    raise RefusedError(word, words)
