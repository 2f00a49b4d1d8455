"""Which addresses only this machine reaches."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether what listens at a host is reached by this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(name: str) -> bool:
    """Whether it is an address itself and no name that leads to one."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
