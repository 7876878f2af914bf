"""The printer behind a queue of CUPS, asked directly.

A queue knows how its printer is only while a job runs; between jobs it goes on saying what it heard
last. Where the queue's ``device-uri`` is an address in the network, the printer itself is asked.
"""

import socket
from urllib.parse import urlsplit

from app.devices.printers.ipp_client import (
    HttpRefusedError,
    IppAddress,
    IppClient,
    IppLostError,
    IppRefusedError,
    IppUnreachableError,
)
from app.devices.printers.ipp_wire import Attributes

_TIMEOUT_S = 0.4
_RAW_PORT = 9100


def behind(device_uri: str) -> Attributes | str | None:
    """The printer's own attributes; why it cannot be reached; None where nobody can say.

    ``ipp://`` is asked, ``socket://`` is only called (many such printers serve one connection, so
    none is kept). A USB printer cannot be asked past its queue.
    """
    parts = urlsplit(device_uri)
    if parts.scheme == "socket" and parts.hostname:
        return _calls(parts.hostname, parts.port or _RAW_PORT)
    if parts.scheme != "ipp" or not parts.hostname:
        return None
    try:
        return IppClient(IppAddress.of(device_uri), timeout_s=_TIMEOUT_S).printer()
    except IppUnreachableError as error:
        return str(error)
    except (IppLostError, IppRefusedError, HttpRefusedError, ValueError):
        return None  # it is there, and busy or unwilling: the queue's own word counts


def _calls(host: str, port: int) -> str | None:
    try:
        socket.create_connection((host, port), _TIMEOUT_S).close()
    except TimeoutError:
        return None  # one connection at a time, and a label has it
    except OSError as error:
        return str(error)
    return None
