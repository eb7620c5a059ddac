"""What an auditor looks for first, computed from the log itself: each finding with its rule, article and evidence."""
