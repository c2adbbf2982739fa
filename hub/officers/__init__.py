"""Officers and their employments; an officer is named in consents, never a unit."""
