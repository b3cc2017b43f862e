"""Readers, one a format: each turns the files of a package into source tables and findings.

A package may hold files of several formats, such as a OneRoster export with a file of item responses
beside it. Each reader claims the members that are its own, by their columns. A reader is a module with

* ``NAME`` and ``TITLE``, what the command line and people call it;
* ``recognise(package) -> float``, from 0 to 1, how surely some of the members are of its format;
* ``claim(package) -> list[Member]``, which members those are;
* ``read(package, mapping=None, known_ids=None) -> Reading`` of all members of the package.
"""
