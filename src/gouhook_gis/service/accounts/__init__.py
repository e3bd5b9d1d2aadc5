"""Who may do what: roles and rights, passwords, keys, sessions; no web and no database in here."""
