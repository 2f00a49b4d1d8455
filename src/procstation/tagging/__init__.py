"""Tagging: reading tags on a pad, and writing them so that no interruption leaves one lying."""

from procstation.tagging.carrying import owner_elsewhere
from procstation.tagging.guards import refuse_patron_card
from procstation.tagging.inspection import Inspection, inspect
from procstation.tagging.plan import BlockWrite, WritePlan, plan_write
from procstation.tagging.proving import TEST_ITEM, Proof, ProofAct, ProofLeft, Walk
from procstation.tagging.reading import TagReading, identify_tag, read_tag
from procstation.tagging.repair import Act, Repair, carry_out, offers
from procstation.tagging.security import (
    GateMarks,
    Gates,
    NotSecured,
    Security,
    SecurityState,
)
from procstation.tagging.site import SitePolicy
from procstation.tagging.undo import UndoFolder, UndoImage, image_of, parse_image
from procstation.tagging.write import TagWriter, WriteReport
from procstation.tagging.writing import TagTorn, WriteProgress

__all__ = [
    "TEST_ITEM",
    "Act",
    "BlockWrite",
    "GateMarks",
    "Gates",
    "Inspection",
    "NotSecured",
    "Proof",
    "ProofAct",
    "ProofLeft",
    "Repair",
    "Security",
    "SecurityState",
    "SitePolicy",
    "TagReading",
    "TagTorn",
    "TagWriter",
    "UndoFolder",
    "UndoImage",
    "Walk",
    "WritePlan",
    "WriteProgress",
    "WriteReport",
    "carry_out",
    "identify_tag",
    "image_of",
    "inspect",
    "offers",
    "owner_elsewhere",
    "parse_image",
    "plan_write",
    "read_tag",
    "refuse_patron_card",
]
