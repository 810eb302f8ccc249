"""Measurements of the product: of the loop on task sets, of kernels, retrieval and loading.

Nothing here is imported by the product itself.
"""
