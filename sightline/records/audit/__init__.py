"""The audit chain: who did what, when and why; each entry carries the hash of the one before, and heads are signed."""
