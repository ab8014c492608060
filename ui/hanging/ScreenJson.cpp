#include "ui/hanging/ScreenJson.h"

#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QJsonDocument>

#include "ui/hanging/ScreenReader.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::ScreenJson)
};

constexpr int viewVersion = 1, mostCells = 8, mostWindows = 64, mostParts = 100000;
constexpr std::array<const char*, 4> slabModes{"off", "largest", "smallest", "mean"};
constexpr int mostApart = 8, mostOverlays = 64;
constexpr std::array<const char*, 6> colorMaps{"inferno",  "viridis",   "cividis",
                                               "hot_iron", "cool_warm", "grey"};
constexpr double farthest = 1e6; // mm

template<std::size_t N>
QJsonArray arrayOf(const std::array<double, N>& values) {
    QJsonArray array;
    for (const double value : values) {
        array.append(value);
    }
    return array;
}

QJsonObject cellJson(const CellContent& cell) {
    QJsonObject json;
    if (cell.exam != 0) {
        json["exam"] = cell.exam;
    }
    if (!cell.seriesUid.empty()) {
        json["series"] = QString::fromStdString(cell.seriesUid);
        json["part"] = cell.part;
    } else {
        if (cell.phase) {
            json["phase"] = phaseToken(*cell.phase);
        }
        json["number"] = cell.nth + 1;
    }
    if (cell.plane) {
        json["plane"] = planeToken(*cell.plane);
    }
    if (cell.kind == CellKind::Rendering) {
        json["kind"] = "rendering";
    }
    return json;
}

CellContent readCell(const ScreenReader& json) {
    CellContent cell;
    if (json.has("exam")) {
        cell.exam = json.count("exam", 1);
    }
    if (json.has("series")) {
        cell.seriesUid = json.text("series").toStdString();
        cell.part = json.has("part") ? json.count("part", mostParts) : 0;
    }
    if (json.has("phase")) {
        cell.phase = json.token("phase", phaseFromText);
    }
    if (json.has("number")) {
        cell.nth = json.count("number", mostParts) - 1; // 0: an empty cell
    }
    if (json.has("plane")) {
        cell.plane = json.token("plane", planeFromToken);
    }
    if (json.has("kind") && json.text("kind") == QLatin1String("rendering")) {
        cell.kind = CellKind::Rendering;
    }
    return cell;
}

QJsonObject placeJson(const ScreenPlace& place) {
    QJsonObject json{{"point", arrayOf(place.point)},
                     {"centre", arrayOf(place.centre)},
                     {"zoom", place.zoom},
                     {"rotation", arrayOf(place.rotation.matrix)},
                     {"crosshair", place.crosshair}};
    if (!place.seriesUid.empty()) {
        json["series"] = QString::fromStdString(place.seriesUid);
        json["part"] = place.part;
    }
    QJsonObject turns;
    for (const auto& [plane, turn] : place.turns) {
        turns[planeToken(plane)] =
            QJsonObject{{"quarters", turn.quarters}, {"mirrored", turn.mirrored}};
    }
    if (!turns.isEmpty()) {
        json["turns"] = turns;
    }
    if (place.crop) {
        json["crop"] =
            QJsonObject{{"low", arrayOf(place.crop->low)}, {"high", arrayOf(place.crop->high)}};
    }
    return json;
}

/// Whether it turns, and neither stretches nor mirrors.
bool isRotation(const Rotation& rotation) {
    constexpr double tolerance = 1e-6;
    const Vec3 x = rotation * Vec3{1, 0, 0}, y = rotation * Vec3{0, 1, 0},
               z = rotation * Vec3{0, 0, 1};
    return std::abs(norm(x) - 1) < tolerance && std::abs(norm(y) - 1) < tolerance &&
           std::abs(dot(x, y)) < tolerance && distance(cross(x, y), z) < tolerance;
}

std::map<Plane, Turn> readTurns(const ScreenReader& json) {
    std::map<Plane, Turn> turns;
    for (const QString& name : json.json().keys()) {
        const QByteArray key = name.toUtf8();
        const auto plane = planeFromToken(name.toStdString());
        if (!plane) {
            throw BadEntry{json.name(key)};
        }
        const ScreenReader turn = json.object(key);
        turns[*plane] = {turn.count("quarters", 3), turn.flag("mirrored")};
    }
    return turns;
}

Bounds readCrop(const ScreenReader& json) {
    const Bounds crop{json.numbers<3>("low", farthest), json.numbers<3>("high", farthest)};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!(crop.low[axis] < crop.high[axis])) {
            throw BadEntry{json.name("high")};
        }
    }
    return crop;
}

ScreenPlace readPlace(const ScreenReader& json) {
    ScreenPlace place;
    place.point = json.numbers<3>("point", farthest);
    place.centre = json.numbers<3>("centre", farthest);
    place.zoom = json.number("zoom", 0.01, 1000);
    place.rotation.matrix = json.numbers<9>("rotation", 1.000001);
    if (!isRotation(place.rotation)) {
        throw BadEntry{json.name("rotation")};
    }
    place.crosshair = json.flag("crosshair");
    if (json.has("series")) {
        place.seriesUid = json.text("series").toStdString();
        place.part = json.has("part") ? json.count("part", mostParts) : 0;
    }
    if (json.has("turns")) {
        place.turns = readTurns(json.object("turns"));
    }
    if (json.has("crop")) {
        place.crop = readCrop(json.object("crop"));
    }
    return place;
}

QJsonObject windowsJson(const std::map<std::string, Window>& windows) {
    QJsonObject json;
    for (const auto& [kind, window] : windows) {
        json[QString::fromStdString(kind)] =
            QJsonObject{{"window", window.window}, {"level", window.level}};
    }
    return json;
}

std::map<std::string, Window> readWindows(const ScreenReader& json) {
    std::map<std::string, Window> windows;
    for (const QString& kind : json.json().keys()) {
        const QByteArray key = kind.toUtf8();
        if (json.json().size() > mostWindows) {
            throw BadEntry{json.name(key)};
        }
        if (json.json().value(kind).isString()) { // the name of a preset
            const WindowPreset* preset = findPreset(json.text(key).toStdString());
            windows[kind.toStdString()] = preset ? preset->values : throw BadEntry{json.name(key)};
        } else {
            const ScreenReader values = json.object(key);
            windows[kind.toStdString()] = {values.number("window", 1e-6, 1e9),
                                           values.number("level", -1e9, 1e9)};
        }
    }
    return windows;
}

/// Every object of an array.
template<typename Read>
auto readAll(const ScreenReader& json, const char* key, int most, const Read& read) {
    std::vector<decltype(read(json))> all;
    const QJsonValue list = json.json().value(QLatin1String(key));
    if ((!list.isUndefined() && !list.isArray()) || list.toArray().size() > most) {
        throw BadEntry{json.name(key)};
    }
    for (const QJsonValue& each : list.toArray()) {
        if (!each.isObject()) {
            throw BadEntry{json.name(key)};
        }
        all.push_back(read({each.toObject(), json.name(key) + QLatin1Char('.')}));
    }
    return all;
}

ScreenLayout readLayout(const ScreenReader& json) {
    ScreenLayout layout;
    layout.count = json.has("views") ? json.count("views", mostCells) : 0;
    if (json.has("rows") || json.has("columns")) {
        layout.rows = json.count("rows", 2);
        layout.columns = json.count("columns", 4);
        if (layout.rows * layout.columns == 0) {
            layout.rows = layout.columns = 0;
        }
    }
    layout.threePlanes = json.has("three_planes") && json.flag("three_planes");
    layout.cells = readAll(json, "cells", mostCells, readCell);
    return layout;
}

QJsonObject slabJson(const Slab& slab) {
    return {{"mode", slabModes[static_cast<std::size_t>(slab.mode)]}, {"mm", slab.mm}};
}

/// Where a text stands in a list of ours.
template<typename Value, std::size_t N>
Value readOne(const ScreenReader& json, const char* key, const std::array<const char*, N>& all) {
    const auto found = std::ranges::find(all, json.text(key).toStdString());
    return found != all.end() ? static_cast<Value>(found - all.begin())
                              : throw BadEntry{json.name(key)};
}

void addLook(QJsonObject& json, const ScreenLook& look) {
    if (look.plane) {
        json["plane"] = planeToken(*look.plane);
    }
    json["windows"] = windowsJson(look.windows);
    if (look.slab) {
        json["slab"] = slabJson(*look.slab);
    }
    if (look.inverted) {
        json["inverted"] = *look.inverted;
    }
    if (look.place) {
        json["place"] = placeJson(*look.place);
    }
}

ScreenLook readLook(const ScreenReader& json) {
    ScreenLook look;
    if (json.has("plane")) {
        look.plane = json.token("plane", planeFromToken);
    }
    if (json.has("windows")) {
        look.windows = readWindows(json.object("windows"));
    }
    if (json.has("slab")) {
        const ScreenReader slab = json.object("slab");
        look.slab = Slab{readOne<Slab::Mode>(slab, "mode", slabModes), slab.number("mm", 1, 200)};
    }
    if (json.has("inverted")) {
        look.inverted = json.flag("inverted");
    }
    if (json.has("place")) {
        look.place = readPlace(json.object("place"));
    }
    return look;
}

QJsonObject overlayJson(const ScreenOverlay& overlay) {
    QJsonObject json{{"series", QString::fromStdString(overlay.belowUid)},
                     {"part", overlay.belowPart},
                     {"over", QString::fromStdString(overlay.aboveUid)},
                     {"over_part", overlay.abovePart},
                     {"difference", overlay.isDifference}};
    if (const auto& style = overlay.style) {
        json["style"] = QJsonObject{{"shown", style->visible},
                                    {"colors", colorMaps[static_cast<std::size_t>(style->map)]},
                                    {"low", style->low},
                                    {"high", style->high},
                                    {"from_middle", style->fromMiddle},
                                    {"threshold", style->threshold},
                                    {"opacity", style->opacity}};
    }
    return json;
}

LayerStyle readStyle(const ScreenReader& json) {
    LayerStyle style;
    style.visible = json.flag("shown");
    style.map = readOne<ColorMap>(json, "colors", colorMaps);
    style.low = json.number("low", -1e9, 1e9);
    style.high = json.number("high", -1e9, 1e9);
    style.fromMiddle = json.flag("from_middle");
    style.threshold = json.number("threshold", 0, 1);
    style.opacity = json.number("opacity", 0, 1);
    return style.low < style.high ? style : throw BadEntry{json.name("high")};
}

ScreenOverlay readOverlay(const ScreenReader& json) {
    ScreenOverlay overlay;
    overlay.belowUid = json.text("series").toStdString();
    overlay.belowPart = json.count("part", mostParts);
    overlay.aboveUid = json.text("over").toStdString();
    overlay.abovePart = json.count("over_part", mostParts);
    overlay.isDifference = json.flag("difference");
    if (json.has("style")) {
        overlay.style = readStyle(json.object("style"));
    }
    return overlay;
}

ScreenView readScreen(const ScreenReader& json) {
    ScreenView screen;
    static_cast<ScreenLook&>(screen) = readLook(json);
    screen.layout = readLayout(json);
    screen.linked = !json.has("linked") || json.flag("linked");
    screen.apart = readAll(json, "apart", mostApart, readLook);
    screen.overlays = readAll(json, "overlays", mostOverlays, readOverlay);
    for (const QJsonValue& uid : json.json().value(QLatin1String("objects")).toArray()) {
        screen.objects.push_back(uid.toString().toStdString());
    }
    return screen;
}

} // namespace

QJsonObject screenJson(const ScreenView& screen) {
    QJsonObject json{{"views", screen.layout.count}, {"linked", screen.linked}};
    if (screen.layout.columns > 0) {
        json["rows"] = screen.layout.rows;
        json["columns"] = screen.layout.columns;
    }
    if (screen.layout.threePlanes) {
        json["three_planes"] = true;
    }
    addLook(json, screen);
    QJsonArray cells, apart, overlays, objects;
    for (const CellContent& cell : screen.layout.cells) {
        cells.append(cellJson(cell));
    }
    for (const ScreenLook& look : screen.apart) {
        QJsonObject each;
        addLook(each, look);
        apart.append(each);
    }
    for (const ScreenOverlay& overlay : screen.overlays) {
        overlays.append(overlayJson(overlay));
    }
    for (const std::string& uid : screen.objects) {
        objects.append(QString::fromStdString(uid));
    }
    for (const auto& [key, list] :
         {std::pair("cells", &cells), std::pair("apart", &apart), std::pair("overlays", &overlays),
          std::pair("objects", &objects)}) {
        if (!list->isEmpty()) {
            json[QLatin1String(key)] = *list;
        }
    }
    return json;
}

Result<ScreenView> screenFromJson(const QJsonObject& json) {
    try {
        return readScreen({json, {}});
    } catch (const BadEntry& bad) {
        return fail(ErrorCode::BadInput,
                    Words::tr("its entry “%1” is missing or not as it should be")
                        .arg(bad.entry)
                        .toStdString());
    }
}

std::string viewBody(const ScreenView& screen) {
    const QJsonObject json{{"bolus_view", viewVersion}, {"screen", screenJson(screen)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<ScreenView> screenFromBody(const std::string& body) {
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
    if (json.value(QLatin1String("bolus_view")).toInt() != viewVersion) {
        return std::nullopt;
    }
    const auto screen = screenFromJson(json.value(QLatin1String("screen")).toObject());
    return screen ? std::optional(*screen) : std::nullopt;
}

} // namespace bolus
