"""`reference/profiles.md`: the job profiles that come along."""

from importlib.resources import files

from from_code.settings import table
from procstation.linking import JobProfile, read_profiles

HEAD = """\
# Job profiles

What comes along. A file of the same name in the home's folder `profiles/` replaces one; any other
name adds one: see [a profile of your own](../adding-a-profile.md). All keys are in
[configuration](../configuration.md#job-profiles). The step `system` is left out where no library
system is configured.
"""

BARCODE = {
    "leased": "the station gives the item its number",
    "preprinted": "the number comes from the roll",
    "existing": "the item has its number",
}


def page() -> str:
    """Return the whole page."""
    profiles = read_profiles(with_system=True)
    rows = (
        (f"[`{name}`](#{name})", one.title, " → ".join(one.steps), BARCODE[one.barcode])
        for name, one in profiles.items()
    )
    parts = [HEAD, table(("profile", "is", "steps", "barcode"), rows)]
    parts += [_one(name, profile) for name, profile in profiles.items()]
    return "\n".join(parts)


def _one(name: str, profile: JobProfile) -> str:
    written = (files("procstation.linking") / "profiles" / f"{name}.toml").read_text("utf-8")
    return f"## {name}\n\n{profile.summary}\n\n```toml\n{written.strip()}\n```\n"
