"""Throwaway kernels: where candidates run, and what is learned from it."""
