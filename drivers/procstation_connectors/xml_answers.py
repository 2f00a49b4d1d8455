"""XML that a library system sent, as a tree: nothing is fetched or expanded, depth and size have
bounds."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser

from procstation.ils import tr

MAX_DEPTH = 100
"""Elements within each other; the deepest answers that are met have a dozen."""

MAX_ELEMENTS = 500_000
"""The description of all of Evergreen's classes has 20,000."""


class _Bounded(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise ParseError(
                tr(
                    "more than {max_depth} elements within each other, or {max_elements:,} in all",
                    max_depth=MAX_DEPTH,
                    max_elements=MAX_ELEMENTS,
                )
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def read_xml(data: bytes | str) -> Element:
    """Return the tree of a document.

    Raises:
        ParseError: It is no XML, or larger or deeper than an answer is.
        defusedxml.DefusedXmlException: It declares entities.
    """
    parser = DefusedXMLParser(target=_Bounded())
    parser.feed(data)
    root: Element = parser.close()
    return root
