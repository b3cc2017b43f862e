"""Readers, one a format: each turns the files of a package into source tables and findings.

A package may hold files of several formats, such as a OneRoster export with a file of item responses
beside it. Each reader claims the members that are its own, by their columns.
"""

from types import ModuleType

from plcnb.evidence.formats import mapped, oneroster, own
from plcnb.evidence.formats.reading import Member, Package

READERS: dict[str, ModuleType] = {module.NAME: module for module in (oneroster, own, mapped)}
"""The readers by name, in the order they are asked.

Each offers ``NAME``, ``TITLE``, ``recognise(package) -> float`` (0 to 1, from the content),
``claim(package) -> list[Member]`` and ``read(package, mapping=None, known_ids=None) -> Reading``.
"""

RECOGNISED = 0.5  # a reader that is less sure than this gets nothing


def recognise_format(package: Package) -> list[tuple[ModuleType, list[Member]]]:
    """Return the readers that know members of the package, and which.

    Members that no reader knows go to the first reader there is, which refuses each by its name; so none
    is passed over in silence. The list is empty if no reader knows anything.
    """
    recognised: list[tuple[ModuleType, list[Member]]] = []
    rest = package
    for reader in READERS.values():
        if reader.recognise(rest) >= RECOGNISED:
            members = reader.claim(rest)
            recognised.append((reader, members))
            rest = rest.without(members)
    if recognised:
        recognised[0][1].extend(rest)
    return recognised
