"""Forms for what one may do: made from the command itself, with its consequences named before it is recorded."""
