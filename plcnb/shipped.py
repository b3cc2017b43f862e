"""Where the files that ship with plcnb lie: templates, notebooks and the sample district.

In a checkout they are top-level folders that people edit; in an installed wheel they lie inside the
package. Everything else asks here, so nothing else knows the difference.
"""

from pathlib import Path

from plcnb.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "shipped"
_CHECKOUT = {"templates": "templates", "notebooks": "notebooks", "sample": "data/sample"}


def shipped_folder(name: str) -> Path:
    """Return the folder of shipped files called `name`.

    Parameters
    ----------
    name : {"templates", "notebooks", "sample"}

    Raises
    ------
    NotFound
        If no such folder ships, or the installation has lost it.
    """
    if name not in _CHECKOUT:
        raise NotFound("shipped folder", name, _CHECKOUT)
    for folder in (_INSTALLED / name, _PACKAGE.parent / _CHECKOUT[name]):
        if folder.is_dir():
            return folder
    raise NotFound("shipped folder", name, (), f"Looked beside {_PACKAGE}. Install plcnb again.")
