"""Call numbers that a system keeps in two subfields: the class, and what follows it."""


def class_and_rest(number: str, old_class: str) -> tuple[str, str]:
    """Part a call number where the old one was parted.

    Where a number is parted is the cataloguer's choice: when the class is the same as before it
    stays apart; else all is one piece, and nothing follows.
    """
    if old_class and number.startswith(f"{old_class} "):
        return old_class, number[len(old_class) + 1 :]
    return number, ""
