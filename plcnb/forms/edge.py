"""The edge towards a page: what goes wrong is said in words, and what a browser keeps lies under no name."""

import json
import logging
from collections.abc import Callable
from hashlib import sha256

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


def kept_under(*about: object) -> str:
    """Return the key under which a browser keeps what belongs to this: a hash, which tells nobody's name."""
    return sha256(json.dumps(about).encode("utf-8", "replace")).hexdigest()[:32]
