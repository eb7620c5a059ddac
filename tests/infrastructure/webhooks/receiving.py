"""A receiver on loopback that keeps what it gets, answers as it is told, and checks nothing."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[dict[str, Any]], tuple[int, dict[str, str], bytes]]


@dataclass
class Receiver:
    """`answer` decides by the CloudEvent; `got` holds (headers, body) of what was answered with 2xx, in order."""

    url: str = ""
    answer: Answering = lambda _: (204, {}, b"")
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def positions(self) -> list[int]:
        return [int(json.loads(body)["sequence"]) for _, body in self.got]


@contextmanager
def receiving(answer: Answering | None = None) -> Iterator[Receiver]:
    receiver = Receiver()
    if answer is not None:
        receiver.answer = answer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard = ({name.lower(): value for name, value in self.headers.items()}, body)
            status, headers, text = receiver.answer(json.loads(body))
            with receiver.lock:
                receiver.asked.append(heard)
                if 200 <= status < 300:
                    receiver.got.append(heard)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if status == 204 else str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/in"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
