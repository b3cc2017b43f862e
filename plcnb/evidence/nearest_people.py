"""Of the stored people, those whose names come nearest to a name that nobody has."""

from collections import Counter, defaultdict

from pandas import DataFrame, Series

from plcnb.evidence import matching_names as plain

_MOST_SHOWN = 3
_MOST_LOOKED_UP = 2000  # people; nobody reads a longer list by eye
_TOO_COMMON = 200  # people with one word in their names: such a word says little


def nearest_people(people: DataFrame, names: Series, known: DataFrame, known_names: Series) -> Series:
    """Return the ids of up to three stored people for each of `people`: those who share most of the name.

    Of equals those of the same grade come first, then the order of the ids decides.

    Parameters
    ----------
    people, known : DataFrame
        Rows of the source table: those who were looked for, and those in the store.
    names, known_names : Series of str
        Their plain names, under the same indexes.

    Returns
    -------
    Series of list of str
        Under the index of `people`. Empty where no name comes near, and after the first two thousand.
    """
    having: dict[str, list[int]] = defaultdict(list)
    stored = zip(known_names.index.tolist(), known_names.tolist(), strict=True)
    for at, name in stored if len(people) else ():
        for word in name.split():
            having[word].append(at)
    grades = _first(plain.grades(people.iloc[:_MOST_LOOKED_UP])) if len(people) else {}
    known_grades = _first(plain.grades(known)) if len(people) else {}
    ids, roles = known["person_id"].to_dict(), (known["role"] == "teacher").to_dict()
    staff = (people["role"] == "teacher").to_dict()

    def nearest(at: int, name: str) -> list[str]:
        words = [word for word in set(name.split()) if word in having]
        rare = [word for word in words if len(having[word]) <= _TOO_COMMON]
        shared = Counter(other for word in rare for other in having[word] if roles[other] == staff[at])
        same = grades.get(at, "")
        order = sorted(shared, key=lambda o: (-shared[o], not same or known_grades.get(o) != same, ids[o]))
        return [ids[other] for other in order[:_MOST_SHOWN]]

    looked_up = [nearest(at, names[at]) for at in people.index[:_MOST_LOOKED_UP]]
    none: list[list[str]] = [[] for _ in people.index[_MOST_LOOKED_UP:]]
    return Series([*looked_up, *none], index=people.index, dtype="object")


def _first(grades: Series) -> dict[int, str]:
    first = grades[~grades.index.duplicated()]
    return dict(zip(first.index.tolist(), first.tolist(), strict=True))
