#!/usr/bin/env python3
"""A stand-in for bolusctl that speaks PROTOCOL.md and does no work.

Commands are appended to $FAKE_LOG. What a word in a path, phrase or name makes it do is written where it is done.
"""
import json
import os
import select
import struct
import sys
import zlib


def say(**event):
    print(json.dumps(event), flush=True)


def arguments():
    rest = [a for a in sys.argv[1:] if a != "--json"]
    at = rest.index("--library")
    return rest[:at] + rest[at + 2:]


def note(argv):
    if os.environ.get("OMP_WAIT_POLICY") != "passive":
        sys.exit("threads of the model would spin")
    with open(os.environ["FAKE_LOG"], "a", encoding="utf-8") as log:
        log.write(json.dumps(argv) + "\n")


def cancelled(seconds):
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and sys.stdin.readline().strip() == "cancel"


def until_cancelled(stage, total, tag):
    for done in range(total):
        say(event="progress", stage=stage, done=done, total=total, **tag)
        if cancelled(0.05):
            say(event="error", code="cancelled", message="Cancelled.", **tag)
            sys.exit(130)


def run_import(argv):
    if "slow" in argv[-1]:
        until_cancelled("headers", 100000, {})
    if "broken" in argv[-1]:
        print("assertion failed somewhere", file=sys.stderr)
        sys.exit(4)
    say(event="progress", stage="headers", done=5, total=10)
    say(event="item", path="/scans/bad.dcm", code="bad_input", reason="The file is cut off after 120 bytes.")
    say(event="result", files=10, dicom=8, imported=7, duplicates=1, quarantined=1, ignored=1, series=3, cases=2,
        reports=0, seconds=0.1)
    sys.exit(3)


def recall(at):
    return {"candidates": 4, "text_to_image": {"r1": at, "r5": at + 0.2, "r10": at + 0.3, "mrr": at},
            "image_to_text": {"r1": 0, "r5": 0, "r10": 0, "mrr": 0}}


def run_train(argv):
    if "--finish-now" in argv:
        say(event="result", model=argv[argv.index("--name") + 1], hash="ab", steps=6, loss=0.5, resumed=True)
        return
    for step in range(1, 7):
        extra = {"validation": recall(0.1 * step)} if step % 3 == 0 else {}
        say(event="item", epoch=step // 3, step=step, steps=6, loss=3.0 / step, lr=1e-4, **extra)
    if "slow" in argv[argv.index("--name") + 1]:
        with open(argv[argv.index("--checkpoint") + 1], "w", encoding="utf-8") as checkpoint:
            checkpoint.write("weights")
        until_cancelled("train", 100000, {})
    say(event="result", model=argv[argv.index("--name") + 1], hash="ab", steps=6, loss=0.5, resumed=False)


def run_verify():
    say(event="progress", stage="verify", done=3, total=5)
    say(event="item", problem="File /scans/1.dcm is gone. Import it from where it is now.", path="/scans/1.dcm")
    say(event="result", problems=1, files=4, copies=0)
    sys.exit(1)


def hit(rank, case, **more):
    return dict(event="item", rank=rank, case=case, patient_id=f"P{case}", score=0.03 / rank, cosine=0.5,
                phase_shares={"pre_contrast": 0.1, "arterial": 0.7, "portal_venous": 0.2}, **more)


SERIES = "1.2.826.0.1.3680043.10.999.2.2"  # the arterial phase of case 2


def first_hit():
    return hit(1, 2, lexical_rank=1, image_rank=3, sentence="Hypervascular lesion <in> segment VI.",
               assertion="present", section="findings", patient_cases=1,
               parts=[{"part": "words", "rank": 1, "score": None, "weight": 1},
                      {"part": "image", "rank": 3, "score": 0.41, "weight": 1}],
               tags=[{"tag": "hcc", "name": "HCC", "assertion": "uncertain"}],
               best_slice={"series_uid": SERIES, "part": 0, "index": 12, "phase": "arterial"})


def answer_extras(phrase, argv):
    """Of a phrase with "unsure", "cirrosis" or "wordy" what those words ask for."""
    more = {"read_as": "wordy (also verbose) " * 40} if "wordy" in phrase else {}
    if "unsure" in phrase:
        more.update(unsure=True, margin=0.2, why_unsure="The first hits are hardly apart from the rest.")
    if "cirrosis" in phrase:
        more.update(read_as="“cirrosis” read as cirrhosis", corrections=[{"typed": "cirrosis", "used": "cirrhosis"}])
    beyond = max(0, 250 - int(after(argv, "--k", "250"))) if "further" in phrase else 0
    return dict(receipt=12, left_out={"same_patient": 1, "beyond_k": beyond},
                facets={"cases": 2, "modality": [{"value": "CT", "cases": 2}],
                        "phase": [{"value": "arterial", "cases": 2}, {"value": "portal_venous", "cases": 1}],
                        "tag": [{"value": "hcc", "cases": 1}], "assertion": [{"value": "present", "cases": 1},
                                                                            {"value": "absent", "cases": 1}]},
                **more)


def serve_search(argv, tag):
    phrase = argv[-1]
    if "die" in phrase:
        os._exit(7)
    if "many" in phrase:
        for rank in range(1, 1001):
            say(**hit(rank, 100 + rank, lexical_rank=rank, image_rank=None, assertion="present",
                      sentence=f"Lesion number {rank} in the liver. " * 8), **tag)
    elif "further" in phrase:
        for rank in range(1, int(after(argv, "--k", "0")) + 1)[:250]:
            say(**hit(rank, 100 + rank, lexical_rank=rank, sentence=f"Lesion {rank}.", assertion="present"), **tag)
    elif "cited" in phrase:
        say(**hit(1, 2, lexical_rank=1, sentence="Cyst of 8 mm (series 2, image 5).", assertion="present"), **tag)
    elif "silent" in phrase:
        say(**hit(1, 2, parts=[], sentence="", assertion="", differs=["its report does not say so"]), **tag)
    elif "--region" in argv:
        place = {"series_uid": SERIES, "part": 0, "phase": "arterial", "centre": [-7.5, -3.5, 24], "radius": 8,
                 "similarity": 0.83}
        say(**hit(1, 2, region_rank=1, image_rank=2, sentence="", assertion="present", region=place,
                  missing_phases=["delayed"], differs=["Says washout is absent."]), **tag)
    elif "--per-patient" in argv:
        say(**first_hit(), **tag)
        other = hit(2, 1, lexical_rank=2, image_rank=None, sentence="Lesion as before.", assertion="historical")
        say(**{**other, "patient_id": "P2"}, **tag)
    elif "nothing" not in phrase:
        say(**first_hit(), **tag)
        say(**hit(2, 1, lexical_rank=None, image_rank=1, sentence="No lesion is seen.", assertion="absent", contradicts=True), **tag)
    say(event="result", hits=2, model="m", seconds=0.01, exit=0, **answer_extras(phrase, argv), **tag)


def kept(name):
    """What the commands of this kind were told, across processes."""
    return os.path.join(os.path.dirname(os.environ["FAKE_LOG"]), name + ".json")


def load(name):
    try:
        with open(kept(name), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def store(name, value):
    with open(kept(name), "w", encoding="utf-8") as file:
        json.dump(value, file)


def serve_collection(argv, tag):
    """With a name that holds "broken" it fails."""
    sets, command = load("collections"), argv[1]
    if "broken" in argv[-1]:
        say(event="error", code="storage", message="The library cannot be written.", exit=1, **tag)
        return
    if command == "add":
        sets[argv[2]] = sorted(set(sets.get(argv[2], [])) | set(argv[3:]))
    elif command == "rename":
        sets[argv[3]] = sets.pop(argv[2])
    elif command == "delete":
        sets.pop(argv[2])
    store("collections", sets)
    if command == "list":
        for name, cases in sets.items():
            say(event="item", name=name, cases=len(cases), when="", **tag)
    say(event="result", collections=len(sets), exit=0, **tag)


def serve_searches(argv, tag):
    """A receipt that was asked for twice gives another result the second time."""
    saved, command = load("saved"), argv[1]
    if command == "saved":
        for name, title in saved.items():
            say(event="item", name=name, title=title, command="search", request={}, when="", **tag)
        say(event="result", saved=len(saved), exit=0, **tag)
    elif command == "run":
        say(**first_hit(), **tag)
        say(event="result", hits=1, model="m", seconds=0.01, exit=0, receipt=13, **tag)
    elif command == "forget":
        saved.pop(argv[-1])
        store("saved", saved)
        say(event="result", name=argv[-1], exit=0, **tag)
    elif command == "replay":
        times = load("replays").get("times", 0)
        store("replays", {"times": times + 1})
        say(event="result", receipt=14, same=times == 0, hits=2, exit=0,
            differs=[] if times == 0 else ["The model is another one."], **tag)
    else:
        with open(argv[argv.index("--out") + 1], "w", encoding="utf-8") as file:
            file.write("{}")
        say(event="result", receipt=12, exit=0, **tag)


def grey_png(side, value):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([value]) * side for _ in range(side))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def run_pictures(places):
    """Case 2 has three phases, the second the brightest; the others have none."""
    for place in places:
        if place.split("@")[0] != "2":
            continue
        for number, phase in enumerate(["pre_contrast", "arterial", "portal_venous"]):
            file = os.path.join(os.path.dirname(os.environ["FAKE_LOG"]), f"{phase}.png")
            with open(file, "wb") as png:
                png.write(grey_png(64, [60, 200, 120][number]))
            say(event="item", case=2, place=place, phase=phase, series_uid=f"{SERIES[:-1]}{number + 1}", part=0,
                slice=12, file=file)
    say(event="result", pictures=3, failed=0)


def after(argv, option, default):
    return argv[argv.index(option) + 1] if option in argv else default


def attention_maps(argv, tag):
    """Values grow with the cell; of a second model they fall, and its shares are turned round."""
    second = "--model" in argv
    kinds = [("phase", "pre_contrast", 0.2), ("phase", "arterial", 0.8), ("view", None, 1.0)]
    if "--text" in argv:
        kinds += [("text", "pre_contrast", -0.1), ("text", "arterial", 0.4)]
    for kind, phase, share in kinds:
        sign = -1 if share < 0 else 1
        values = [sign * i / 256 for i in range(256)]
        say(event="item", kind=kind, phase=phase, share=1 - share if second and kind == "phase" else share,
            values=[3 * value for value in reversed(values)] if second else values, **tag)


def attention_result(argv, tag):
    say(event="result", box={"origin": [-60, -60, 0], "spacing": [0.5, 0.5, 1.0],
                             "direction": [1, 0, 0, 0, 1, 0, 0, 0, 1]},
        cell_mm=[16, 16, 8], grid=[4, 8, 8], similarity=0.3, model=after(argv, "--model", "m"), hash="abc123", **tag)


def serve_attention(argv, tag):
    if "--model" in argv and "broken" in after(argv, "--text", ""):
        say(event="error", code="internal", message="The model cannot be read.", exit=1, **tag)
        return
    attention_maps(argv, tag)
    attention_result(argv, {"exit": 0, **tag})


def run_attention(argv):
    """A check, of a phrase with "slow" until it is cancelled; of one with "random" the map depends on nothing."""
    phrase = after(argv, "--text", "")
    if "slow" in phrase:
        until_cancelled("check", 100000, {})
    attention_maps(argv, {})
    if "--check" in argv:
        learned = ("independent", 0.91) if "random" in phrase else ("learned", 0.12)
        kinds = [("phase", "pre_contrast"), ("phase", "arterial"), ("view", "")] + [("text", "arterial")]
        for kind, phase in kinds:
            least = learned[1] - 0.1 if phase == "pre_contrast" else learned[1]
            say(event="item", check="weights", kind=kind, phase=phase, map_similarity=least, runs=[least] * 3,
                verdict=learned[0], meaning="")
        for kind, phase in kinds:
            say(event="item", check="repeat", kind=kind, phase=phase, map_similarity=0.97, runs=[0.97] * 4,
                verdict="steady", meaning="")
    if "--dicom" in argv:
        if "full" in after(argv, "--out", ""):
            say(event="error", code="conflict", message="maps.json is there already, and nothing was written.")
            sys.exit(1)
        pictures = [argv[i + 1] for i, word in enumerate(argv) if word == "--picture"]
        os.makedirs(after(argv, "--out", ""), exist_ok=True)
        for number, picture in enumerate(pictures):
            with open(picture, "rb") as png, open(f"{after(argv, '--out', '')}/{number}.png", "wb") as copy:
                copy.write(png.read())
    attention_result(argv, {})


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        if "cancel" in request:
            continue
        argv, tag = request["argv"], {"id": request["id"]}
        note(["serve"] + argv)
        if argv[0] in ("search", "similar"):
            if "--save" in argv:
                store("saved", {**load("saved"), argv[argv.index("--save") + 1]: argv[-1]})
            serve_search(argv, tag)
        elif argv[0] == "collection":
            serve_collection(argv, tag)
        elif argv[0] == "searches":
            serve_searches(argv, tag)
        elif argv[0] == "attention":
            serve_attention(argv, tag)
        elif argv[0] == "doctor":
            say(event="item", name="device", value="cpu", ok=True, message="", **tag)
            say(event="result", ok=True, exit=0, **tag)
        else:
            say(event="error", code="bad_input", message="Not known.", exit=2, **tag)


def main():
    argv = arguments()
    note(argv)
    if argv[0] == "serve":
        serve()
    elif argv[0] == "import":
        run_import(argv)
    elif argv[0] == "train":
        run_train(argv)
    elif argv[0] == "attention":
        run_attention(argv)
    elif argv[:2] == ["case", "pictures"]:
        run_pictures(argv[2:])
    elif argv == ["verify", "--deep"]:
        run_verify()
    else:
        say(event="result", seconds=0)


main()
