"""What a run has to say and leaves behind: results, and the journal under the estate's `.sightline/runs/<run>/`."""
