"""The doors: HTTP, web and command line, and the one place that wires everything together."""
