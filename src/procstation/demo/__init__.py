"""The demo: the real station on simulated devices and a sample catalogue."""

from procstation.demo.cart import ACTS, Cart
from procstation.demo.prepare import DEMO_HOME, cart_of, prepare_demo
from procstation.demo.script import play_script

__all__ = ["ACTS", "DEMO_HOME", "Cart", "cart_of", "play_script", "prepare_demo"]
