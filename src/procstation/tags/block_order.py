"""Some writers and readers turn the bytes within each block round; this turns them back."""


def reverse_blocks(memory: bytes, block_size: int) -> bytes:
    """Return memory with the bytes of each whole block in opposite order; the rest is dropped."""
    size = len(memory) - len(memory) % block_size
    turned = bytearray(size)
    for place in range(block_size):
        turned[place::block_size] = memory[block_size - 1 - place : size : block_size]
    return bytes(turned)
