"""The terminal interface in a browser: one person at a time, behind a token.

Needs the extra `web`; alone knows textual-serve and aiohttp.
"""
