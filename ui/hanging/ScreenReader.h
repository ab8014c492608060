// Reads the entries of a screen's JSON, each of the kind that is asked for.
#pragma once

#include <array>
#include <cmath>

#include <QJsonArray>
#include <QJsonObject>

namespace bolus {

/// Ends the reading of one screen.
struct BadEntry {
    QString entry;
};

/// Entries of one object, each of the kind that is asked for.
class ScreenReader {
public:
    ScreenReader(const QJsonObject& json, const QString& path) : m_json(json), m_path(path) {}

    bool has(const char* key) const { return m_json.contains(QLatin1String(key)); }
    QString text(const char* key) const { return get(key, QJsonValue::String).toString(); }
    bool flag(const char* key) const { return get(key, QJsonValue::Bool).toBool(); }
    ScreenReader object(const char* key) const {
        return {get(key, QJsonValue::Object).toObject(), name(key)};
    }
    const QJsonObject& json() const { return m_json; }
    QString name(const char* key) const { return m_path + QLatin1String(key); }

    double number(const char* key, double low, double high) const {
        const double value = get(key, QJsonValue::Double).toDouble();
        return value >= low && value <= high ? value : throw BadEntry{name(key)};
    }
    int count(const char* key, int high) const {
        const double value = number(key, 0, high);
        return value == std::floor(value) ? static_cast<int>(value) : throw BadEntry{name(key)};
    }
    template<std::size_t N>
    std::array<double, N> numbers(const char* key, double most) const {
        const QJsonArray array = get(key, QJsonValue::Array).toArray();
        std::array<double, N> values{};
        for (std::size_t i = 0; i < N; ++i) {
            const QJsonValue value = array.at(static_cast<qsizetype>(i));
            if (array.size() != N || !value.isDouble() || std::abs(value.toDouble()) > most) {
                throw BadEntry{name(key)};
            }
            values[i] = value.toDouble();
        }
        return values;
    }
    /// A token of ours.
    template<typename Read>
    auto token(const char* key, Read read) const {
        const auto value = read(text(key).toStdString());
        return value ? *value : throw BadEntry{name(key)};
    }

private:
    QJsonValue get(const char* key, QJsonValue::Type type) const {
        const QJsonValue value = m_json.value(QLatin1String(key));
        return value.type() == type ? value : throw BadEntry{name(key)};
    }

    QJsonObject m_json;
    QString m_path;
};

} // namespace bolus
