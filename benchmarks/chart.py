"""Figures beside what they were to reach, as an SVG that README shows."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

ROW, LEFT, WIDTH, BARS = 34, 390, 980, 400
FULL = 2.0
"""Twice what was to be reached fills the width."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: better when larger, unless `less`."""

    what: str
    value: float
    reach: float
    less: bool = False
    unit: str = ""

    @property
    def reached(self) -> bool:
        return self.value <= self.reach if self.less else self.value >= self.reach

    @property
    def score(self) -> float:
        """1 where it was just reached, 2 when twice as good."""
        if self.less:
            return FULL if not self.value else self.reach / self.value
        return self.value / self.reach

    def __str__(self) -> str:
        sign = "at most" if self.less else "at least"
        return f"{self.what}: {self.value:.3g}{self.unit} (reach {sign} {self.reach:.3g}{self.unit})"


def draw(figures: list[Figure], title: str, path: Path) -> None:
    """One bar each; the line in the middle is what was to be reached."""
    height, goal = 70 + ROW * len(figures), LEFT + BARS / FULL
    size = f'viewBox="0 0 {WIDTH} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<text x="{goal}" y="50" fill="#555" font-size="12" text-anchor="middle">to reach</text>',
    ]
    for number, figure in enumerate(figures):
        y = 58 + ROW * number
        bar = max(2.0, min(figure.score, FULL) / FULL * BARS)
        colour = "#2a6f97" if figure.reached else "#b08968"
        sign = "≤" if figure.less else "≥"
        value, reach = f"{figure.value:.3g}{figure.unit}", f"({sign} {figure.reach:.3g}{figure.unit})"
        parts += [
            f'<text x="{LEFT - 12}" y="{y + 19}" text-anchor="end">{escape(figure.what)}</text>',
            f'<rect x="{LEFT}" y="{y + 4}" width="{bar:.0f}" height="22" rx="3" fill="{colour}"/>',
            f'<text x="{LEFT + BARS + 12}" y="{y + 19}" font-weight="bold">{value}</text>',
            f'<text x="{LEFT + BARS + 72}" y="{y + 19}" fill="#555">{reach}</text>',
        ]
    line = f'<line x1="{goal}" y1="56" x2="{goal}" y2="{height - 10}" stroke="#333" stroke-dasharray="4 3"/>'
    path.write_text("\n".join([*parts, line, "</svg>"]) + "\n")
