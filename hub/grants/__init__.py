"""Cases and what the participant has granted, as facts without text: the rows every decision rests on."""
