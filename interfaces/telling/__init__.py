"""What was found in the past, as people read it: sentences, tables and pages in French or English."""
