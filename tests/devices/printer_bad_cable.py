"""A cable between bench and print queue that loses a label's request or its answer on command."""

import http.client
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.devices.printers.ipp_client import IppAddress

PRINT_JOB = 0x0002


class BadCable:
    """What stands between bench and queue in these tests; loses Print-Job on command."""

    def __init__(self, target: IppAddress) -> None:
        self.target = target
        self.uri = ""
        self.lose_request = False
        self.lose_answer = False

    def carry(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        is_print = struct.unpack_from(">H", body, 2)[0] == PRINT_JOB
        handler.close_connection = True
        if is_print and self.lose_request:
            return
        onward = http.client.HTTPConnection(self.target.host, self.target.port, timeout=10)
        onward.request("POST", self.target.path, body, {"Content-Type": "application/ipp"})
        answer = onward.getresponse().read()
        onward.close()
        if is_print and self.lose_answer:
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "application/ipp")
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)


@contextmanager
def bad_cable(uri: str) -> Iterator[BadCable]:
    cable = BadCable(IppAddress.of(uri))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            cable.carry(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    cable.uri = f"ipp://127.0.0.1:{server.server_port}{cable.target.path}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield cable
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
