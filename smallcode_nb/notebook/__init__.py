"""The notebook surface: magics, live view, hand-over. Wires the loop to models and kernels."""
