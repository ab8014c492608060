#include <algorithm>

#include "engine/phantom/LesionSite.h"
#include "engine/phantom/Painters.h"

namespace bolus::phantom {

namespace {

void paintNothing(Canvas&, const Site&) {}

constexpr std::array<LesionPainter*, findingCount> painters{
    paintNothing,        paintHepaticCyst,  paintHemangioma,     paintHcc,
    paintMetastasis,     paintFnh,          paintAdenoma,        paintCholangiocarcinoma,
    paintAbscess,        paintSteatosis,    paintCirrhosis,      paintPortalThrombosis,
    paintGallstones,     paintRenalCyst,    paintClearCell,      paintPapillary,
    paintAngiomyolipoma, paintRenalStone,   paintHydronephrosis, paintAdenocarcinoma,
    paintNeuroendocrine, paintPancreatitis, paintAdrenalAdenoma, paintInfarct,
    paintAneurysm,       paintDissection,   paintAscites,        paintEffusion};

/// What fills an organ or a vessel comes first, fluid that flows around everything last.
int turnOf(Finding finding) {
    switch (finding) {
    case Finding::Steatosis:
    case Finding::Cirrhosis:
        return 0;
    case Finding::PortalVeinThrombosis:
        return 1;
    case Finding::Ascites:
    case Finding::PleuralEffusion:
        return 3;
    default:
        return 2;
    }
}

constexpr int turns = 4;

/// Where among the exam's findings; beyond all of them if it has none of these.
int slotOf(const std::vector<Finding>& findings, std::initializer_list<Finding> wanted) {
    const auto found =
        std::find_first_of(findings.begin(), findings.end(), wanted.begin(), wanted.end());
    return found == findings.end() ? lesionSlots : static_cast<int>(found - findings.begin());
}

} // namespace

void paintLesions(Canvas& canvas, const Anatomy& anatomy, const PhantomExam& exam) {
    const std::vector<Finding> findings = findingsOf(exam);
    const int diffuse = slotOf(findings, {Finding::Steatosis, Finding::Cirrhosis});
    const int clot = slotOf(findings, {Finding::PortalVeinThrombosis});
    for (int turn = 0; turn < turns; ++turn) {
        std::uint32_t noise = anatomy.noise + 101;
        for (const PhantomLesion& lesion : exam.lesions) {
            noise += 1031;
            if (turnOf(lesion.finding) != turn) {
                continue;
            }
            const Vec centre{static_cast<float>(lesion.centre[0]),
                             static_cast<float>(lesion.centre[1]),
                             static_cast<float>(lesion.centre[2])};
            const Site site{anatomy,
                            lesion,
                            centre / anatomy.scale,
                            anatomy.scale,
                            static_cast<float>(lesion.diameter) / 2,
                            noise,
                            slotOf(findings, {lesion.finding}),
                            diffuse,
                            clot};
            painters[static_cast<std::size_t>(lesion.finding)](canvas, site);
        }
    }
}

} // namespace bolus::phantom
