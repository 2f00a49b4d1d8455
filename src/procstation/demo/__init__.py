"""The demo: the real station on simulated devices and a sample catalogue."""

from procstation.demo.cart import Cart
from procstation.demo.prepare import DEMO_HOME, prepare_demo

__all__ = ["DEMO_HOME", "Cart", "prepare_demo"]
