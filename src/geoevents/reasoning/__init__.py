"""From clauses to regions, fixes, measures and verdicts."""
