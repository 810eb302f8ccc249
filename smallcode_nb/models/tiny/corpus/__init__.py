"""The task grammar that the embedded model is trained on: namespaces, requests, and the code that answers them.

Knows pandas, NumPy, Matplotlib and plain Python idioms. Does not know tokens, networks or the agent's loop.
"""
