"""The embedded model: corpus, tokenizer, network, training, export and scoring.

Imports nothing by itself: torch belongs to training only.
"""
