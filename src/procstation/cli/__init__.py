"""The command line: one module per group, each imported only when its command is used."""
