"""Forms of records: their fields, their rows, and the check of a record as a whole."""
