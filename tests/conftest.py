"""What all tests share: where the real samples lie, when they do."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples and peers' values that may lie beside the checkout."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the folder of real samples does not lie beside this checkout")
    return _SHARED
