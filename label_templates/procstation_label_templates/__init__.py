"""Label templates, label stock and fonts that come with procstation: data, no code."""
