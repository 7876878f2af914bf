"""Signatures of messages that shops send to us: an HMAC-SHA256 over the raw body."""

import base64
import hashlib
import hmac


def body_signature(secret: str, body: bytes) -> str:
    """Base64: WooCommerce (X-WC-Webhook-Signature), Shopify (X-Shopify-Hmac-Sha256)."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def stripe_signature(secret: str, timestamp: str, body: bytes) -> str:
    """``v1`` of Stripe-Signature: hexadecimal, over time and body."""
    text = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
