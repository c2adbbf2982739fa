"""The secrecy consent as a document: drafted, presented, signed, witnessed, accepted, withdrawn."""
