"""Many cases in one test, where pytest's own work for a test (5 ms) is more than the case's."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Test = Callable[..., None]


def in_one_test(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, with all cases in one test; the first that fails ends it.

    The error says which case it was. Fixtures are the same for all cases, so these must leave
    them as they found them.
    """
    arguments = [name.strip() for name in names.split(",")]
    listed = [
        dict(zip(arguments, case if len(arguments) > 1 else (case,), strict=True)) for case in cases
    ]
    assert listed, f"no case of {names}"

    def decorated(test: Test) -> Test:
        @wraps(test)
        def run(*args: Any, **kwargs: Any) -> None:
            for case in listed:
                try:
                    test(*args, **kwargs, **case)
                except BaseException as error:
                    error.add_note(f"in the case of {case}")
                    raise

        signature = inspect.signature(test)
        rest = [one for name, one in signature.parameters.items() if name not in arguments]
        run.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return run

    return decorated
