"""The shared engine: one process per user that holds what is heavy and speaks the OpenAI API.

    notebook → client → (Unix socket, token) → app → desk (who may draw now) → shelf (open models)

`process` finds, starts and stops it; `serve` is its life. Importing this package imports nothing heavy.
"""
