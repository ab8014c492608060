#include "ui/measure/WashoutText.h"

#include <algorithm>

#include <QCoreApplication>

#include "ui/common/Text.h"
#include "ui/view/AnnotationTexts.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::WashoutText)
};

QString sentenceOf(WashoutNote note, const std::optional<double>& delayMinutes) {
    const QString minutes = numberText(delayMinutes.value_or(0), 1);
    switch (note) {
    case WashoutNote::NotHounsfield:
        return Words::tr("Washout needs CT in HU in each of its phases.");
    case WashoutNote::NoPortalVenous:
        return Words::tr("Washout needs a portal venous phase (60–75 s).");
    case WashoutNote::NoDelayed:
        return Words::tr("Washout needs a delayed phase (15 min).");
    case WashoutNote::NoUnenhanced:
        return Words::tr("Absolute washout needs an unenhanced phase.");
    case WashoutNote::PartlyMeasured:
        return Words::tr("Not computed: a phase has less than three quarters of the region.");
    case WashoutNote::UnsurePhase:
        return Words::tr("Not computed: it is not sure which phase a series is, and no time tells. "
                         "Confirm the phase on its chip.");
    case WashoutNote::OtherVoltage:
        return Words::tr("Not computed between phases of different kVp: iodine's HU differ.");
    case WashoutNote::NotUnenhanced:
        return Words::tr("No absolute washout: the unenhanced phase was taken after contrast.");
    case WashoutNote::NotPortal:
        return Words::tr("Not computed: the portal venous phase is not from about 60–75 s after "
                         "contrast.");
    case WashoutNote::DelayOther:
        return Words::tr("Not computed: the delayed phase is from about %1 min after contrast; the "
                         "formula is for 15 min.")
            .arg(minutes);
    case WashoutNote::NoEnhancement:
        return Words::tr("It does not enhance in the portal venous phase: no washout.");
    case WashoutNote::LittleEnhancement:
        return Words::tr("Caution: it enhances by less than 10 HU; noise decides.");
    case WashoutNote::DelayUnknown:
        return Words::tr("Caution: the delay of the delayed phase is not known; the formula is for "
                         "15 min.");
    case WashoutNote::DelayTenMinutes:
        return Words::tr("Caution: delayed by about %1 min, not 15: other limits apply.")
            .arg(minutes);
    case WashoutNote::PortalOther:
        return Words::tr("Caution: the portal venous phase is not from 60–75 s after contrast.");
    case WashoutNote::PortalUnknown:
        return Words::tr("Caution: when the portal venous phase was taken is not known.");
    }
    return {};
}

double measuredShare(const RegionStatistics& s) {
    const auto inside = static_cast<double>(s.voxels + s.withoutValue);
    return inside > 0 ? (1 - s.outsideShare) * static_cast<double>(s.voxels) / inside : 0;
}

/// "Delayed: 12 % of it outside the series", of the phases that the numbers are from.
QStringList cautionsOf(const Washout& w, const MeasureTable& table, const MeasureRow& row) {
    QStringList lines;
    for (const auto& index : {w.unenhanced, w.enhanced, w.delayed}) {
        if (index && !row.cells[*index].cautions.isEmpty()) {
            lines << Words::tr("Caution, %1: %2")
                         .arg(table.phaseNames[static_cast<qsizetype>(*index)],
                              row.cells[*index].cautions.join(QStringLiteral("; ")));
        }
    }
    return lines;
}

QString wordsOf(const Washout& w, const std::vector<PhaseMean>& phases,
                const QStringList& cautions) {
    const auto mean = [&](const std::optional<std::size_t>& index) {
        return meanNumber(*phases[*index].mean);
    };
    QStringList lines;
    if (w.absolute) {
        lines << Words::tr(
                     "Absolute washout %1 % = (E − D)/(E − U) × 100 = (%2 − %3)/(%2 − %4) × 100")
                     .arg(numberText(*w.absolute, 1), mean(w.enhanced), mean(w.delayed),
                          mean(w.unenhanced));
    }
    if (w.relative) {
        lines << Words::tr("Relative washout %1 % = (E − D)/E × 100 = (%2 − %3)/%2 × 100")
                     .arg(numberText(*w.relative, 1), mean(w.enhanced), mean(w.delayed));
    }
    for (const WashoutNote note : w.notes) {
        lines << sentenceOf(note, w.delayMinutes);
    }
    lines += cautions;
    if (w.relative) {
        lines << Words::tr("U unenhanced, E portal venous (60–75 s), D delayed (15 min), mean HU. "
                           "Caoili et al., Radiology 2002;222:629–633; Korobkin et al., AJR "
                           "1998;170:747–752.");
    }
    return lines.join('\n');
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
        mean.instant = times.instants[i];
        mean.measuredShare = s ? measuredShare(*s) : 0;
        mean.confidence = volume.phase.confidence;
        mean.kvp = volume.kvp;
        mean.hounsfield = volume.modality == "CT" &&
                          table.units[static_cast<qsizetype>(i)] == QStringLiteral("HU");
        means.push_back(mean);
    }
    return means;
}

QString washoutText(const std::vector<PhaseMean>& phases) {
    return wordsOf(washout(phases), phases, {});
}

QString washoutText(const MeasureTable& table, const MeasureRow& row, const CurveTimes& times) {
    const auto phases = phaseMeans(table, row, times);
    const Washout w = washout(phases);
    return wordsOf(w, phases, cautionsOf(w, table, row));
}

} // namespace bolus
