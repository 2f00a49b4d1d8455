"""Tags: what is written on an RFID tag. Pure functions between memory images and records."""

from procstation.tags.content import Model, TagContent
from procstation.tags.detect import decode, encode, identifier_end
from procstation.tags.families import TagFamily, family_of
from procstation.tags.image import TagImage
from procstation.tags.record import TagRecord

__all__ = [
    "Model",
    "TagContent",
    "TagFamily",
    "TagImage",
    "TagRecord",
    "decode",
    "encode",
    "family_of",
    "identifier_end",
]
