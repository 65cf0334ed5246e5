"""Run the README's run line in a pseudo-terminal, wait for the queue, leave with ctrl+q.

python .ci/smoke.py FOLDER COMMAND      exits 0 when the queue was seen and the program ended by itself with 0
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

import pyte

COLUMNS, LINES = 120, 40
PATIENCE = 600.0
QUEUE = re.compile(r"HX\d{14}")
PRIVATE = re.compile(rb"\x1b\[[<=>][0-9;:]*[a-zA-Z]|\x1b\[[?0-9;]*\$[a-z]")
CTRL_Q = b"\x11"


def spawn(folder: str, command: str) -> tuple[int, int]:
    """Start the command in its own pseudo-terminal and return (process, file descriptor)."""
    pid, descriptor = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")
        os.execvp("bash", ["bash", "-c", command])  # noqa: S606, S607 - the README's own line
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    return pid, descriptor


def main() -> int:
    """Drive the program and say how it went."""
    pid, descriptor = spawn(sys.argv[1], sys.argv[2])
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    began = time.monotonic()
    seen = False
    while time.monotonic() - began < PATIENCE:
        ready, _, _ = select.select([descriptor], [], [], 0.2)
        if ready:
            try:
                data = os.read(descriptor, 65536)
            except OSError:
                break
            stream.feed(PRIVATE.sub(b"", data))
        if not seen and QUEUE.search("\n".join(screen.display)):
            seen = True
            print("\n".join(screen.display))
            os.write(descriptor, CTRL_Q)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    print(f"queue seen: {seen}; exit code: {code}; {time.monotonic() - began:.0f} s with the installation")
    return 0 if seen and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
