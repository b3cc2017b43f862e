"""What the measurements of a trial say: in the order of time, about the baseline from before the change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from plcnb.model import Measurement, Trial
from plcnb.reports.leaving_numbers import FEWEST_TEACHERS
from plcnb.stats.disclosure import MINIMUM
from plcnb.stats.runs import MINIMUM_USEFUL, RunChart, run_chart
from plcnb.words import Finding, say_trial


@dataclass(frozen=True)
class TrialSeries:
    """A trial with its measurements, those from before the change first, else in the order of time."""

    trial: Trial
    measured: tuple[Measurement, ...]

    @property
    def n_before(self) -> int:
        """How many measurements are from before the change."""
        return sum(one.phase == "before" for one in self.measured)

    @property
    def values(self) -> list[float]:
        """The values that were measured."""
        return [float("nan") if one.value is None else one.value for one in self.measured]

    @property
    def days(self) -> list[date | None]:
        """The day of each measurement."""
        return [one.on for one in self.measured]

    @property
    def baseline_asked(self) -> bool:
        """Whether a new baseline was asked for without the reason that it needs."""
        return self.trial.new_baseline_on is not None and not self.trial.new_baseline.strip()

    @property
    def judged_from(self) -> int:
        """The place of the first measurement that counts: 0, or where a new baseline begins."""
        anew = self.trial.new_baseline_on
        if anew is None or self.baseline_asked:
            return 0
        return sum(one.on is not None and one.on < anew for one in self.measured)

    @property
    def judged_values(self) -> list[float]:
        """The values that count."""
        return self.values[self.judged_from :]

    @property
    def phases(self) -> dict[float, str]:
        """After how many of the values that count something changed, and what."""
        place = self.n_before - self.judged_from
        return {float(place): "the change begins"} if 0 < place < len(self.judged_values) else {}

    @cached_property
    def judged(self) -> RunChart:
        """What the values that count say about their median: of the baseline, where that has two or more."""
        n_baseline = self.n_before - self.judged_from
        return run_chart(self.judged_values, baseline=n_baseline if n_baseline > 1 else None)

    @property
    def more_needed(self) -> int:
        """About how many more measurements it takes until anything can be told; 0: enough, or not known."""
        alike = self.judged.n > 1 and np.ptp(self.judged_values) == 0
        return 0 if alike else max(MINIMUM_USEFUL - self.judged.n_useful, 0)

    @property
    def open(self) -> bool:
        """Whether nobody has closed the trial."""
        return self.trial.closed_on is None

    def finding(self) -> Finding:
        """Return whether it helped, as far as anybody can tell."""
        since = len(self.measured) - max(self.n_before, self.judged_from)
        if self.measured and not since:
            return Finding(
                f"Measured {_times(len(self.measured))} before the change and not yet since: nobody can say "
                "whether it helps."
            )
        trial = self.trial
        return say_trial(
            self.judged,
            trial.better,
            as_planned=trial.as_planned,
            more=self.more_needed,
            every_days=trial.every_days if self.open else 0,
        )

    def next_due(self) -> date | None:
        """Return the day of the next measurement; None where there will be none."""
        trial = self.trial
        if not self.open or trial.begins is None:
            return None
        known = [day for day in self.days if day is not None and day >= trial.begins]
        due = max(known) + timedelta(days=trial.every_days) if known else trial.begins
        return due if trial.until is None or due <= trial.until else None

    def overdue(self, today: date) -> int:
        """Return for how many days a measurement has been due; 0: none is."""
        due = self.next_due()
        return max((today - due).days, 0) if due else 0

    def may_leave_the_team(self) -> bool:
        """Return whether its numbers may be shown to others: of several teachers, and of enough students."""
        enough = all(one.n is not None and one.n >= MINIMUM for one in self.measured)
        return len(self.trial.who) >= FEWEST_TEACHERS and enough


def series_of(trial: Trial, measurements: Iterable[Measurement]) -> TrialSeries:
    """Return a trial with its own measurements in order; those without a value or a day are left out."""
    own = [one for one in measurements if one.trial_id == trial.id and one.on and one.value is not None]
    return TrialSeries(trial, tuple(sorted(own, key=lambda one: (one.phase != "before", one.on))))


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")
