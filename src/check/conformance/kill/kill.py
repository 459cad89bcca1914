"""Runs an ingest and kills it at a moment: kill.py MOMENT LEXICAL COMMAND...

MOMENT is a number: after so many pieces that the ingest sends to Qdrant, nothing more is forwarded. Or it is
`lexical`: as soon as something in the folder LEXICAL changes. Or it is `all`: never. Exit status 3: the ingest ended
before that, and the number of pieces is printed.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

REACHED = threading.Event()
QDRANT = {"QDRANT_URL": 6334, "QDRANT_REST_URL": 6333}


class Countdown:
    """Pieces that may still pass, over all connections, and those that did."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.passed = 0
        self.lock = threading.Lock()

    def pass_one(self) -> bool:
        with self.lock:
            self.left -= 1
            self.passed += 1
            return self.left >= 0


def forward(source: socket.socket, target: socket.socket, countdown: "Countdown | None") -> None:
    while piece := source.recv(1 << 16):
        if countdown is not None and not countdown.pass_one():
            REACHED.set()
            return
        try:
            target.sendall(piece)
        except OSError:
            return
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(listener: socket.socket, port: int, countdown: Countdown) -> None:
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("localhost", port))
        for arguments in ((near, far, countdown), (far, near, None)):
            threading.Thread(target=guarded, args=arguments, daemon=True).start()


def guarded(*arguments) -> None:
    try:
        forward(*arguments)
    except OSError:
        pass  # the ingest closed its connection


def proxied(countdown: Countdown) -> "dict[str, str]":
    variables = dict(os.environ)
    for name, port in QDRANT.items():
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(listener, port, countdown), daemon=True).start()
        variables[name] = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return variables


def state(folder: str) -> "list[tuple[str, int]]":
    try:
        return sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(folder))
    except OSError:
        return []


def main() -> int:
    moment, lexical, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    watching = moment == "lexical"
    countdown = Countdown(int(moment) if moment.isdecimal() else sys.maxsize)
    before = state(lexical)
    ingest = subprocess.Popen(
        command, env=proxied(countdown), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while ingest.poll() is None:
        if REACHED.is_set() or (watching and state(lexical) != before):
            ingest.send_signal(signal.SIGKILL)
            return 0 if ingest.wait() == -signal.SIGKILL else 3
        time.sleep(0 if watching else 0.002)
    print(countdown.passed)
    return 3


sys.exit(main())
