#include "engine/phantom/Looks.h"

#include <algorithm>
#include <optional>

#include "engine/phantom/FindingChoice.h"
#include "engine/phantom/Kinetics.h"
#include "engine/phantom/LesionParts.h"

namespace bolus {

namespace {

using namespace phantom;

/// The tissue around it.
std::optional<Label> around(Finding finding) {
    switch (finding) {
    case Finding::HepaticCyst:
    case Finding::Hemangioma:
    case Finding::Hcc:
    case Finding::LiverMetastases:
    case Finding::FocalNodularHyperplasia:
    case Finding::HepaticAdenoma:
    case Finding::Cholangiocarcinoma:
    case Finding::LiverAbscess:
        return Liver;
    case Finding::RenalCyst:
    case Finding::ClearCellRcc:
    case Finding::PapillaryRcc:
    case Finding::Angiomyolipoma:
        return RenalCortex;
    case Finding::PancreaticAdenocarcinoma:
    case Finding::NeuroendocrineTumor:
        return Pancreas;
    case Finding::SplenicInfarct:
        return Spleen;
    case Finding::AdrenalAdenoma:
        return Adrenal;
    default:
        return std::nullopt;
    }
}

/// A diffusely changed liver is drawn as a finding's part.
Label ownTissue(Label tissue, const std::vector<Finding>& findings) {
    const auto diffuse = std::ranges::find_if(findings, isDiffuse);
    return tissue == Liver && diffuse != findings.end()
               ? lesionLabel(static_cast<int>(diffuse - findings.begin()), 0)
               : tissue;
}

} // namespace

std::vector<Look> looksOf(const PhantomExam& exam, Finding finding) {
    const std::vector<Finding> findings = findingsOf(exam);
    const auto slot = std::ranges::find(findings, finding);
    const auto tissue = around(finding);
    if (slot == findings.end() || !tissue) {
        return {};
    }
    const int part = finding == Finding::Hemangioma ? HemangiomaRim : 0;
    const Label lesion = lesionLabel(static_cast<int>(slot - findings.begin()), part);
    const Label beside = ownTissue(*tissue, findings);
    std::vector<Look> looks;
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        const auto table = huTable(exam, phase);
        const float contrast = table[lesion] - table[beside];
        looks.push_back(contrast >= leastContrast    ? Look::Brighter
                        : contrast <= -leastContrast ? Look::Darker
                                                     : Look::Alike);
    }
    return looks;
}

} // namespace bolus
