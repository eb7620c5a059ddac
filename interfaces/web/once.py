"""What is no event of the log, and must all the same be done once for each form, however often it is sent."""

from collections import OrderedDict
from threading import Lock

from interfaces.web.visit import Visit

REMEMBERED = 10_000
_lock = Lock()
_sent: OrderedDict[tuple[str, str], None] = OrderedDict()


def first_time(visit: Visit) -> bool:
    """Whether this form comes for the first time in this process. One without a nonce is never known again."""
    nonce = visit.sent["_nonce"][:200]
    key = (visit.visitor.person or "", nonce)
    with _lock:
        if nonce and key in _sent:
            return False
        _sent[key] = None
        while len(_sent) > REMEMBERED:
            _sent.popitem(last=False)
    return True
