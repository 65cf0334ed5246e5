"""A disk that fails and a process that is killed: both come between the program and its system calls."""

from __future__ import annotations

import errno
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CALLS = ("open", "write", "fsync", "fdatasync", "ftruncate", "replace", "unlink", "mkdir", "pread")
"""The system calls by which a record is written and read."""

_FAULTS: dict[str, tuple[int, ...]] = {
    "open": (errno.EIO, errno.EMFILE, errno.ENOSPC),
    "write": (errno.ENOSPC, errno.EIO),
    "fsync": (errno.EIO, errno.ENOSPC),
    "fdatasync": (errno.EIO, errno.ENOSPC),
    "ftruncate": (errno.EIO,),
    "replace": (errno.ENOSPC, errno.EIO),
    "unlink": (errno.EIO,),
    "mkdir": (errno.ENOSPC, errno.EIO),
    "pread": (errno.EIO,),
}
_WEIGHTS = {"open": 0.5, "pread": 0.2, "ftruncate": 1.0}
"""How much likelier or rarer a call is hit than the odds say: there are many opens and reads for each write."""

_WEIGHT = 4.0
_WRITE = os.write
_KILL = os.kill


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely one system call is to be the last of its process, and how likely it is to fail."""

    kill: float = 0.0
    fail: float = 0.0


class Injector:
    """Stands between this process and the functions of `os`; `note` is told of every fault before it happens."""

    def __init__(self, rng: random.Random, odds: Odds, note: Callable[..., None]) -> None:
        self._rng = rng
        self._odds = odds
        self._note = note
        self._more: dict[str, tuple[int, int]] = {}

    def install(self) -> None:
        """Replace the functions of `os` in this process, for good."""
        for name in CALLS:
            setattr(os, name, self._between(name, getattr(os, name)))

    def _between(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        weight = _WEIGHTS.get(name, _WEIGHT)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self._rng.random() < self._odds.kill * weight:
                return self._die(name, real, *args, **kwargs)
            if code := self._fault(name):
                return self._fail(name, code, real, args)
            return real(*args, **kwargs)

        return call

    def _die(self, name: str, real: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        moment = self._rng.choice(["before", "within", "after"])
        self._note(kill=f"{moment} {name}")
        if moment == "within" and name == "write" and args[1]:
            _WRITE(args[0], args[1][: self._rng.randrange(len(args[1]))])
        elif moment == "after":
            real(*args, **kwargs)
        _KILL(os.getpid(), signal.SIGKILL)

    def _fault(self, name: str) -> int:
        """Return the error that this call is to fail with, or 0; now and then a fault lasts for a while."""
        code, left = self._more.get(name, (0, 0))
        if left:
            self._more[name] = (code, left - 1)
            return code
        if self._rng.random() >= self._odds.fail * _WEIGHTS.get(name, _WEIGHT):
            return 0
        code = self._rng.choice(_FAULTS[name])
        if self._rng.random() < 0.3:
            self._more[name] = (code, self._rng.randint(1, 8))
        return code

    def _fail(self, name: str, code: int, real: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if name == "write" and args[1] and self._rng.random() < 0.5:
            self._note(fault="short write")
            return real(args[0], args[1][: self._rng.randrange(len(args[1]))])
        self._note(fault=f"{errno.errorcode[code]} at {name}")
        raise OSError(code, os.strerror(code))
