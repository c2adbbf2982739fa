"""Routes of a case: registering, showing, saving and importing its plans, and each officer's own list."""
