"""OAuth 1.0a with one leg and HMAC-SHA256 (RFC 5849): WooCommerce over plain HTTP.

Over HTTPS WooCommerce takes Basic authentication, and this is not needed.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

METHOD = "HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Consumer:
    key: str
    secret: str


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")


def base_string(method: str, url: str, oauth: Mapping[str, str]) -> str:
    """The text that is signed: method, address without query, all parameters sorted."""
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *oauth.items()]
    escaped = sorted((_escaped(name), _escaped(value)) for name, value in pairs)
    plain = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, "", ""))
    query = "&".join(f"{name}={value}" for name, value in escaped)
    return "&".join((method.upper(), _escaped(plain), _escaped(query)))


def oauth_parameters(
    consumer: Consumer, method: str, url: str, *, timestamp: str, nonce: str
) -> dict[str, str]:
    """The five parameters that go into the query, ``oauth_signature`` among them."""
    oauth = {
        "oauth_consumer_key": consumer.key,
        "oauth_nonce": nonce,
        "oauth_signature_method": METHOD,
        "oauth_timestamp": timestamp,
    }
    key = f"{_escaped(consumer.secret)}&"
    text = base_string(method, url, oauth)
    made = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return oauth | {"oauth_signature": base64.b64encode(made).decode()}
