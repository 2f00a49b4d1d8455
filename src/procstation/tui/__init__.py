"""The terminal interface: a thin face of the jobs. The only package that knows Textual."""
