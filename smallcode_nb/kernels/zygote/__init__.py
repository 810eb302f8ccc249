"""A clean process with everything imported, from which kernels are forked in milliseconds."""
