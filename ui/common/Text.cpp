#include "ui/common/Text.h"

#include <algorithm>

#include <QCoreApplication>
#include <QFile>

namespace bolus {

namespace {

struct PhaseShort {
    Phase phase;
    const char* text;
};

constexpr PhaseShort phaseShorts[] = {
    {Phase::PreContrast, QT_TRANSLATE_NOOP("Phase", "Pre")},
    {Phase::Arterial, QT_TRANSLATE_NOOP("Phase", "Art")},
    {Phase::PortalVenous, QT_TRANSLATE_NOOP("Phase", "PV")},
    {Phase::Delayed, QT_TRANSLATE_NOOP("Phase", "Del")},
    {Phase::MTT, QT_TRANSLATE_NOOP("Phase", "MTT")},
    {Phase::CBV, QT_TRANSLATE_NOOP("Phase", "CBV")},
    {Phase::CBF, QT_TRANSLATE_NOOP("Phase", "CBF")},
    {Phase::PostContrast, QT_TRANSLATE_NOOP("Phase", "Post")},
    {Phase::Unknown, QT_TRANSLATE_NOOP("Phase", "?")},
};

} // namespace

QString toText(const std::filesystem::path& path) {
    return QFile::decodeName(QByteArray::fromStdString(path.string()));
}

std::filesystem::path toPath(const QString& text) {
    return QFile::encodeName(text).toStdString();
}

QString dateText(const std::string& written) {
    std::string da = written;
    if (da.size() == 10 && da[4] == '.' && da[7] == '.') // ACR-NEMA's form, still met in old files
        std::erase(da, '.');
    const bool digits =
        da.size() == 8 && std::ranges::all_of(da, [](unsigned char c) { return std::isdigit(c); });
    if (!digits)
        return toText(written);
    return toText(da.substr(0, 4) + '-' + da.substr(4, 2) + '-' + da.substr(6, 2));
}

QString patientText(const Case& exam) {
    QStringList parts = toText(exam.patientName).split(QLatin1Char('='));
    QStringList name = parts.value(0).split(QLatin1Char('^'), Qt::SkipEmptyParts);
    for (QString& part : name)
        part = part.trimmed();
    name.removeAll(QString());
    if (!name.isEmpty())
        return name.join(QStringLiteral(", "));
    return exam.patientId.empty() ? QCoreApplication::translate("Patient", "No name, no ID")
                                  : toText(exam.patientId);
}

QString numberText(double value, int decimals) {
    const QString text = QString::number(value, 'f', decimals);
    return text.startsWith('-') ? QStringLiteral("−") + text.mid(1) : text;
}

QString durationText(double seconds) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Duration", text); };
    if (seconds < 1)
        return tr(QT_TRANSLATE_NOOP("Duration", "less than a second"));
    const auto whole = static_cast<qint64>(std::min(seconds, 1e9) + 0.5);
    if (whole < 60)
        return tr(QT_TRANSLATE_NOOP("Duration", "%1 s")).arg(whole);
    if (whole < 3600)
        return tr(QT_TRANSLATE_NOOP("Duration", "%1 min")).arg((whole + 30) / 60);
    return tr(QT_TRANSLATE_NOOP("Duration", "%1 h %2 min"))
        .arg(whole / 3600)
        .arg(whole % 3600 / 60);
}

QString phaseShortText(Phase phase) {
    const auto* found = std::ranges::find(phaseShorts, phase, &PhaseShort::phase);
    return QCoreApplication::translate("Phase", found == std::end(phaseShorts) ? "?" : found->text);
}

} // namespace bolus
