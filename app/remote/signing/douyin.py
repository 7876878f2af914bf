"""Douyin shop: HMAC-SHA256 over the call and its parameters as compact, sorted JSON.

Source: utils/sign_util.go of the platform's Go SDK 1.1.0.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass


def param_json(parameters: object) -> str:
    """The business parameters as they are signed AND sent.

    Keys sorted at every depth, no blanks, Chinese and ``&<>`` as they are.
    """
    return json.dumps(parameters, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class DouyinCall:
    """What is signed. ``timestamp``: Unix seconds, or ``yyyy-MM-dd HH:mm:ss`` in older clients."""

    app_key: str
    method: str  # order.searchList
    param_json: str
    timestamp: str
    version: str = "2"


def douyin_sign(secret: str, call: DouyinCall) -> str:
    """The ``sign`` of a call, lower-case hexadecimal."""
    text = (
        f"{secret}app_key{call.app_key}method{call.method}param_json{call.param_json}"
        f"timestamp{call.timestamp}v{call.version}{secret}"
    )
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
