"""Throwaway kernels on another machine, reached through Jupyter: a gateway, or any installed provisioner."""
