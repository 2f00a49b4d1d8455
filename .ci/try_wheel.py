"""Install a built wheel as a user would, on each Python there is, and try it.

    python .ci/try_wheel.py dist/procstation-0.1.0-py3-none-any.whl

With pip in a virtual environment of each Python, and by `uv tool install` and `pipx install` where
those are. Ends with 1 when something failed; what is not on this machine is skipped by name.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PYTHONS = ("3.11", "3.12", "3.13")
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
PATIENCE_S = 900

SCRIPT = """\
scan
expect Lay the book on the pad
lay
expect Stick the labels on
label
expect released
"""


class Failed(Exception):
    """A step did not do what it must."""


def run(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """Run a command and return what it said.

    Raises:
        Failed: It ended with a status other than 0, with its words.
    """
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(env or {})},
    )
    if done.returncode:
        raise Failed(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def python_of(version: str) -> str | None:
    """Return a Python of a version: from the path, or one that uv or pyenv has."""
    found = shutil.which(f"python{version}")
    if found is not None and _is(found, version):
        return found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in sorted(pyenv.glob(f"{version}.*/{BIN}/python{EXE}"), reverse=True):
        if _is(str(candidate), version):
            return str(candidate)
    return None


def _is(python: str, version: str) -> bool:
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return run(python, "-c", ask).strip() == version
    except (Failed, OSError):
        return False


def try_program(program: Path, wheel: Path, work: Path) -> None:
    """Try the installed command: version, doctor, templates, and a book in the demo.

    Raises:
        Failed: One of them.
    """
    version = wheel.name.split("-")[1]
    said = run(program, "--version").strip()
    if said != f"procstation, version {version}":
        raise Failed(f"--version says {said!r}, and the wheel is {version}")
    home = work / "home"
    home.mkdir()
    checks = json.loads(run(program, "--home", home, "doctor", "--no-devices", "--json"))
    wrong = [one for one in checks if not one["ok"]]
    if wrong:
        raise Failed(f"doctor: {wrong}")
    templates = json.loads(run(program, "--home", home, "label", "templates", "--json"))
    if "spine" not in {one["name"] for one in templates}:
        raise Failed(f"label templates: {templates}")
    script = work / "book.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    run(program, "--home", home, "demo", "--script", script)


def with_pip(python: str, wheel: Path, work: Path) -> Path:
    environment = work / "venv"
    run(python, "-m", "venv", environment)
    run(environment / BIN / f"python{EXE}", "-m", "pip", "install", "--quiet", wheel)
    return environment / BIN / f"procstation{EXE}"


def with_uv(uv: str, python: str, wheel: Path, work: Path) -> Path:
    places = {"UV_TOOL_DIR": str(work / "tools"), "UV_TOOL_BIN_DIR": str(work / "bin")}
    run(uv, "tool", "install", "--quiet", "--python", python, wheel, env=places)
    return work / "bin" / f"procstation{EXE}"


def with_pipx(pipx: str, python: str, wheel: Path, work: Path) -> Path:
    places = {"PIPX_HOME": str(work / "pipx"), "PIPX_BIN_DIR": str(work / "bin")}
    run(pipx, "install", "--quiet", "--python", python, wheel, env=places)
    return work / "bin" / f"procstation{EXE}"


def ways(wheel: Path, work: Path) -> Iterator[tuple[str, Path | Failed | None]]:
    """Yield each way with the command it installed, why it failed, or None when it is not here."""
    tools = {"uv tool install": (shutil.which("uv"), with_uv)}
    tools["pipx install"] = (shutil.which("pipx"), with_pipx)
    for version in PYTHONS:
        python = python_of(version)
        named = {f"pip on Python {version}": (python, None), **tools}
        for name, (tool, install) in named.items():
            title = name if install is None else f"{name} on Python {version}"
            if python is None or tool is None:
                yield title, None
                continue
            folder = work / title.replace(" ", "-")
            folder.mkdir()
            try:
                if install is None:
                    yield title, with_pip(python, wheel, folder)
                else:
                    yield title, install(tool, python, wheel, folder)
            except Failed as failed:
                yield title, failed


def main(wheel: Path) -> int:
    """Try all ways, say how each went, and return the exit status."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for title, made in ways(wheel.resolve(), Path(folder)):
            if made is None:
                print(f"skipped: {title}: it is not on this machine")
                continue
            try:
                if isinstance(made, Failed):
                    raise made
                try_program(made, wheel, Path(tempfile.mkdtemp(dir=folder)))
            except Failed as failed:
                print(f"FAILED: {title}: {failed}")
                worst = 1
            else:
                print(f"works: {title}")
    return worst


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
