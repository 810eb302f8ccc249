"""Copies of live variables: written in the user's kernel, read in a clean process."""
