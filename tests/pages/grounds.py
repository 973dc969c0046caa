"""Grounds of simple shapes: squares of a made-up city and hexagons."""

from pages.parts import ground, shapes
from pages.parts.ground import Ground
from queries.boundaries import Outlines

NAMES = ("Ba Đình", "Văn Miếu - Quốc Tử Giám", "Chương Dương", "Láng", "Hai Bà Trưng")


def square_city(n: int, side: float = 0.02) -> Outlines:
    """n squares in rows of 25, the first of two pieces, as outlines in degrees."""
    polygons, labels = [], []
    for at in range(n):
        lon, lat = 105.3 + side * (at % 25), 21.3 - side * (at // 25)
        ring = [[lon, lat], [lon + side, lat], [lon + side, lat - side], [lon, lat - side], [lon, lat]]
        half = [[x / 2 + lon / 2 - 0.3, y] for x, y in ring]
        polygons.append([[ring], [half]] if at == 0 else [[ring]])
        labels.append((lon + side / 2, lat - side / 2))
    codes = tuple(f"{at:05d}" for at in range(n))
    return Outlines("official", "ward", codes, tuple(polygons), tuple(labels), (4.0,) * n, (), None, f"k{n}")


def city(n: int = 30, side: float = 0.02) -> Ground:
    return ground.laid(shapes.geographic(square_city(n, side)), {f"{at:05d}": NAMES[at % 5] for at in range(n)})


def hexes(n: int = 126) -> Ground:
    places = {f"{at:05d}": (at // 9, at % 9) for at in range(n)}
    return ground.laid(shapes.hexagons(places, "ward"), {f"{at:05d}": NAMES[at % 5] for at in range(n)})
