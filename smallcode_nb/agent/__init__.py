"""The loop: request → spec → draw → verify → select → repair → evidence.

Pure: the standard library, `errors` and itself; Jinja2 only behind `prompts`.
Knows nothing about which model, kernel or notebook it serves (see `ports.py`).
"""
