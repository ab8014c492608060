#include "engine/phantom/Plan.h"

#include <algorithm>

#include "engine/phantom/ReportWriter.h"
#include "engine/phantom/Scan.h"

namespace bolus {

namespace {

using namespace phantom;

constexpr std::array<const char*, findingCount> tokens{"normal",
                                                       "hepatic_cyst",
                                                       "hemangioma",
                                                       "hcc",
                                                       "liver_metastases",
                                                       "focal_nodular_hyperplasia",
                                                       "hepatic_adenoma",
                                                       "cholangiocarcinoma",
                                                       "liver_abscess",
                                                       "steatosis",
                                                       "cirrhosis",
                                                       "portal_vein_thrombosis",
                                                       "gallstones",
                                                       "renal_cyst",
                                                       "clear_cell_rcc",
                                                       "papillary_rcc",
                                                       "angiomyolipoma",
                                                       "renal_stone",
                                                       "hydronephrosis",
                                                       "pancreatic_adenocarcinoma",
                                                       "neuroendocrine_tumor",
                                                       "acute_pancreatitis",
                                                       "adrenal_adenoma",
                                                       "splenic_infarct",
                                                       "aortic_aneurysm",
                                                       "aortic_dissection",
                                                       "ascites",
                                                       "pleural_effusion"};

constexpr std::array<const char*, 3> patientPrefixes{"PHANTOM-", "PHANTOM-V", "PHANTOM-T"};

int phaseCount(const PhantomOptions& options, Random& random) {
    constexpr std::array<int, 3> shares{7142, 3451, 1637}; // of 2, 3 and 4 phases, as in the paper
    const int least = std::clamp(options.minPhases, 2, 4);
    const int most = std::clamp(options.maxPhases, least, 4);
    int total = 0;
    for (int n = least; n <= most; ++n) {
        total += shares[static_cast<std::size_t>(n - 2)];
    }
    int lot = random.integer(0, total - 1);
    int count = least;
    while (count < most && lot >= shares[static_cast<std::size_t>(count - 2)]) {
        lot -= shares[static_cast<std::size_t>(count - 2)];
        ++count;
    }
    return count;
}

std::vector<Phase> choosePhases(int count, Random& random) {
    const double lot = random.uniform();
    if (count == 2) {
        return lot < 0.40   ? std::vector{Phase::PreContrast, Phase::PortalVenous}
               : lot < 0.80 ? std::vector{Phase::Arterial, Phase::PortalVenous}
               : lot < 0.90 ? std::vector{Phase::PreContrast, Phase::Arterial}
                            : std::vector{Phase::PortalVenous, Phase::Delayed};
    }
    if (count == 3) {
        return lot < 0.55   ? std::vector{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous}
               : lot < 0.90 ? std::vector{Phase::Arterial, Phase::PortalVenous, Phase::Delayed}
                            : std::vector{Phase::PreContrast, Phase::PortalVenous, Phase::Delayed};
    }
    return {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed};
}

double secondsOf(Phase phase, Random& random) {
    switch (phase) {
    case Phase::PreContrast:
        return random.integer(-60, -25);
    case Phase::Arterial:
        return random.integer(31, 42);
    case Phase::PortalVenous:
        return random.integer(64, 80);
    default:
        return random.integer(165, 260);
    }
}

std::string padded(int number, std::size_t digits) {
    std::string text = std::to_string(number);
    text.insert(0, text.size() < digits ? digits - text.size() : 0, '0');
    return text;
}

} // namespace

const char* findingToken(Finding finding) {
    return tokens[static_cast<std::size_t>(finding)];
}

std::string retellReport(const PhantomExam& exam, int telling) {
    return phantom::writeReport(exam, telling);
}

std::vector<Finding> findingsOf(const PhantomExam& exam) {
    std::vector<Finding> findings;
    for (const PhantomLesion& lesion : exam.lesions) {
        if (std::find(findings.begin(), findings.end(), lesion.finding) == findings.end()) {
            findings.push_back(lesion.finding);
        }
    }
    return findings;
}

PhantomExam planExam(const PhantomOptions& options, int index) {
    PhantomExam exam;
    constexpr int setShift = 62;
    constexpr std::uint64_t ordinary = (1ULL << setShift) - 1;
    exam.seed = (options.seed & ordinary) | (static_cast<std::uint64_t>(options.set) << setShift);
    exam.index = index;
    exam.set = options.set;
    Random random(exam.seed, index, Stream::Plan);
    exam.patientId = patientPrefixes[static_cast<std::size_t>(exam.set)];
    exam.patientId += std::to_string(options.seed) + '-' + padded(index + 1, 4);
    exam.phases = choosePhases(phaseCount(options, random), random);
    for (const Phase phase : exam.phases) {
        exam.secondsAfterInjection.push_back(secondsOf(phase, random));
    }
    const Anatomy anatomy = makeAnatomy(exam.seed, exam.index, exam.set);
    exam.sex = anatomy.patient.female ? "F" : "M";
    exam.age = padded(anatomy.patient.age, 3) + 'Y';
    Random lesionRandom(exam.seed, index, Stream::Lesion);
    exam.lesions = planLesions(anatomy, lesionRandom);
    planScan(exam, anatomy, options.sliceMm);
    exam.report = writeReport(exam);
    return exam;
}

} // namespace bolus
