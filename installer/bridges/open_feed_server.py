"""The server's side of stemviewer's open feed, version 1, for bridges beside an instrument."""

from __future__ import annotations

import argparse
import hashlib
import os
import socket
import struct
import threading
import time
import uuid

from open_feed_client import ClientOfBridge, encoded

CODES = {
    "uint8": 1, "uint16": 2, "uint32": 3, "int8": 4,
    "int16": 5, "int32": 6, "float32": 7, "float64": 8,
}  # fmt: skip
BLOCK_BYTES = 1 << 20
TOKEN_VARIABLE = "STEMVIEWER_FEED_TOKEN"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The instrument will not do it; the reason is for the operator."""


def known(value, source="measured"):
    """Return a quantity in SI units with its source; unknown if ``value`` is ``None``."""
    if value is None:
        return {"value": None, "source": "unknown"}
    return {"value": float(value), "source": source}


class OpenFeedServer:
    """Serves one instrument to several viewers.

    ``instrument`` has ``describe()`` (the protocol's ``instrument``), ``settings()``, ``state()``
    and ``apply(control, value)``, which returns the value really applied or raises ``Refused``.
    Frames come from one thread: :meth:`begin`, :meth:`rows` for each channel, :meth:`end`; or
    :meth:`whole` for pictures that come at once.
    """

    def __init__(self, instrument, host="127.0.0.1", port=0, token=None):
        if host not in LOOPBACK and not token:
            raise SystemExit(f"Beyond this machine a token is needed: set {TOKEN_VARIABLE}.")
        self.instrument = instrument
        self._token = token
        self._run = uuid.uuid4().hex
        self._clients = []
        self._lock = threading.Lock()
        self._obeying = threading.Lock()
        self._number = -1
        self._running = None
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name != "nt":  # on Windows it would let two programs have one port
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._listener.bind((host, port))
        except OSError as error:
            self._listener.close()
            raise SystemExit(f"Nothing can listen at {host}:{port} ({error}).") from error
        self._listener.listen(8)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"ws://{shown}:{self._listener.getsockname()[1]}"

    def start(self):
        """Take viewers from now on."""
        threading.Thread(target=self._accept, name="bridge-accept", daemon=True).start()

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return  # stopped
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client = ClientOfBridge(sock, self._token, self)
            with self._lock:
                self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            client.read()
        finally:
            with self._lock:
                self._clients.remove(client)

    def _each(self):
        with self._lock:
            return list(self._clients)

    def watched(self):
        """Return whether a viewer is there."""
        return any(client.greeted for client in self._each())

    def hello(self):
        """Return the server's greeting."""
        return {
            "type": "hello", "protocol": "stemviewer-feed", "version": 1, "run": self._run,
            "instrument": self.instrument.describe(), "settings": self.instrument.settings(),
            "state": self.instrument.state(), "heartbeat_s": 2.0,
        }  # fmt: skip

    def obey(self, command):
        """Carry out a command and return its acknowledgement."""
        control, value = command.get("control"), command.get("value", 0.0)
        applied, reason = None, ""
        with self._obeying:
            try:
                allowed = self.instrument.describe()["controls"].get(control)
                if allowed is None:
                    raise Refused(f"This instrument has no control {control!r}.")
                if not isinstance(value, (int, float)):
                    raise Refused("The value is not a number.")
                if not allowed["low"] <= value <= allowed["high"]:
                    raise Refused(f"{value:g} is not {allowed['low']:g} to {allowed['high']:g}.")
                applied = float(self.instrument.apply(control, float(value)))
            except Refused as refusal:
                reason = str(refusal)[:200]
            return {
                "type": "ack", "id": command["id"], "accepted": applied is not None,
                "applied": applied, "settings": self.instrument.settings(),
                "state": self.instrument.state(), "reason": reason,
            }  # fmt: skip

    def begin(self, channels, settings):
        """Begin a frame of ``channels``, a list of (name, dtype)."""
        if self._running is not None:
            self.end(complete=False, reason="the next frame began")
        self._number += 1
        named = [{"name": name, "dtype": dtype} for name, dtype in channels]
        message = {
            "type": "frame_start", "number": self._number, "channels": named,
            "settings": settings, "acquired_utc_ns": time.time_ns(),
        }  # fmt: skip
        parts = {n: [i, d, 0, hashlib.sha256()] for i, (n, d) in enumerate(channels)}
        self._running = (settings, parts)
        for client in self._each():
            client.begin(self._number, encoded(message))

    def rows(self, channel, pixels):
        """Send the next rows of a channel: a numpy array of shape (rows, columns)."""
        assert self._running is not None
        settings, parts = self._running
        index, dtype, first, digest = parts[channel]
        columns = settings["columns"]
        data = little_endian(pixels, dtype)
        row_bytes = columns * data.itemsize
        raw = data.tobytes()
        step = max(1, BLOCK_BYTES // row_bytes) * row_bytes
        for start in range(0, len(raw), step):
            block = raw[start : start + step]
            count = len(block) // row_bytes
            head = struct.pack(
                "<4sHBBQIIII", b"SVR1", index, CODES[dtype], 0, self._number,
                first, count, columns, 0,
            )  # fmt: skip
            digest.update(block)
            first += count
            for client in self._each():
                client.rows(head + block)
        parts[channel][2] = first

    def end(self, complete=True, reason=""):
        """End the running frame; it is complete only if every row of every channel was sent."""
        if self._running is None:
            return
        (settings, parts), self._running = self._running, None
        complete = complete and all(part[2] == settings["rows"] for part in parts.values())
        message = {"type": "frame_end", "number": self._number, "complete": complete}
        if complete:
            message["sha256"] = {name: part[3].hexdigest() for name, part in parts.items()}
        elif reason:
            message["reason"] = reason
        for client in self._each():
            client.end(encoded(message))

    def whole(self, pictures, settings):
        """Send a frame that came at once: ``pictures`` is a list of (name, dtype, array)."""
        self.begin([(name, dtype) for name, dtype, _ in pictures], settings)
        for name, _, pixels in pictures:
            self.rows(name, pixels)
        self.end()

    def stop(self, reason="The bridge was stopped."):
        """Say goodbye to every viewer and take no more."""
        self.end(complete=False, reason=reason)
        self._listener.close()
        for client in self._each():
            client.close(reason)


def little_endian(pixels, dtype):
    """Return an array in the dtype of its channel, little-endian and contiguous."""
    return pixels.astype(f"<{dtype[0]}{int(dtype.lstrip('uintfloa')) // 8}")


def arguments(what, port):
    """Return the parser of a bridge's command line."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--host", default="127.0.0.1", help=f"others need {TOKEN_VARIABLE}")
    parser.add_argument("--port", type=int, default=port, help=f"0: any ({port})")
    return parser


def serve_pictures(instrument, options, stop=None):
    """Serve an instrument that gives whole frames by ``acquire()`` until stopped with Ctrl-C.

    It is asked for frames only while it scans and somebody looks: nobody pays dose for nothing.
    """
    stop = stop or threading.Event()
    server = OpenFeedServer(instrument, options.host, options.port, os.environ.get(TOKEN_VARIABLE))
    server.start()
    print(f"Serving {instrument.describe()['name']} at {server.address}", flush=True)
    try:
        while not stop.is_set():
            state = instrument.state()
            if not (server.watched() and state["scanning"] and not state["blanked"]):
                stop.wait(0.05)
                continue
            settings = instrument.settings()
            server.whole(instrument.acquire(settings), settings)
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
    finally:
        server.stop()
