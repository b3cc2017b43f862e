"""Who answered a form, and which of several submissions of one student counts."""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.formats.form_columns import FormColumns
from plcnb.evidence.formats.form_times import Times
from plcnb.evidence.formats.gradebooks import split_names
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.slugs import fingerprint

SHARED = 3  # different names behind one address: a device of the school's, not a student
_CLASS = "google-forms"


class FormPeople:
    """The respondents of a form.

    Attributes
    ----------
    person : Series of str
        For each submission the respondent's id: the e-mail address that Forms collects; or else the number
        they gave, or a mark made of their name and grade. Empty where nothing of the kind is there.
    """

    def __init__(self, sieve: Sieve, columns: FormColumns) -> None:
        self._sieve, self._columns = sieve, columns
        self._mail, self._number, self._grade = (
            self._column(name) for name in (columns.mail, columns.number, columns.grade)
        )
        self._names = self._read_names()
        self._whole = (self._names["given_name"] + " " + self._names["family_name"]).str.strip()
        self._leave_shared_addresses()
        by_name = (self._whole + "\n" + self._grade).str.casefold()
        marks = {name: f"{_CLASS}:{fingerprint(name)}" for name in by_name.unique()}
        named = by_name.map(marks).where(self._whole != "", "").astype("str")
        person = self._mail.str.casefold()
        person = person.mask(person == "", self._number)
        self.person = person.mask(person == "", named)

    def keep_last_of_each(self, times: Times) -> None:
        """Refuse submissions that name nobody, and leave out all but the last of each respondent."""
        sieve, columns = self._sieve, self._columns
        asked = columns.mail or columns.number or columns.name or columns.given
        message = "the submission names nobody: no e-mail address, number or name"
        sieve.refuse((self.person == "").to_numpy(), asked, "row.missing_required_value", message)
        known = bool(times.order[sieve.good].notna().all())
        order = times.order if known else Series(0.0, index=times.order.index)
        line = np.arange(len(order))
        ranked = DataFrame({"person": self.person, "order": order, "line": line})[sieve.good]
        ranked = ranked.sort_values(["order", "line"], kind="stable")
        earlier = np.sort(ranked.loc[ranked.duplicated("person", keep="last"), "line"].to_numpy())
        last = "the latest" if known else "the last in the file, since not every time is known,"
        message = f"the student sent the form off again; {last} counts"
        sieve.leave_out(earlier, asked, "row.earlier_submission", message)
        self._forget_doubtful_numbers()

    def tables(self) -> dict[str, DataFrame]:
        """Return people and identifiers, and a class of them all for a store without a roster."""
        good = self._sieve.good
        person = self.person[good]
        whom = {"person_id": person, "role": "student"}
        at = self._mail.str.contains("@", regex=False)
        said = [
            DataFrame({"person_id": person, "kind": kind, "value": values[good]})[(values[good] != "")]
            for kind, values in (
                ("e-mail", self._mail.where(at, "")),
                ("login", self._mail.mask(at, "")),
                ("id", self._number),
            )
        ]
        return {
            "schools": DataFrame({"school_id": ["school"], "name": ["School"], "kind": ["school"]}),
            "courses": DataFrame({"course_id": [_CLASS], "title": ["Google Forms"]}),
            "classes": DataFrame(
                {
                    "class_id": [_CLASS],
                    "title": ["Google Forms"],
                    "school_id": ["school"],
                    "course_id": [_CLASS],
                }
            ),
            "people": DataFrame({**whom, **self._names[good], "grade": self._grade[good]}),
            "identifiers": pd.concat(said, ignore_index=True),
            "enrollments": DataFrame({**whom, "class_id": _CLASS, "status": "active"}),
        }

    def _column(self, name: str) -> Series:
        rows = self._sieve.rows
        if not name:
            return Series("", index=rows.index, dtype="str")
        return rows[name].str.replace(r"\s+", " ", regex=True).str.strip()

    def _read_names(self) -> DataFrame:
        columns = self._columns
        if columns.given or columns.family:
            names = {"given_name": self._column(columns.given), "family_name": self._column(columns.family)}
            return DataFrame(names)
        whole = self._column(columns.name)
        if whole.empty:
            return DataFrame({"given_name": whole, "family_name": whole})
        return split_names(whole)

    def _leave_shared_addresses(self) -> None:
        """Take no address for a student's that many names or numbers stand beside."""
        theirs = (self._whole + "\n" + self._number).str.casefold()
        pairs = DataFrame({"mail": self._mail.str.casefold(), "who": theirs})
        pairs = pairs[(pairs["mail"] != "") & (theirs != "\n")].drop_duplicates()
        counted = pairs["mail"].value_counts()
        shared = self._mail.str.casefold().isin(set(counted[counted >= SHARED].index)).to_numpy()
        message = "one address stands beside several students' names; they are told apart by those"
        self._sieve.note(shared, self._columns.mail, "row.shared_address", message)
        self._mail = self._mail.mask(shared, "")

    def _forget_doubtful_numbers(self) -> None:
        """Take a number that two respondents gave for nobody's: one of them has mistyped it."""
        good = self._sieve.good
        given = DataFrame({"person": self.person, "number": self._number.str.casefold()})[good]
        given = given[given["number"] != ""].drop_duplicates()
        twice = set(given.loc[given["number"].duplicated(keep=False), "number"])
        doubtful = self._number.str.casefold().isin(twice).to_numpy() & good
        message = "several students gave this number; it was not used to find them"
        self._sieve.note(doubtful, self._columns.number, "row.repeated_number", message)
        self._number = self._number.mask(doubtful, "")
