"""Who is at the other end: accounts, sessions, one-time codes and links."""
