"""The workflow engine: local custom as versioned data, run beside aggregates that keep their own rules."""
