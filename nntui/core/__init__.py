"""The shared network core: NumPy and the standard library; no files, clocks, prints or threads."""
