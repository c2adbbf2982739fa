"""The access log: what was done with whose data, written before anything is opened, sealed right after."""
