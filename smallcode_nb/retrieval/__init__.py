"""Finds the user's own code that bears on a request: documents, index and query pipelines, stores.

Knows cells and definitions; knows nothing about the loop, models or kernels. Start at `api.py`.
"""
