"""What can be done with a request or a cell: write, fix, explain, test, refactor, document. Imports nothing itself."""
