"""SF Express (丰桥): a digest of the message, the time and the check word.

``msgDigest`` = Base64(MD5(text)), where the text is ``msgData + timestamp + checkword``, percent-
encoded as a form before (its published Java and Python samples do so). Customers whose gateway
checks the text as it is say ``plain``.
"""

import base64
import hashlib
from urllib.parse import quote_plus

ENCODED, PLAIN = "encoded", "plain"


def sf_digest(message: str, timestamp: str, check_word: str, form: str = ENCODED) -> str:
    """The ``msgDigest`` of a call. Raises ValueError for a form that SF does not have.

    MD5 is what SF checks; the line is TLS, and nothing else relies on it.
    """
    if form not in {ENCODED, PLAIN}:
        raise ValueError(f"SF has no form of signing {form!r}")
    told = f"{message}{timestamp}{check_word}"
    signed = quote_plus(told) if form == ENCODED else told
    return base64.b64encode(hashlib.md5(signed.encode(), usedforsecurity=False).digest()).decode()
