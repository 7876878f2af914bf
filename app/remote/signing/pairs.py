"""Sorted names and values around the secret: Taobao's TOP, JD and Pinduoduo.

All three join ``name + value`` in ASCII order of the names, without separators, as UTF-8.
Sources: TOP docId=101617, JD dev-guide listId=2643, Pinduoduo idStr=8EC06C399636041E; each one's
published example is in the tests.
"""

import hashlib
import hmac
from collections.abc import Mapping


def joined(parameters: Mapping[str, str]) -> str:
    """``name + value`` of everything but ``sign``; empty names and values are left out."""
    return "".join(
        f"{name}{value}"
        for name, value in sorted(parameters.items())
        if name and value and name != "sign"
    )


def md5_sign(secret: str, parameters: Mapping[str, str]) -> str:
    """Upper-case MD5 of secret + pairs + secret: TOP ``md5``, JD and Pinduoduo.

    MD5 is what these platforms check; the line is TLS, and nothing else relies on it.
    """
    text = f"{secret}{joined(parameters)}{secret}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def top_sign(secret: str, parameters: Mapping[str, str], method: str = "hmac-sha256") -> str:
    """The ``sign`` of a TOP request by its ``sign_method``.

    Raises ValueError for a method that TOP does not have.
    """
    match method:
        case "md5":
            return md5_sign(secret, parameters)
        case "hmac":
            digest = "md5"
        case "hmac-sha256":
            digest = "sha256"
        case _:
            raise ValueError(f"TOP has no sign method {method!r}")
    return hmac.new(secret.encode(), joined(parameters).encode(), digest).hexdigest().upper()
