"""What runs in a throwaway kernel around the candidate. Standard library only at import."""
