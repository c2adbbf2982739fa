"""Participants as pseudonyms; name, number and contact are sealed and open only through the door."""
