"""Measures the hub beside a plain floor in the same run, and prints each figure next to its target."""
