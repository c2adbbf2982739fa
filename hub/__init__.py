"""The service: one stack of floors, where an import only ever goes down."""
