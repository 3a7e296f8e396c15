"""The policy: clauses and numbers as data, one rule per file in `controls`."""
