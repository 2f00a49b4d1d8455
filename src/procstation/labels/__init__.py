"""Labels: templates and stock in millimetres, one layout, and every way it is drawn and checked."""

from procstation.labels.data import LabelData
from procstation.labels.fonts import Face
from procstation.labels.layout import Layout, lay_out, require_stock
from procstation.labels.pages import Page, Placed, place
from procstation.labels.pdf import pdf_of
from procstation.labels.picture import picture_of, png_of
from procstation.labels.preflight import check_layout, check_picture, pdf_pictures
from procstation.labels.preview import preview
from procstation.labels.shelf import LabelShelf
from procstation.labels.stock import RollStock, SheetStock, Stock
from procstation.labels.svg import svg_of
from procstation.labels.symbol import Symbology
from procstation.labels.template import Template
from procstation.labels.zpl import zpl_of
from procstation.labels.zpl_picture import zpl_pictures

__all__ = [
    "Face",
    "LabelData",
    "LabelShelf",
    "Layout",
    "Page",
    "Placed",
    "RollStock",
    "SheetStock",
    "Stock",
    "Symbology",
    "Template",
    "check_layout",
    "check_picture",
    "lay_out",
    "pdf_of",
    "pdf_pictures",
    "picture_of",
    "place",
    "png_of",
    "preview",
    "require_stock",
    "svg_of",
    "zpl_of",
    "zpl_pictures",
]
