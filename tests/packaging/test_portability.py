"""The program starts on Windows as well, as far as a POSIX system can tell."""

import subprocess
import sys

IMPORT_EVERYTHING = """
import builtins, importlib, pkgutil, sys

HIDDEN = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
# Alembic runs it, with a context of its own.
LEFT_OUT = "procstation.store.migrations.env"
real_import = builtins.__import__

def no_posix(name, globals=None, *args, **kwargs):
    ours = str((globals or {}).get("__name__", "")).startswith("procstation")
    if ours and name.partition(".")[0] in HIDDEN:
        raise ImportError(f"{globals['__name__']} imports {name}, which Windows has not")
    return real_import(name, globals, *args, **kwargs)

def import_ours():
    names = ["procstation", "procstation_drivers", "procstation_simulators"]
    for name in tuple(names):
        package = importlib.import_module(name)
        found = pkgutil.walk_packages(package.__path__, name + ".")
        names += [module.name for module in found if module.name != LEFT_OUT]
    for name in names:
        importlib.import_module(name)
    return names

# Other people's modules are loaded as for this system; they know both.
import_ours()
for name in [name for name in sys.modules if name.startswith("procstation")]:
    del sys.modules[name]
builtins.__import__ = no_posix
sys.platform = "win32"
print(len(import_ours()))
"""


def test_every_module_is_imported_without_what_only_posix_systems_have() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 150


def test_the_start_of_the_program_imports_neither_store_nor_interface() -> None:
    heavy = "print(*sorted({'sqlalchemy', 'textual', 'reportlab', 'pymarc'} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys, procstation.cli.main; {heavy}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == ""
