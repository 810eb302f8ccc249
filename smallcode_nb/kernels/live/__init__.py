"""Kernels forked from the notebook's own process: nothing is copied first, and less is kept apart. An opt-in."""
