"""What a run leaves behind: its journal and its report, as files under the estate's `.sightline/runs/<run>/`."""
