"""How fast the statistics are at the size of a district, beside what a careful user would write instead.

Each job is done by plcnb and by one or two other ways, in turn, in this process; the ratio is the other
way's time to plcnb's (above 1: plcnb is quicker). Before they are timed, the other ways of analysing
questions must give plcnb's numbers. pingouin is compared with where it is installed: it is no part of plcnb.

    python benchmarks/stats.py
    python benchmarks/stats.py --students 2000 --items 40 --repeats 5
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pandas as pd
from pandas import DataFrame
from scipy import optimize, stats

from plcnb.stats.disclosure import audit, protect
from plcnb.stats.items import analyse_items
from plcnb.stats.mastery import by_standard, shrink

Job = Callable[[], object]
SCHOOLS, GROUPS = 30, 5
TEAMS, STANDARDS, QUESTIONS = 20_000, 10, 50


@dataclass
class Way:
    name: str
    job: Job


# Questions: difficulty, correlations with the total and the rest, tails, alpha without each


def made_up_scores(n_students: int, n_items: int) -> DataFrame:
    draw = np.random.default_rng(1)
    ability, hard = draw.normal(size=(n_students, 1)), np.linspace(-2, 2, n_items)
    right = draw.random((n_students, n_items)) < 1 / (1 + np.exp(hard - ability))
    return DataFrame(right.astype(float), columns=[f"q{place + 1}" for place in range(n_items)])


def items_in_a_loop(scores: DataFrame) -> DataFrame:
    """Analyse the questions as a careful user writes it in pandas: one question after another."""
    total = scores.sum(axis=1)
    order = total.sort_values().index
    tail = round(0.27 * len(scores))
    weak, strong = scores.loc[order[:tail]], scores.loc[order[-tail:]]
    rows = {}
    for item in scores:
        rest = total - scores[item]
        others = scores.drop(columns=item)
        k = others.shape[1]
        rows[item] = {
            "n": scores[item].count(),
            "difficulty": scores[item].mean(),
            "item_total_r": scores[item].corr(total),
            "item_rest_r": scores[item].corr(rest),
            "discrimination": strong[item].mean() - weak[item].mean(),
            "alpha_if_deleted": k / (k - 1) * (1 - others.var().sum() / rest.var()),
        }
    return DataFrame(rows).T


def items_by_pingouin(scores: DataFrame) -> DataFrame:
    """Analyse them with pingouin: alpha of the test and without each question, and correlations."""
    import pingouin

    total = scores.sum(axis=1)
    rows = {"": {"alpha": pingouin.cronbach_alpha(data=scores)[0]}}
    for item in scores:
        found = pingouin.corr(scores[item], total - scores[item])
        rows[item] = {
            "item_rest_r": found["r"].iloc[0],
            "alpha_if_deleted": pingouin.cronbach_alpha(data=scores.drop(columns=item))[0],
        }
    return DataFrame(rows).T


def of_items(n_students: int, n_items: int) -> tuple[str, list[Way]]:
    scores = made_up_scores(n_students, n_items)
    ways = [Way("plcnb: analyse_items", lambda: analyse_items(scores))]
    ways.append(Way("a loop over the questions in pandas", lambda: items_in_a_loop(scores)))
    agree(analyse_items(scores), items_in_a_loop(scores), ["difficulty", "item_total_r", "item_rest_r"])
    if find_spec("pingouin"):
        agree(analyse_items(scores), items_by_pingouin(scores).iloc[1:], ["item_rest_r", "alpha_if_deleted"])
        ways.append(Way("pingouin: cronbach_alpha and corr", lambda: items_by_pingouin(scores)))
    else:
        print("pingouin is not installed here, so it is not compared with: pip install pingouin")
    return f"{n_students:,} students, {n_items} questions", ways


# Shares of many small groups


def of_shrinking(n_groups: int) -> tuple[str, list[Way]]:
    draw = np.random.default_rng(2)
    answered = draw.integers(5, 40, n_groups)
    right = draw.binomial(answered, draw.beta(14, 6, n_groups))

    def with_scipy() -> object:
        frame = shrink(right[:10], answered[:10])
        mean, strength = right.sum() / answered.sum(), max(frame.prior_strength, 1.0)
        a, b = right + mean * strength, answered - right + (1 - mean) * strength
        return stats.beta.ppf(0.025, a, b), stats.beta.ppf(0.975, a, b)

    ways = [
        Way("plcnb: shrink", lambda: shrink(right, answered)),
        Way("scipy.stats.beta.ppf, the prior given", with_scipy),
    ]
    return f"shares of {n_groups:,} teams", ways


# Mastery by standard


def of_standards(n_students: int) -> tuple[str, list[Way]]:
    draw = np.random.default_rng(3)
    questions = pd.Index([f"q{place}" for place in range(QUESTIONS)], dtype="str")
    students = pd.Index([f"s{place:06d}" for place in range(n_students)], dtype="str")
    n = n_students * QUESTIONS
    responses = DataFrame(
        {
            "assessment_id": pd.array(["t"] * n, dtype="str"),
            "student_id": students.repeat(QUESTIONS),
            "item_id": questions.take(np.tile(np.arange(QUESTIONS), n_students)),
            "score": draw.integers(2, size=n).astype(float),
            "status": pd.array(["answered"] * n, dtype="str"),
        }
    )
    items = DataFrame(
        {
            "assessment_id": "t",
            "item_id": questions,
            "standard_id": [f"m{place % STANDARDS}" for place in range(QUESTIONS)],
            "max_score": 1.0,
        }
    )
    standards = DataFrame({"standard_id": [f"m{place}" for place in range(STANDARDS)]})
    standards = standards.assign(code=standards["standard_id"], statement="Add fractions")

    def means_alone() -> DataFrame:
        joined = responses.merge(items, on=["assessment_id", "item_id"])
        return joined.groupby("standard_id")["score"].mean()

    def variance_between_students() -> DataFrame:
        joined = responses.merge(items, on=["assessment_id", "item_id"])
        sums = joined.groupby(["standard_id", "student_id"]).agg(y=("score", "sum"), x=("max_score", "sum"))
        share = sums["y"].groupby("standard_id").sum() / sums["x"].groupby("standard_id").sum()
        residual = sums["y"] - sums["x"] * sums.index.get_level_values(0).map(share).to_numpy()
        return (residual**2).groupby("standard_id").sum()

    ways = [
        Way("plcnb: by_standard", lambda: by_standard(responses, items, standards, cut=0.7)),
        Way("pandas: merge, and spread between students", variance_between_students),
        Way("pandas: merge and mean, no interval", means_alone),
    ]
    return f"{n:,} answers to {STANDARDS} standards", ways


# What an outsider can work out of a published table


def of_auditing() -> tuple[str, list[Way]]:
    draw = np.random.default_rng(4)
    table = DataFrame(
        [
            (f"School {school + 1:02d}", f"Group {group + 1}", int(draw.poisson(6 + 30 * draw.random())))
            for school in range(SCHOOLS)
            for group in range(GROUPS)
        ],
        columns=["school", "group", "students"],
    )
    published = protect(table, "students", ["school", "group"])
    ways = [
        Way("plcnb: audit, whole numbers", lambda: audit(published)),
        Way("two scipy linear programmes a cell", lambda: ranges_by_linprog(published)),
    ]
    return f"{SCHOOLS} schools × {GROUPS} groups, {int(published['hidden'].sum())} cells hidden", ways


def ranges_by_linprog(published: DataFrame) -> DataFrame:
    """Return the range of each hidden cell by linear programming alone, as one writes it with scipy."""
    cells = published.reset_index(drop=True)
    hidden = cells.index[cells["shown"].isna()]
    column = {row: place for place, row in enumerate(hidden)}
    sums, known = [], []
    for dimension, other in (("school", "group"), ("group", "school")):
        for _, line in cells.groupby(other):
            row, value = np.zeros(len(hidden)), 0.0
            for place, cell in line.iterrows():
                sign = -1.0 if cell[dimension] == "Total" else 1.0
                if place in column:
                    row[column[place]] += sign
                else:
                    value -= sign * cell["shown"]
            sums.append(row)
            known.append(value)
    found = {}
    for place, number in column.items():
        aim = np.zeros(len(hidden))
        aim[number] = 1
        low, high = (
            optimize.linprog(way * aim, A_eq=np.array(sums), b_eq=known, method="highs") for way in (1, -1)
        )
        found[place] = (low.fun, -high.fun if high.status == 0 else np.inf)
    return DataFrame(found, index=["low", "high"]).T


def agree(ours: DataFrame, theirs: DataFrame, columns: list[str]) -> None:
    """Stop where the other way does not give the same numbers: then it is another job."""
    for column in columns:
        difference = np.nanmax(np.abs(ours[column].to_numpy(float) - theirs[column].to_numpy(float)))
        if not difference < 1e-9:
            raise SystemExit(f"{column} differs by {difference:g}: the two ways do not do one job.")


def seconds(job: Job) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def show(title: str, ways: list[Way], repeats: int) -> None:
    """Time every way in turn, so that what disturbs one disturbs all, and print medians and ratios."""
    for way in ways:
        way.job()
    times = np.median([[seconds(way.job) for way in ways] for _ in range(repeats)], axis=0)
    print(f"\n{title}\n{'':46}{'ms':>10}{'ratio':>9}")
    for way, took in zip(ways, times, strict=True):
        print(f"{way.name:46}{1e3 * took:10.1f}{took / times[0]:9.2f}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--students", type=int, default=10_000, help="students of the large test")
    options.add_argument("--items", type=int, default=60, help="questions of the large test")
    options.add_argument("--repeats", type=int, default=7, help="times each way is tried")
    given = options.parse_args()
    for title, ways in (
        of_items(given.students, given.items),
        of_items(24, 20),
        of_shrinking(TEAMS),
        of_standards(20_000),
        of_auditing(),
    ):
        show(title, ways, given.repeats)


if __name__ == "__main__":
    main()
