"""The look back: log reviewers over their own units, and the participant over who has read."""
