"""May this reader do this with this item now?  Pure: no I/O, no clock, no framework, no cryptography."""
