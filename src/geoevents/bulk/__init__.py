"""Border columns for every row of a table, at any size: one kernel, several engines."""
