"""The program starts on Windows as well, as far as a POSIX system can tell."""

import subprocess
import sys

import pytest

IMPORT_EVERYTHING = """
import builtins, importlib, os, pkgutil, signal, socket, sys

HIDDEN = {
    "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"
}
# What the modules of both systems have on this one only.
GONE = {
    os: "O_CLOEXEC O_DIRECTORY O_NOCTTY O_NOFOLLOW O_NONBLOCK chown fchmod fchown fork forkpty"
    " getegid geteuid getgid getloadavg getpgid getuid killpg lchown mkfifo nice openpty"
    " sched_getaffinity"
    " set_blocking setpgid setsid statvfs sync tcgetpgrp ttyname uname wait3 wait4 WIFEXITED",
    signal: "SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2"
    " SIGWINCH alarm pause pthread_kill pthread_sigmask setitimer siginterrupt sigwait",
    socket: "AF_UNIX SO_REUSEPORT socketpair",
}
# Alembic runs it, with a context of its own.
LEFT_OUT = "procstation.store.migrations.env"
real_import = builtins.__import__

def no_posix(name, globals=None, *args, **kwargs):
    ours = str((globals or {}).get("__name__", "")).startswith("procstation")
    if ours and name.partition(".")[0] in HIDDEN:
        raise ImportError(f"{globals['__name__']} imports {name}, which Windows has not")
    return real_import(name, globals, *args, **kwargs)

def import_ours():
    names = ["procstation", "procstation_drivers", "procstation_connectors"]
    names += ["procstation_simulators", "procstation_label_templates"]
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
for module, attributes in GONE.items():
    for attribute in attributes.split():
        if hasattr(module, attribute):
            delattr(module, attribute)
print(len(import_ours()))
"""


@pytest.mark.long
def test_every_module_is_imported_without_what_only_posix_systems_have() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 400


def test_the_start_of_the_program_imports_neither_store_nor_interface() -> None:
    heavy = "print(*sorted({'sqlalchemy', 'textual', 'reportlab', 'pymarc'} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys, procstation.cli.main; {heavy}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == ""
