"""One IPython kernel behind standard streams: a JSON request a line in, kernel messages a line out.

The kernel ends when this process ends, and this process ends when its standard input does: whoever started it may be
killed at any moment and leaves nothing running.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

POLL_MS = 500


def main() -> None:
    # Ctrl-C in the terminal is for the command line, which then asks for an interrupt or a shutdown
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    out = os.fdopen(os.dup(1), "w", buffering=1)
    # nothing a library prints may be taken for a message
    os.dup2(2, 1)
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3 (ipykernel)",
        language="python",
    )
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        serve(manager, client, out)
    finally:
        manager.shutdown_kernel(now=True)


def serve(manager: KernelManager, client, out) -> None:
    def tell(message: dict) -> None:
        out.write(json.dumps(message, default=str) + "\n")

    tell({"kind": "ready", "pid": manager.provisioner.pid})
    poller = zmq.Poller()
    poller.register(0, zmq.POLLIN)
    channels = {"iopub": client.iopub_channel, "reply": client.shell_channel}
    for channel in channels.values():
        poller.register(channel.socket, zmq.POLLIN)
    waiting = b""
    while True:
        ready = {id(socket) if not isinstance(socket, int) else socket for socket, _ in poller.poll(POLL_MS)}
        for kind, channel in channels.items():
            if id(channel.socket) in ready:
                relay(kind, channel, tell)
        if 0 in ready:
            chunk = os.read(0, 1 << 16)
            if not chunk:
                return
            *lines, waiting = (waiting + chunk).split(b"\n")
            for line in lines:
                handle(json.loads(line), manager, client, tell)
        if not ready and not manager.is_alive():
            tell({"kind": "dead"})
            return


def relay(kind: str, channel, tell) -> None:
    message = channel.get_msg(timeout=1)
    parent = message["parent_header"].get("msg_id", "")
    tell({"kind": kind, "parent": parent, "type": message["msg_type"], "content": message["content"]})


def handle(request: dict, manager: KernelManager, client, tell) -> None:
    if request["do"] == "interrupt":
        manager.interrupt_kernel()
        return
    message = client.execute(
        request["code"],
        silent=request["silent"],
        store_history=request["store_history"],
        user_expressions=request["user_expressions"],
        allow_stdin=False,
        stop_on_error=False,
    )
    tell({"kind": "sent", "id": request["id"], "message": message})


if __name__ == "__main__":
    main()
