"""What would settle an open verdict, and what to know before trusting one: short phrases for people."""

import numpy as np

from plcnb.stats.answers import FEW_STUDENTS, MINIMUM_ITEMS, MINIMUM_STUDENTS
from plcnb.stats.clusters import ClusteredShare, few_students_factor
from plcnb.stats.proportions import Floats, answers_to_leave

# Design choices: how much more a team can be asked to find out.
SHORT_CHECK = 10  # questions on one standard that fit into the end of a lesson
ONE_ASSESSMENT = 20  # questions on one standard that a whole assessment can hold

# Design choice: from this share of missing results on, those who are there may not speak for all.
MANY_MISSING = 0.20


def extra_questions(measured: ClusteredShare, cut: float, level: float) -> Floats:
    """Return how many more questions to each student, at the present share, move each interval off the cut.

    More questions to the same students help less and less, because a student's answers go together: with m
    students, q questions and a correlation ρ of their answers there are m q / (1 + (q - 1) ρ) independent
    answers, never more than m / ρ.

    Returns
    -------
    array of float, shape (n_groups,)
        Whole numbers from 1; inf where no number of questions would do; NaN without answers.
    """
    needed = answers_to_leave(measured.share, cut, level) * few_students_factor(measured.students, level)
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody answered: NaN
        asked = measured.answers / measured.students
        reachable = measured.students - needed * measured.alikeness
        questions = needed * (1 - measured.alikeness) / reachable
    questions = np.where((reachable > 0) & np.isfinite(needed), questions, np.inf)
    return np.where(np.isnan(measured.share), np.nan, np.maximum(np.floor(questions - asked) + 1, 1))


def settles_standard(verdict: str, n_items: int, n_students: int, extra: float) -> str:
    """Return what would settle the verdict on a standard; "" if it is settled.

    More questions are preferred to more students, who cannot be had in a class.
    """
    if verdict != "cannot tell":
        return ""
    if n_students == 0:
        return f"answers to at least {MINIMUM_ITEMS} questions on this standard"
    missing = max(MINIMUM_ITEMS - n_items, 0)
    if n_students < MINIMUM_STUDENTS:
        students = f"answers of {plural(MINIMUM_STUDENTS - n_students, 'more student')}"
        return students + (f" and {plural(missing, 'more question')} on this standard" if missing else "")
    questions = max(missing, extra)
    if questions > ONE_ASSESSMENT:
        return "many more questions: the share is too near the cut"
    if questions > SHORT_CHECK:
        return f"a second assessment with about {questions:.0f} questions on this standard"
    return f"about {plural(int(questions), 'more question')} on this standard"


def settles_assessment(
    verdict: str, n_students: int, more_needed: float, still_due: int, scoreless: bool
) -> str:
    """Return what would settle the verdict on a whole assessment; "" if it is settled.

    Results that are still due come first, where there are enough of them to settle it.
    """
    if verdict != "cannot tell":
        return ""
    if scoreless:
        return "the highest score of this assessment"
    needed = max(MINIMUM_STUDENTS - n_students, more_needed if n_students else 0)
    if n_students == 0 or needed <= still_due:
        return f"results of {plural(int(needed), 'more student')}" if n_students else "the first results"
    return "a second assessment"


def caution_standard(n_items: int, n_students: int, over: int, unusable: int) -> str:
    """Return what to know before trusting a standard's row; "" if nothing."""
    if n_students == 0:
        known = ["no scored answers yet"]
    else:
        known = [
            f"only {plural(n_items, 'question')}" if n_items < MINIMUM_ITEMS else "",
            f"only {plural(n_students, 'student')}" if n_students < FEW_STUDENTS else "",
            f"{plural(over, 'score')} outside the scale taken as its end" if over else "",
        ]
    known.append(f"{plural(unusable, 'question')} without a highest score left out" if unusable else "")
    return "; ".join(part for part in known if part)


def caution_assessment(n_students: int, still_due: int, scoreless: bool) -> str:
    """Return what to know before trusting an assessment's row; "" if nothing."""
    if scoreless:
        return "its highest score is not known, so no score can be compared with the cut"
    if n_students == 0:
        return "no results that count yet"
    expected = n_students + still_due
    known = [
        f"only {plural(n_students, 'student')}" if n_students < FEW_STUDENTS else "",
        f"{still_due} of {expected} results missing" if still_due >= MANY_MISSING * expected else "",
    ]
    return "; ".join(part for part in known if part)


def plural(count: int, one: str) -> str:
    """Return the count with its noun: "1 question", "3 questions"."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
