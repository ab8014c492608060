#include "ui/measure/WashoutText.h"

#include <algorithm>

#include <QCoreApplication>

#include "ui/view/AnnotationTexts.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::WashoutText)
};

QString sentenceOf(WashoutNote note) {
    switch (note) {
    case WashoutNote::NotHounsfield:
        return Words::tr("Washout needs CT in HU in each of its phases.");
    case WashoutNote::NoPortalVenous:
        return Words::tr("Washout needs a portal venous phase (60–75 s).");
    case WashoutNote::NoDelayed:
        return Words::tr("Washout needs a delayed phase (15 min).");
    case WashoutNote::NoUnenhanced:
        return Words::tr("Absolute washout needs an unenhanced phase.");
    case WashoutNote::NoEnhancement:
        return Words::tr("It does not enhance in the portal venous phase: no washout.");
    case WashoutNote::LittleEnhancement:
        return Words::tr("Caution: it enhances by less than 10 HU; noise decides.");
    case WashoutNote::DelayUnknown:
        return Words::tr("Caution: the delay of the delayed phase is not known; the formula is for "
                         "15 min.");
    case WashoutNote::DelayTenMinutes:
        return Words::tr("Caution: delayed by about 10 min, not 15: other limits apply.");
    case WashoutNote::DelayOther:
        return Words::tr("Caution: the delayed phase is not one of about 15 (or 10) min.");
    case WashoutNote::PortalOther:
        return Words::tr("Caution: the portal venous phase is not from 60–75 s after contrast.");
    case WashoutNote::PortalUnknown:
        return Words::tr("Caution: when the portal venous phase was taken is not known.");
    case WashoutNote::OtherVoltage:
        return Words::tr("Caution: the phases differ in kVp, and iodine's HU with it.");
    }
    return {};
}

QString percent(double value) {
    return QString::number(value, 'f', 1).replace('-', QStringLiteral("−"));
}

} // namespace

std::vector<PhaseMean> phaseMeans(const MeasureTable& table, const MeasureRow& row,
                                  const CurveTimes& times) {
    std::vector<PhaseMean> means;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const VolumeRecord& volume = table.phases[i];
        PhaseMean mean;
        mean.phase = volume.phase.phase;
        const auto& s = row.cells[i].statistics;
        mean.mean = s && s->voxels > 0 ? std::optional(s->mean) : std::nullopt;
        mean.seconds = times.afterContrast[i];
        mean.kvp = volume.kvp;
        mean.hounsfield = volume.modality == "CT" &&
                          table.units[static_cast<qsizetype>(i)] == QStringLiteral("HU");
        means.push_back(mean);
    }
    return means;
}

QString washoutText(const std::vector<PhaseMean>& phases) {
    const Washout w = washout(phases);
    const auto mean = [&](const std::optional<std::size_t>& index) {
        return meanNumber(*phases[*index].mean);
    };
    QStringList lines;
    if (w.absolute) {
        lines << Words::tr(
                     "Absolute washout %1 % = (E − D)/(E − U) × 100 = (%2 − %3)/(%2 − %4) × 100")
                     .arg(percent(*w.absolute), mean(w.enhanced), mean(w.delayed),
                          mean(w.unenhanced));
    }
    if (w.relative) {
        lines << Words::tr("Relative washout %1 % = (E − D)/E × 100 = (%2 − %3)/%2 × 100")
                     .arg(percent(*w.relative), mean(w.enhanced), mean(w.delayed))
              << Words::tr("U unenhanced, E portal venous (60–75 s), D delayed (15 min), mean HU. "
                           "Caoili et al., Radiology 2002;222:629–633; Korobkin et al., AJR "
                           "1998;170:747–752.");
    }
    for (const WashoutNote note : w.notes) {
        lines << sentenceOf(note);
    }
    return lines.join('\n');
}

} // namespace bolus
