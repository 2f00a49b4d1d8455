"""Labels: templates and stock in millimetres, one layout, and every way it is drawn and checked.

Here is what a station needs from its start. What draws and reads (`pdf`, `pdf_picture`, `picture`,
`readback`, `svg`, `zpl`, `zpl_picture`) loads large libraries and is imported where the first label
is drawn.
"""

from procstation.labels.data import LabelData
from procstation.labels.fonts import Face
from procstation.labels.layout import LabelPlan, Layout, lay_out, require_stock
from procstation.labels.pages import Page, Placed, place
from procstation.labels.preflight import USUAL_LIMITS, Limits, check_layout, warnings_of
from procstation.labels.preview import preview
from procstation.labels.registration import TRUE, Registration, check_registration
from procstation.labels.shelf import LabelShelf
from procstation.labels.source import Source
from procstation.labels.stock import RollStock, SheetStock, Stock
from procstation.labels.symbology import Symbology
from procstation.labels.template import Template

__all__ = [
    "TRUE",
    "USUAL_LIMITS",
    "Face",
    "LabelData",
    "LabelPlan",
    "LabelShelf",
    "Layout",
    "Limits",
    "Page",
    "Placed",
    "Registration",
    "RollStock",
    "SheetStock",
    "Source",
    "Stock",
    "Symbology",
    "Template",
    "check_layout",
    "check_registration",
    "lay_out",
    "place",
    "preview",
    "require_stock",
    "warnings_of",
]
