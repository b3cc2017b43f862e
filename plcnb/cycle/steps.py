"""The seven steps of the inquiry cycle, in our own words and in their order."""

STEPS: tuple[tuple[str, str], ...] = (
    ("launch", "Launch"),
    ("goals", "Goals"),
    ("evidence", "Evidence"),
    ("plan", "Plan"),
    ("change", "Try"),
    ("visit", "Visit"),
    ("reflect", "Reflect"),
)


def present_step(n_assessments_with_results: int) -> str:
    """Return the step a team is at, judged by the evidence alone.

    A team with results looks at its evidence; one without is still at its launch.
    """
    return "evidence" if n_assessments_with_results else "launch"
