"""Each user's day, walked through in a real browser with a stop-watch: `python -m bench.walking`."""
