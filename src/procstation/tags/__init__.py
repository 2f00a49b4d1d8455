"""Tags: what is written on an RFID tag. Pure functions between memory images and records."""

from procstation.tags.block_rows import Block, BlockRow, blocks_of
from procstation.tags.conformance import Conformance, Verdict, examine
from procstation.tags.content import Model, TagContent
from procstation.tags.convert import Conversion, convert
from procstation.tags.detect import decode, encode, identifier_end
from procstation.tags.detect_any import decode_any
from procstation.tags.detect_uhf import decode_epc, decode_user_bank
from procstation.tags.epc_bank import EpcBank
from procstation.tags.families import TagFamily, family_of
from procstation.tags.finding import Finding, Rule, Severity
from procstation.tags.image import TagImage
from procstation.tags.memory_map import MemoryMap, map_memory
from procstation.tags.record import TagRecord
from procstation.tags.site_rule import SiteRule, site_rules
from procstation.tags.span import Span
from procstation.tags.tid import Tid, read_tid

__all__ = [
    "Block",
    "BlockRow",
    "Conformance",
    "Conversion",
    "EpcBank",
    "Finding",
    "MemoryMap",
    "Model",
    "Rule",
    "Severity",
    "SiteRule",
    "Span",
    "TagContent",
    "TagFamily",
    "TagImage",
    "TagRecord",
    "Tid",
    "Verdict",
    "blocks_of",
    "convert",
    "decode",
    "decode_any",
    "decode_epc",
    "decode_user_bank",
    "encode",
    "examine",
    "family_of",
    "identifier_end",
    "map_memory",
    "read_tid",
    "site_rules",
]
