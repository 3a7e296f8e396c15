"""One rule of the policy per file, named by its slug."""
