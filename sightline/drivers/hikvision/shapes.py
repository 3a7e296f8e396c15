"""Areas that are drawn into the picture: masks, and where tampering is looked for (reference, sections 9 and 12)."""

from sightline.errors import UnexpectedReply
from sightline.wire import xml

POINTS = "RegionCoordinatesList/RegionCoordinates"
SIZE = ("normalizedScreenSize/normalizedScreenWidth", "normalizedScreenSize/normalizedScreenHeight")


def area_percent(document: xml.Element, region: xml.Element) -> float:
    """The region's share of the picture; 0 where nothing is drawn. The document has the size of its grid."""
    width, height = (xml.need_number(document, name) for name in SIZE)
    points = [
        (xml.need_number(one, "positionX"), xml.need_number(one, "positionY")) for one in xml.children(region, POINTS)
    ]
    if not width or not height or any(x > width or y > height for x, y in points):
        raise UnexpectedReply("an area that lies outside the picture")
    turns = zip(points, points[1:] + points[:1], strict=True)
    doubled = abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in turns))
    return round(50 * doubled / (width * height), 2)
