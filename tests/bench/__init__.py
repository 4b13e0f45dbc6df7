"""How fast: every figure as a ratio taken in one run, on whatever machine this is."""
