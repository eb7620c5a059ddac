"""Public aid across agreements: what one body receives from all of them together, set against dated ceilings."""
