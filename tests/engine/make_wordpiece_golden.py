#!/usr/bin/env python3
"""Writes golden/wordpiece.json: what BERT's uncased WordPiece gives for texts of our own.

An independent reference, written from the algorithm as published (Devlin et al. 2019; Wu et al.
2016) on Python's own Unicode tables, not from engine/text. Ids are given for a small vocabulary of
our own and for bert-base-uncased's, which lies outside the project in ../shared/data/text; of the
reports there only a hash of the ids is kept. Run it from the project's root.
"""
import json
import pathlib
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "text"
MAX_TOKENS = 512

TEXTS = [
    "",
    "   \t\r\n ",
    "Liver",
    "Hypoattenuating 2.3 x 1.8 cm lesion in segment VI, with washout in the portal venous phase.",
    "No evidence of hepatocellular carcinoma; simple hepatic cyst (segment IVa) unchanged.",
    "T2-hyperintense, non-enhancing; ADC 1,450 x 10^-6 mm\u00b2/s \u2014 Bosniak II",
    "don't over-read: it's \"stable\" [SEP] [MASK] <b>HCC</b> & 50% @ 3:45 a.m. ~5$ +/- 1 `x` {y}|z\\",
    "Caf\u00e9 na\u00efve r\u00e9sum\u00e9 Stra\u00dfe \u00c5ngstr\u00f6m \u00d8re \u0141\u00f3d\u017a \u0130stanbul \u1e9e",
    "Cafe\u0301 with a combining accent, and stacked a\u0323\u0301\u0302 marks",
    "\u039f\u0394\u039f\u03a3 \u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3 \u03a3 a\u03a3",
    "\u041f\u0435\u0447\u0435\u043d\u044c \u0431\u0435\u0437 \u043e\u0447\u0430\u0433\u043e\u0432\u044b\u0445 \u0438\u0437\u043c\u0435\u043d\u0435\u043d\u0438\u0439, \u0451\u043b\u043a\u0430",
    "\u809d\u810fCT\u589e\u5f3a\u626b\u63cf\uff0c\u672a\u89c1\u5f02\u5e38\u3002 \u30ab\u30bf\u30ab\u30ca \u3042 \uff21\uff22\uff11",
    "\uac04 \ucd08\uc74c\ud30c \uf900\ufa0e\U0002f800\U00020000",
    "\u0643\u0628\u062f \u0637\u0628\u064a\u0639\u064a \u05db\u05d1\u05d3 \u0915\u093f\u0921\u0928\u0940 \u0e15\u0e31\u0e1a",
    "zero\u200bwidth soft\u00adhyphen bom\ufeff nul\u0000nul rep\ufffdlacement private\ue000use bell\u0007",
    "no\u00a0break\u2003em\u3000ideographic\u2028line\u2029paragraph\u0085next\u000bvertical\u000cform",
    "em\u2014dash en\u2013dash \u2018quoted\u2019 \u201ctwice\u201d \u2026 \u2022 bullet \u00a7 \u00b6 \u00a9 \u00ae \u20ac \u00b0C \u00b1 \u00d7 \u2264 \u2192",
    "\U0001f600 emoji \U0001f1e9\U0001f1ea \U0001d400 math \ufb01 ligature \u2163 \u00bd \u00b5m",
    "a" * 100,
    "a" * 101,
    "\u00e9" * 100 + " " + "e\u0301" * 101,
    "x" * 250 + ", then on",
    "zzzzq qqqxj ##liver un##known",
    "hepatitis cysts arterial phase phases livers unknown",
    "liver " * 600,
    "12345678901234567890 3.14159 1e-5 0x1F",
    "\u0345\u0301 only marks \u0301",
    "MiXeD CaSe WITH ACCENTS \u00c9\u00c8\u00ca \u00c7 \u00d1 \u01c5 \u01f1",
]

OWN_PIECES = """hepat hepatic hepato ##cellular ##itis liver cyst ##s ar ##ter ##ial arterial phase un ##known
seg ##ment lesion no evidence of with in the portal venous car ##cin ##oma ##ou ##ating 50 ##00 li li##ver
\u03c3 ##\u03c3 ##\u03c2 \u03bf ##\u03b4 ##\u03bf \u809d \u810f \u3042 ##\u00df \u00f8 ##re \u2014 \u2026 \u2022 \u1100 ##\u1161 ##\u11ab""".split()


def own_vocabulary():
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = "abcdefghijklmnoprstuvwy"  # no q, x, z: some words cannot be spelled
    vocabulary += list(letters) + ["##" + c for c in letters]
    vocabulary += list("0123456789") + ["##" + c for c in "01234"]
    vocabulary += list(".,;:()[]<>&%@'\"-/^")
    return vocabulary + [piece for piece in OWN_PIECES if piece not in vocabulary]


def is_whitespace(c):
    return c in " \t\n\r" or unicodedata.category(c) == "Zs"


def is_control(c):
    return c not in "\t\n\r" and unicodedata.category(c).startswith("C")


def is_punctuation(c):
    code = ord(c)
    ascii_symbol = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_symbol or unicodedata.category(c).startswith("P")


def is_cjk(c):
    blocks = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
              (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]
    return any(low <= ord(c) <= high for low, high in blocks)


def clean(text):
    out = []
    for c in text:
        if c in "\0\ufffd" or is_control(c):
            continue
        out.append(" " if is_whitespace(c) else f" {c} " if is_cjk(c) else c)
    return "".join(out)


def basic_tokens(text):
    for word in clean(text).split():
        word = unicodedata.normalize("NFD", word.lower())
        token = ""
        for c in word:
            if unicodedata.category(c) == "Mn":
                continue
            if is_punctuation(c):
                if token:
                    yield token
                yield c
                token = ""
            else:
                token += c
        yield from token.split()


def pieces(token, ids):
    if len(token) > 100:
        return [ids["[UNK]"]]
    out, start = [], 0
    while start < len(token):
        for end in range(len(token), start, -1):
            piece = ("##" if start else "") + token[start:end]
            if piece in ids:
                out.append(ids[piece])
                start = end
                break
        else:
            return [ids["[UNK]"]]
    return out


def encode(text, ids):
    out = [i for token in basic_tokens(text) for i in pieces(token, ids)]
    return [ids["[CLS]"]] + out[: MAX_TOKENS - 2] + [ids["[SEP]"]]


def fnv1a(hash64, values):
    for value in values:
        for byte in value.to_bytes(4, "little"):
            hash64 = (hash64 ^ byte) * 0x100000001B3 % 2**64
    return hash64


def file_digest(path, ids):
    """Every line is a text of its own; the hash runs over the ids of all of them."""
    tokens, hash64 = 0, 0xCBF29CE484222325
    for line in path.read_bytes().split(b"\n"):
        encoded = encode(line.decode("utf-8", "replace"), ids)
        tokens += len(encoded)
        hash64 = fnv1a(hash64, encoded)
    return {"tokens": tokens, "hash": f"{hash64:016x}"}


def main():
    own = own_vocabulary()
    own_ids = {piece: i for i, piece in enumerate(own)}
    public = (DATA / "bert_vocab" / "bert-base-uncased-vocab.txt").read_text("utf-8").split("\n")
    public_ids = {piece.rstrip("\r"): i for i, piece in enumerate(public) if piece}
    reports = ["ct_rate_labels/train.csv", "iu_xray_openi/indiana_reports.csv",
               "mtsamples/test.csv", "roco_captions/validation.tsv"]
    golden = {
        "own_vocabulary": own,
        "texts": [{"text": t, "own": encode(t, own_ids), "bert": encode(t, public_ids)} for t in TEXTS],
        "files": {name: file_digest(DATA / name, public_ids) for name in reports},
    }
    text = json.dumps(golden, indent=0, separators=(",", ":"))
    compact = text.replace(",\n", ",").replace("[\n", "[").replace("\n]", "]")
    path = ROOT / "tests" / "engine" / "golden" / "wordpiece.json"
    path.write_text(compact.replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
