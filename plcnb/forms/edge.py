"""The edge towards a page: whatever goes wrong behind it, a person reads words and the log keeps the rest."""

import logging
from collections.abc import Callable

from plcnb.errors import PlcnbError


def obstacle(action: Callable[[], object], unexpected: str) -> str:
    """Do something; return in words what stood in the way, `unexpected` for a bug, "" if nothing did."""
    try:
        action()
    except PlcnbError as error:
        return str(error)
    except Exception:
        logging.getLogger(__name__).exception("A form could not do what its page asked for.")
        return unexpected
    return ""
