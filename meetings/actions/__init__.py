"""Actions on meetings, before, during and after they take place."""
