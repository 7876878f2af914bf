"""RSA with SHA-256 (PKCS#1 v1.5): Alipay's RSA2 and WeChat Pay v3.

Sources: Alipay's signing guide (RSA2), WeChat Pay's "signature generation" for APIv3; the official
and the kept SDKs are the oracles of the tests.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

WECHAT_SCHEME = "WECHATPAY2-SHA256-RSA2048"


class KeyFileError(ValueError):
    """A key is not what this scheme needs: an RSA key in PEM without a password."""


def private_key(pem: bytes) -> RSAPrivateKey:
    """Raises KeyFileError."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyFileError("this is no private key in PEM without a password") from error
    if not isinstance(key, RSAPrivateKey):
        raise KeyFileError("this private key is no RSA key")
    return key


def public_key(pem: bytes) -> RSAPublicKey:
    """Raises KeyFileError."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise KeyFileError("this is no public key in PEM") from error
    if not isinstance(key, RSAPublicKey):
        raise KeyFileError("this public key is no RSA key")
    return key


def rsa_sign(key: RSAPrivateKey, text: str) -> str:
    """Base64 of the signature over the UTF-8 text."""
    made = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(made).decode()


def rsa_verified(key: RSAPublicKey, text: str, signature: str) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def alipay_text(parameters: Mapping[str, str]) -> str:
    """``name=value`` joined by ``&``, sorted, unescaped; ``sign`` and empty values left out."""
    return "&".join(
        f"{name}={value}" for name, value in sorted(parameters.items()) if value and name != "sign"
    )


def alipay_sign(key: RSAPrivateKey, parameters: Mapping[str, str]) -> str:
    """The ``sign`` of an Alipay request (``sign_type`` RSA2)."""
    return rsa_sign(key, alipay_text(parameters))


def alipay_signed_part(body: str, method: str) -> str:
    """The raw text of the answer that Alipay signed: the value of ``..._response``.

    It must be cut out before the JSON is read, because escaped slashes and blanks count. Raises
    ValueError when the answer has no such part.
    """
    name = f'"{method.replace(".", "_")}_response"'
    at = body.find(name)
    start = body.find("{", at + len(name)) if at >= 0 else -1
    if start < 0:
        raise ValueError("the answer has no part that could be signed")
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(body)):
        sign = body[place]
        if quoted:
            quoted = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
            continue
        quoted = sign == '"'
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return body[start : place + 1]
    raise ValueError("the answer ends in the middle of its signed part")


@dataclass(frozen=True, slots=True)
class WechatRequest:
    """``url``: path and query. ``timestamp``: Unix seconds."""

    method: str
    url: str
    timestamp: str
    nonce: str
    body: str = ""

    @property
    def text(self) -> str:
        """The five lines that are signed."""
        lines = (self.method, self.url, self.timestamp, self.nonce, self.body)
        return "".join(f"{line}\n" for line in lines)


def wechat_authorization(
    key: RSAPrivateKey, merchant: str, serial: str, request: WechatRequest
) -> str:
    """The value of the header ``Authorization``."""
    return (
        f'{WECHAT_SCHEME} mchid="{merchant}",nonce_str="{request.nonce}",'
        f'signature="{rsa_sign(key, request.text)}",timestamp="{request.timestamp}",'
        f'serial_no="{serial}"'
    )


def wechat_answer_text(timestamp: str, nonce: str, body: str) -> str:
    """What WeChat Pay signs of an answer."""
    return f"{timestamp}\n{nonce}\n{body}\n"


def wechat_opened(key: str, nonce: str, associated: str, ciphertext: str) -> str:
    """The plain text of a notice (AEAD_AES_256_GCM). Raises ValueError when it was changed."""
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(key.encode()).decrypt(nonce.encode(), sealed, associated.encode()).decode()
    except (InvalidTag, binascii.Error) as error:
        raise ValueError("the notice was changed, or the key is another one") from error
