"""What people write: goals, meetings, steps, trials, answers, votes. The only part that speaks SQL."""
