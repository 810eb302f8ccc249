"""Matplotlib figures as plain JSON data: what is drawn in each axes, not how it looks.

Runs inside throwaway kernels; Matplotlib is there whenever one of its objects is.

Body: `{"axes": [{"title", "xlabel", "ylabel", "kind", "series": [{"label", "x", "y"}],
"xticks": [label]}]}`; `kind` is bar, line, scatter, hist, box, pie, image or other. Of a
horizontal bar, `x` is the position and `y` the length, and `xticks` are the labels of the
bars' own axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from typing import Any

from .scalars import Body, Hostile, cell, clean, loaded

MAX_POINTS = 2_000
MAX_AXES = 30
MAX_SERIES = 50
MAX_TICKS = 60


def figure_of(value: object) -> Any:
    """The figure that a Figure, an Axes, an artist drawn on one, or a collection of Axes belongs to; else None."""
    matplotlib = loaded("matplotlib.figure")
    if matplotlib is None:
        return None
    numpy = loaded("numpy")
    if numpy and isinstance(value, getattr(numpy, "ndarray", ())) and value.dtype == object and value.size:  # type: ignore[attr-defined]
        value = value.flat[0]  # type: ignore[attr-defined]
    elif isinstance(value, list | tuple) and value:
        value = value[-1] if isinstance(value, tuple) else value[0]
    if isinstance(value, matplotlib.Figure):
        return value
    artist = loaded("matplotlib.artist")
    figure = getattr(value, "figure", None) if artist and isinstance(value, artist.Artist) else None
    return figure if isinstance(figure, matplotlib.Figure) else None


def summary(figure: Any) -> str:
    """One line: the axes' kinds and titles."""
    parts = [f"{axes['kind']} {axes['title']}".strip() for axes in body(figure)["axes"]]
    return "figure: " + ", ".join(parts) if parts else "empty figure"


def body(figure: Any) -> Body:
    """The figure's axes, colour bars left out."""
    axes = [ax for ax in figure.axes if ax.get_label() != "<colorbar>"]
    return {"axes": [_axes(ax) for ax in axes[:MAX_AXES]]}


def _axes(ax: Any) -> Body:
    kind = _kind(ax)
    flat = kind == "bar" and any(_is_flat(bars) for bars in _bars(ax))
    return {
        "title": clean(ax.get_title()),
        "xlabel": clean(ax.get_xlabel()),
        "ylabel": clean(ax.get_ylabel()),
        "kind": kind,
        "series": _series(ax, kind)[:MAX_SERIES],
        "xticks": _ticks(ax.yaxis if flat else ax.xaxis),
    }


def _kind(ax: Any) -> str:
    checks: tuple[tuple[str, Callable[[Any], Any]], ...] = (
        ("image", lambda a: a.images or _named(a.collections, "QuadMesh")),
        ("pie", lambda a: _named(a.patches, "Wedge")),
        ("box", _boxes),
        ("hist", lambda a: any(_touching(bars) for bars in _bars(a)) or _named(a.patches, "Polygon")),
        ("bar", _bars),
        ("scatter", lambda a: _named(a.collections, "PathCollection")),
        ("line", lambda a: a.lines),
    )
    return next((kind for kind, holds in checks if holds(ax)), "other")


def _series(ax: Any, kind: str) -> list[Body]:
    found: list[Body] = []
    if kind == "image":
        return [_image(image) for image in [*ax.images, *_named(ax.collections, "QuadMesh")]]
    if kind == "pie":
        wedges = _named(ax.patches, "Wedge")
        return [{"label": "", "x": [clean(w.get_label()) for w in wedges], "y": [_share(w) for w in wedges]}]
    if kind == "box":
        return [{"label": "", "x": [], "y": _points(line.get_ydata())} for line in ax.lines]
    found += [_bar_series(bars) for bars in _bars(ax)]
    found += [_scatter(points) for points in _named(ax.collections, "PathCollection")]
    return found + [_line(line) for line in ax.lines]


def _line(line: Any) -> Body:
    return {
        "label": _label(line),
        "x": _points(line.get_xdata(orig=True)),
        "y": _points(line.get_ydata(orig=True)),
    }


def _scatter(points: Any) -> Body:
    offsets = points.get_offsets()
    return {"label": _label(points), "x": _points(offsets[:, 0]), "y": _points(offsets[:, 1])}


def _bars(ax: Any) -> list[Any]:
    return [box for box in ax.containers if type(box).__name__ == "BarContainer" and len(box.patches)]


def _is_flat(bars: Any) -> bool:
    return getattr(bars, "orientation", None) == "horizontal"


def _bar_series(bars: Any) -> Body:
    if _is_flat(bars):
        places = [p.get_y() + p.get_height() / 2 for p in bars.patches]
        lengths = [p.get_width() for p in bars.patches]
    else:
        places = [p.get_x() + p.get_width() / 2 for p in bars.patches]
        lengths = [p.get_height() for p in bars.patches]
    return {"label": _label(bars), "x": _points(places), "y": _points(lengths)}


def _touching(bars: Any) -> bool:
    edges = [(float(p.get_x()), float(p.get_x() + p.get_width())) for p in bars.patches]
    return len(edges) > 1 and all(abs(a[1] - b[0]) <= 1e-6 * abs(a[1] - a[0]) for a, b in pairwise(edges))


def _boxes(ax: Any) -> bool:
    sizes = [len(line.get_xdata(orig=False)) for line in ax.lines]
    patches = _named(ax.patches, "PathPatch")
    return len(sizes) >= 5 and (5 in sizes or bool(patches)) and sizes.count(2) >= 0.5 * len(sizes)


def _image(image: Any) -> Body:
    values = image.get_array()
    return {"label": "", "x": [int(n) for n in values.shape], "y": _points(values.reshape(-1))}


def _share(wedge: Any) -> Any:
    return cell((wedge.theta2 - wedge.theta1) / 360)


def _points(values: Iterable[Any]) -> list[Any]:
    return [cell(value) for value in islice(values, MAX_POINTS)]


def _label(artist: Any) -> str:
    text = str(artist.get_label() or "")
    return "" if text.startswith("_") else clean(text)


def _ticks(axis: Any) -> list[str]:
    try:
        return [clean(tick.get_text()) for tick in axis.get_ticklabels()[:MAX_TICKS]]
    except Hostile:
        return []


def _named(artists: Iterable[Any], name: str) -> list[Any]:
    return [artist for artist in artists if type(artist).__name__ == name]
