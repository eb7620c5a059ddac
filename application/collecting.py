"""Where much is made that stays, Python looks for garbage in vain: it is told to look seldom."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

SELDOM = 1_000_000
"""Values made between two looks for garbage."""


class _Seldom:
    """How many ask for garbage to be looked for seldom, and how often it was before the first did."""

    def __init__(self) -> None:
        self.lock, self.asking, self.usual = Lock(), 0, gc.get_threshold()


_SELDOM = _Seldom()


@contextmanager
def seldom_collecting() -> Generator[None]:
    """Look for garbage seldom: facts and states are no garbage and hold no cycles, and looking takes half the time."""
    with _SELDOM.lock:
        if _SELDOM.asking == 0:
            _SELDOM.usual = gc.get_threshold()
            gc.set_threshold(SELDOM, *_SELDOM.usual[1:])
        _SELDOM.asking += 1
    try:
        yield
    finally:
        with _SELDOM.lock:
            _SELDOM.asking -= 1
            if _SELDOM.asking == 0:
                gc.set_threshold(*_SELDOM.usual)
