"""Who did what to which thing; append-only. Rows hold ids and field names, never text or names."""
