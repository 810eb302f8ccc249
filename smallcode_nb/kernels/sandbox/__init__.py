"""What confines a throwaway kernel: limits, files (Landlock), system calls (seccomp), namespaces (bubblewrap)."""
