"""Payment platforms on loopback that check what we sign, by their own SDKs, and sign in turn."""

import base64
import gzip
import hashlib
import json
import re
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from alipay.aop.api.util import SignatureUtils
from rsa.pkcs1 import VerificationError
from wechatpayv3.utils import rsa_sign, rsa_verify

from app.remote.signing import rsa
from tests.remote.servers.loopback import Answering, Served

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
OURS = rsa.private_key((SAMPLES / "test_rsa_private_key.pem").read_bytes())
PUBLIC = rsa.public_key((SAMPLES / "test_rsa_public_key.pem").read_bytes())
"""One pair of keys for both sides: whoever signs, the other verifies."""
SERIAL, THEIR_SERIAL, MERCHANT, STRIPE_KEY = "5157F09EFDC096DE", "PUB_KEY_ID_1", "190000", "rk_x"
WECHAT_OPTIONS = {"merchant": MERCHANT, "serial": SERIAL, "their_serial": THEIR_SERIAL}
_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')


def bare_public() -> str:
    """The public key as Alipay's SDK wants it: without its first and last line."""
    text = (SAMPLES / "test_rsa_public_key.pem").read_text("ascii")
    return "".join(line for line in text.splitlines() if not line.startswith("-----"))


def _alipays_own(signed: bytes, sign: str) -> bool:
    try:
        return bool(SignatureUtils.verify_with_rsa(bare_public(), signed, sign))
    except VerificationError:
        return False


class PayPlatform(Served):
    """``files``: by path; ``asked``: what was asked; ``refusals``: (status, body) to come next."""

    path = ""

    def __init__(self) -> None:
        self.refusals: deque[tuple[int, dict[str, Any]]] = deque()
        self.asked: list[dict[str, str]] = []
        self.spoiled = False  # the next signatures are wrong
        super().__init__(_Calls, self.path)

    def reply(self, method: str, path: str, head: Mapping[str, str], body: str) -> "Answer":
        raise NotImplementedError


Answer = tuple[int, bytes, dict[str, str]]


class _Calls(Answering):
    platform: PayPlatform

    def posted(self, body: str) -> None:
        head = {name.lower(): value for name, value in self.headers.items()}
        with self.platform.lock:
            status, content, more = self.platform.reply(self.command, self.path, head, body)
        self.answer(content, status, headers=more)


class Alipay(PayPlatform):
    path = "/gateway.do"
    bill: bytes = (SAMPLES / "alipay_trade_20261122.csv.zip").read_bytes()

    def reply(self, method: str, path: str, _head: Mapping[str, str], body: str) -> Answer:
        if method == "GET":
            return 200, self.bill, {}
        sent = dict(parse_qsl(body))
        self.asked.append(json.loads(sent["biz_content"]))
        sign = sent.pop("sign")
        signed = SignatureUtils.get_sign_content(sent).encode()
        if not _alipays_own(signed, sign):
            words = {"code": "40002", "sub_code": "isv.invalid-signature", "sub_msg": "验签出错"}
            return 200, json.dumps({"error_response": words}).encode(), {}
        url = self.url.replace("/gateway.do", "/downloadBillFile.resource?fileType=csv.zip&x=1")
        told: dict[str, Any] = {"code": "10000", "msg": "Success", "bill_download_url": url}
        if self.refusals:
            told = self.refusals.popleft()[1]
        # As the platform writes it: slashes escaped, and the signature over that very text.
        part = json.dumps(told, ensure_ascii=False).replace("/", "\\/")
        made = rsa.rsa_sign(OURS, part + (" " if self.spoiled else ""))
        name = f"{sent['method'].replace('.', '_')}_response"
        return 200, f'{{"{name}":{part},"sign":"{made}"}}'.encode(), {}


class WechatPay(PayPlatform):
    bill: bytes = (SAMPLES / "wechat_tradebill_real_2021.csv").read_bytes()
    announced = ""  # another hash than the bill's own

    def reply(self, method: str, path: str, head: Mapping[str, str], body: str) -> Answer:
        said = dict(_AUTHORIZATION.findall(head["authorization"]))
        text = f"{method}\n{path}\n{said['timestamp']}\n{said['nonce_str']}\n{body}\n"
        own = said["signature"] == rsa_sign(private_key=OURS, sign_str=text)
        if not own or (said["mchid"], said["serial_no"]) != (MERCHANT, SERIAL):
            return 401, b'{"code":"SIGN_ERROR","message":"sign"}', {}
        self.asked.append({"path": path})
        if self.refusals:
            status, told = self.refusals.popleft()
            return status, json.dumps(told).encode(), {}
        if path.startswith("/v3/billdownload"):
            return 200, gzip.compress(self.bill), {}
        made = hashlib.sha1(self.bill, usedforsecurity=False).hexdigest()
        answer = json.dumps({
            "hash_type": "SHA1",
            "hash_value": self.announced or made,
            "download_url": f"{self.url}/v3/billdownload/file?token=a%2Bb",
        })  # fmt: skip
        stamp, nonce = "1795475107", "n-1"
        signature = rsa_sign(private_key=OURS, sign_str=f"{stamp}\n{nonce}\n{answer}\n")
        assert rsa_verify(stamp, nonce, answer, signature, PUBLIC)
        if self.spoiled:
            signature = base64.b64encode(b"x" * 256).decode()
        return 200, answer.encode(), {
            "Wechatpay-Serial": THEIR_SERIAL, "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce, "Wechatpay-Signature": signature,
        }  # fmt: skip


class Stripe(PayPlatform):
    """``entries``: newest first, as Stripe lists them."""

    entries: tuple[dict[str, Any], ...] = ()

    def reply(self, _method: str, path: str, head: Mapping[str, str], _body: str) -> Answer:
        if head.get("authorization") != f"Bearer {STRIPE_KEY}":
            return 401, b'{"error":{"message":"Invalid API Key provided"}}', {}
        if self.refusals:
            status, told = self.refusals.popleft()
            return status, json.dumps(told).encode(), {"Retry-After": "7"}
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append(asked)
        low, high = int(asked["created[gte]"]), int(asked["created[lt]"])
        found = [one for one in self.entries if low <= one["created"] < high]
        ids = [one["id"] for one in found]
        at = ids.index(asked["starting_after"]) + 1 if "starting_after" in asked else 0
        size = int(asked["limit"])
        page = {"object": "list", "data": found[at : at + size], "has_more": at + size < len(ids)}
        return 200, json.dumps(page).encode(), {}
