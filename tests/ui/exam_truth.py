"""What a region of an exam measures, by the Python that every system has: no library reads the files.

exam_truth.py FOLDER CX CY CZ AX AY AZ BX BY BZ: an ellipse by its centre and the ends of its half
axes, in an axial plane. Prints for each CT series of the folder (explicit little endian) its
description, the seconds from the start of contrast, and mean and standard deviation (n - 1) over the
pixels whose middles lie inside; then places of the volume with what every series has there.
"""
import json
import pathlib
import statistics
import struct
import sys

LONG = {b"OB", b"OW", b"OF", b"SQ", b"UT", b"UN", b"UC", b"UR", b"OD", b"OL"}


def elements(data):
    at, found = 132, {}
    while at < len(data):
        group, element = struct.unpack_from("<HH", data, at)
        if group == 0xFFFE:  # items and their ends: what is in them is read like the rest
            at += 8
            continue
        vr = data[at + 4:at + 6]
        length, head = struct.unpack_from("<I", data, at + 8)[0], 12
        if vr not in LONG:
            length, head = struct.unpack_from("<H", data, at + 6)[0], 8
        if length == 0xFFFFFFFF or vr == b"SQ":
            at += head
            continue
        found.setdefault((group, element), data[at + head:at + head + length])
        at += head + length
    return found


def text(of, *tag):
    return of.get(tag, b"").decode("ascii").strip(" \0")


def numbers(of, *tag):
    return [float(part) for part in text(of, *tag).split("\\")]


def seconds(tm):
    return int(tm[:2]) * 3600 + int(tm[2:4]) * 60 + float(tm[4:])


def minus(a, b):
    return [p - q for p, q in zip(a, b)]


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


class Slice:
    def __init__(self, path):
        of = elements(path.read_bytes())
        self.uid, self.name = text(of, 0x20, 0x0E), text(of, 0x08, 0x103E)
        self.place, spacing = numbers(of, 0x20, 0x32), numbers(of, 0x28, 0x30)
        self.down, self.across = spacing
        self.rows = struct.unpack("<H", of[0x28, 0x10])[0]
        self.columns = struct.unpack("<H", of[0x28, 0x11])[0]
        kind = "h" if struct.unpack("<H", of[0x28, 0x103])[0] else "H"
        stored = struct.unpack_from(f"<{self.rows * self.columns}{kind}", of[0x7FE0, 0x10])
        slope, intercept = numbers(of, 0x28, 0x1053)[0], numbers(of, 0x28, 0x1052)[0]
        self.values = [slope * value + intercept for value in stored]
        start, taken = text(of, 0x18, 0x1042), text(of, 0x08, 0x32)
        self.after = seconds(taken) - seconds(start) if start else None

    def middle(self, row, column):
        x, y, z = self.place
        return [x + column * self.across, y + row * self.down, z]

    def inside(self, centre, a, b):
        for row in range(self.rows):
            for column in range(self.columns):
                way = minus(self.middle(row, column), centre)[:2]
                u, v = dot(way, a) / dot(a, a), dot(way, b) / dot(b, b)
                if u * u + v * v <= 1:
                    yield self.values[row * self.columns + column]


def main():
    given = [float(value) for value in sys.argv[2:]]
    centre, a, b = given[:3], minus(given[3:5], given[:2]), minus(given[6:8], given[:2])
    series = {}
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.dcm")):
        one = Slice(path)
        series.setdefault(one.uid, []).append(one)
    told, at_height = [], []
    for slices in sorted(series.values(), key=lambda s: s[0].uid):
        one = min(slices, key=lambda s: abs(s.place[2] - centre[2]))
        values = list(one.inside(centre, a, b))
        told.append({"name": one.name, "after": one.after, "pixels": len(values),
                     "mean": statistics.fmean(values), "sd": statistics.stdev(values)})
        at_height.append(one)
    rows, columns = at_height[0].rows, at_height[0].columns
    places = [{"lps": at_height[0].middle(row, column),
               "values": [one.values[row * columns + column] for one in at_height]}
              for row, column in [(rows // 2, columns // 2), (rows // 2, columns // 3),
                                  (rows // 3, columns // 2), (rows * 3 // 5, columns * 2 // 5)]]
    print(json.dumps({"series": told, "places": places}))


main()
