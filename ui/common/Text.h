// Between the library's strings and Qt's, and values as people read them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include <QString>

#include "library/domain/Case.h"

namespace bolus {

inline QString toText(const std::string& utf8) {
    return QString::fromStdString(utf8);
}
QString toText(const std::filesystem::path& path);
std::filesystem::path toPath(const QString& text);

/// DICOM DA "20240131", or "2024.01.31", as "2024-01-31"; anything else as it is.
QString dateText(const std::string& written);
/// DICOM PN "DOE^JANE^^^" as "DOE, JANE"; an empty name falls back to the patient's id,
/// and where there is none either, to words that say so.
QString patientText(const Case& exam);
/// With so many decimals, and a minus sign as wide as a plus.
QString numberText(double value, int decimals);
/// Of a count, for tr(): as far as that counts.
constexpr int pluralCount(std::size_t count) {
    return static_cast<int>(std::min<std::size_t>(count, 1U << 30));
}
/// "less than a second", "40 s", "3 min", "2 h 10 min".
QString durationText(double seconds);

/// For narrow chips: "Pre", "Art", "PV", …; the whole name is phaseName in ui/view/PhaseChip.h.
QString phaseShortText(Phase phase);

} // namespace bolus
