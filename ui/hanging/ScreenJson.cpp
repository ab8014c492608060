#include "ui/hanging/ScreenJson.h"

#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::ScreenJson)
};

constexpr int viewVersion = 1, mostCells = 8, mostWindows = 64, mostParts = 100000;
constexpr std::array<const char*, 4> slabModes{"off", "largest", "smallest", "mean"};
constexpr double farthest = 1e6; // mm

/// Ends the reading of one screen.
struct Bad {
    QString entry;
};

template<std::size_t N>
QJsonArray arrayOf(const std::array<double, N>& values) {
    QJsonArray array;
    for (const double value : values) {
        array.append(value);
    }
    return array;
}

/// Entries of one object, each of the kind that is asked for.
class Reader {
public:
    Reader(const QJsonObject& json, const QString& path) : m_json(json), m_path(path) {}

    bool has(const char* key) const { return m_json.contains(QLatin1String(key)); }
    QString text(const char* key) const { return get(key, QJsonValue::String).toString(); }
    bool flag(const char* key) const { return get(key, QJsonValue::Bool).toBool(); }
    Reader object(const char* key) const {
        return {get(key, QJsonValue::Object).toObject(), name(key)};
    }
    const QJsonObject& json() const { return m_json; }
    QString name(const char* key) const { return m_path + QLatin1String(key); }

    double number(const char* key, double low, double high) const {
        const double value = get(key, QJsonValue::Double).toDouble();
        return value >= low && value <= high ? value : throw Bad{name(key)};
    }
    int count(const char* key, int high) const {
        const double value = number(key, 0, high);
        return value == std::floor(value) ? static_cast<int>(value) : throw Bad{name(key)};
    }
    template<std::size_t N>
    std::array<double, N> numbers(const char* key, double most) const {
        const QJsonArray array = get(key, QJsonValue::Array).toArray();
        std::array<double, N> values{};
        for (std::size_t i = 0; i < N; ++i) {
            const QJsonValue value = array.at(static_cast<qsizetype>(i));
            if (array.size() != N || !value.isDouble() || std::abs(value.toDouble()) > most) {
                throw Bad{name(key)};
            }
            values[i] = value.toDouble();
        }
        return values;
    }
    /// A token of ours.
    template<typename Read>
    auto token(const char* key, Read read) const {
        const auto value = read(text(key).toStdString());
        return value ? *value : throw Bad{name(key)};
    }

private:
    QJsonValue get(const char* key, QJsonValue::Type type) const {
        const QJsonValue value = m_json.value(QLatin1String(key));
        return value.type() == type ? value : throw Bad{name(key)};
    }

    QJsonObject m_json;
    QString m_path;
};

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

CellContent readCell(const Reader& json) {
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

ScreenPlace readPlace(const Reader& json) {
    ScreenPlace place;
    place.point = json.numbers<3>("point", farthest);
    place.centre = json.numbers<3>("centre", farthest);
    place.zoom = json.number("zoom", 0.01, 1000);
    place.rotation.matrix = json.numbers<9>("rotation", 1.000001);
    if (!isRotation(place.rotation)) {
        throw Bad{json.name("rotation")};
    }
    place.crosshair = json.flag("crosshair");
    if (json.has("series")) {
        place.seriesUid = json.text("series").toStdString();
        place.part = json.has("part") ? json.count("part", mostParts) : 0;
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

std::map<std::string, Window> readWindows(const Reader& json) {
    std::map<std::string, Window> windows;
    for (const QString& kind : json.json().keys()) {
        const QByteArray key = kind.toUtf8();
        if (json.json().size() > mostWindows) {
            throw Bad{json.name(key)};
        }
        if (json.json().value(kind).isString()) { // the name of a preset
            const WindowPreset* preset = findPreset(json.text(key).toStdString());
            windows[kind.toStdString()] = preset ? preset->values : throw Bad{json.name(key)};
        } else {
            const Reader values = json.object(key);
            windows[kind.toStdString()] = {values.number("window", 1e-6, 1e9),
                                           values.number("level", -1e9, 1e9)};
        }
    }
    return windows;
}

ScreenLayout readLayout(const Reader& json) {
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
    const QJsonValue cells = json.json().value(QLatin1String("cells"));
    if ((!cells.isUndefined() && !cells.isArray()) || cells.toArray().size() > mostCells) {
        throw Bad{json.name("cells")};
    }
    for (const QJsonValue& cell : cells.toArray()) {
        if (!cell.isObject()) {
            throw Bad{json.name("cells")};
        }
        layout.cells.push_back(readCell({cell.toObject(), json.name("cells.")}));
    }
    return layout;
}

ScreenView readScreen(const Reader& json) {
    ScreenView screen;
    screen.layout = readLayout(json);
    if (json.has("plane")) {
        screen.plane = json.token("plane", planeFromToken);
    }
    if (json.has("windows")) {
        screen.windows = readWindows(json.object("windows"));
    }
    if (json.has("slab")) {
        const Reader slab = json.object("slab");
        const auto mode = std::ranges::find(slabModes, slab.text("mode").toStdString());
        if (mode == slabModes.end()) {
            throw Bad{slab.name("mode")};
        }
        screen.slab =
            Slab{static_cast<Slab::Mode>(mode - slabModes.begin()), slab.number("mm", 1, 200)};
    }
    screen.linked = !json.has("linked") || json.flag("linked");
    if (json.has("place")) {
        screen.place = readPlace(json.object("place"));
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
    QJsonArray cells;
    for (const CellContent& cell : screen.layout.cells) {
        cells.append(cellJson(cell));
    }
    if (!cells.isEmpty()) {
        json["cells"] = cells;
    }
    if (screen.plane) {
        json["plane"] = planeToken(*screen.plane);
    }
    json["windows"] = windowsJson(screen.windows);
    if (screen.slab) {
        json["slab"] = QJsonObject{{"mode", slabModes[static_cast<std::size_t>(screen.slab->mode)]},
                                   {"mm", screen.slab->mm}};
    }
    if (screen.place) {
        json["place"] = placeJson(*screen.place);
    }
    return json;
}

Result<ScreenView> screenFromJson(const QJsonObject& json) {
    try {
        return readScreen({json, {}});
    } catch (const Bad& bad) {
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
