#include "engine/phantom/FindingChoice.h"

#include <algorithm>
#include <array>

#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

struct Pair {
    Finding one, other;
    double weight; // how much likelier together than by chance
};

using enum Finding;
constexpr std::array<Pair, 30> pairs{{{Cirrhosis, Hcc, 8},
                                      {Cirrhosis, Ascites, 8},
                                      {Cirrhosis, PortalVeinThrombosis, 6},
                                      {Cirrhosis, PleuralEffusion, 3},
                                      {Cirrhosis, Gallstones, 3},
                                      {Cirrhosis, Hemangioma, 0.4},
                                      {Cirrhosis, LiverMetastases, 0.2},
                                      {Cirrhosis, HepaticAdenoma, 0.2},
                                      {Cirrhosis, FocalNodularHyperplasia, 0.2},
                                      {Hcc, PortalVeinThrombosis, 5},
                                      {Hcc, Ascites, 3},
                                      {Cholangiocarcinoma, PortalVeinThrombosis, 3},
                                      {LiverMetastases, PancreaticAdenocarcinoma, 6},
                                      {LiverMetastases, Ascites, 3},
                                      {LiverMetastases, PleuralEffusion, 3},
                                      {LiverMetastases, AdrenalAdenoma, 0.3},
                                      {LiverAbscess, PleuralEffusion, 5},
                                      {LiverAbscess, PortalVeinThrombosis, 2},
                                      {Steatosis, Gallstones, 3},
                                      {Steatosis, HepaticAdenoma, 2},
                                      {Steatosis, AcutePancreatitis, 3},
                                      {Gallstones, AcutePancreatitis, 6},
                                      {AcutePancreatitis, PleuralEffusion, 5},
                                      {AcutePancreatitis, PortalVeinThrombosis, 2},
                                      {Ascites, PleuralEffusion, 4},
                                      {AorticAneurysm, RenalCyst, 5},
                                      {AorticAneurysm, Gallstones, 2},
                                      {AorticDissection, PleuralEffusion, 4},
                                      {AorticDissection, RenalCyst, 3},
                                      {HepaticCyst, RenalCyst, 4}}};

double weightOf(Finding a, Finding b) {
    for (const Pair& pair : pairs) {
        if ((pair.one == a && pair.other == b) || (pair.one == b && pair.other == a)) {
            return pair.weight;
        }
    }
    return 1;
}

bool mayMeet(Finding a, Finding b) {
    return organOf(a) != organOf(b) || isDiffuse(a) != isDiffuse(b);
}

double weightBeside(const std::vector<Finding>& present, Finding candidate) {
    double weight = 1;
    for (const Finding finding : present) {
        weight *= mayMeet(finding, candidate) ? weightOf(finding, candidate) : 0;
    }
    return weight;
}

Finding chooseBeside(const std::vector<Finding>& present, Random& random) {
    std::array<double, findingCount> weights{};
    double sum = 0;
    for (std::size_t i = 1; i < findingCount; ++i) {
        sum += weights[i] = weightBeside(present, static_cast<Finding>(i));
    }
    double lot = random.uniform(0, sum);
    std::size_t chosen = 1;
    while (chosen + 1 < findingCount && lot >= weights[chosen]) {
        lot -= weights[chosen++];
    }
    return static_cast<Finding>(chosen);
}

/// Per cent of the patients who are women, and the span of ages, where a disease has its own.
struct Bearers {
    int women = 50, youngest = 28, oldest = 87;
};

Bearers bearersOf(const std::vector<Finding>& findings) {
    for (const Finding finding : findings) {
        switch (finding) {
        case HepaticAdenoma:
            return {88, 22, 52};
        case FocalNodularHyperplasia:
            return {85, 22, 55};
        case AorticAneurysm:
            return {22, 60, 88};
        case AorticDissection:
            return {35, 48, 82};
        case Hcc:
        case Cirrhosis:
            return {30, 42, 82};
        case Angiomyolipoma:
            return {75, 28, 78};
        case RenalCyst:
            return {45, 48, 87};
        default:
            break;
        }
    }
    return {};
}

} // namespace

Organ organOf(Finding finding) {
    switch (finding) {
    case PortalVeinThrombosis:
        return Organ::PortalVein;
    case Gallstones:
        return Organ::Biliary;
    case RenalCyst:
    case ClearCellRcc:
    case PapillaryRcc:
    case Angiomyolipoma:
    case RenalStone:
    case Hydronephrosis:
        return Organ::Kidneys;
    case PancreaticAdenocarcinoma:
    case NeuroendocrineTumor:
    case AcutePancreatitis:
        return Organ::Pancreas;
    case AdrenalAdenoma:
        return Organ::Adrenals;
    case SplenicInfarct:
        return Organ::Spleen;
    case AorticAneurysm:
    case AorticDissection:
        return Organ::Aorta;
    case Ascites:
        return Organ::Peritoneum;
    case PleuralEffusion:
        return Organ::Chest;
    default:
        return Organ::Liver;
    }
}

bool isDiffuse(Finding finding) {
    return finding == Steatosis || finding == Cirrhosis;
}

Millimetres diametersOf(Finding finding) {
    constexpr std::array<Millimetres, findingCount> spans = [] {
        std::array<Millimetres, findingCount> s{};
        s.fill({20, 20});
        const auto set = [&](Finding of, Millimetres span) {
            s[static_cast<std::size_t>(of)] = span;
        };
        set(HepaticCyst, {22, 65});
        set(Hemangioma, {24, 64});
        set(Hcc, {24, 70});
        set(LiverMetastases, {20, 38});
        set(FocalNodularHyperplasia, {26, 60});
        set(HepaticAdenoma, {28, 70});
        set(Cholangiocarcinoma, {32, 66});
        set(LiverAbscess, {32, 66});
        set(Gallstones, {8, 20});
        set(RenalCyst, {24, 64});
        set(ClearCellRcc, {26, 64});
        set(PapillaryRcc, {22, 50});
        set(Angiomyolipoma, {22, 52});
        set(RenalStone, {12, 26});
        set(Hydronephrosis, {18, 36});
        set(PancreaticAdenocarcinoma, {24, 46});
        set(NeuroendocrineTumor, {16, 32});
        set(AdrenalAdenoma, {18, 40});
        set(SplenicInfarct, {30, 54});
        set(AorticAneurysm, {38, 66});
        set(Ascites, {12, 32});
        set(PleuralEffusion, {16, 50});
        return s;
    }();
    return spans[static_cast<std::size_t>(finding)];
}

bool Patient::has(Finding finding) const {
    return std::find(findings.begin(), findings.end(), finding) != findings.end();
}

Patient choosePatient(std::uint64_t seed, int index) {
    Random random(seed, index, Stream::Findings);
    Patient patient;
    const bool any = random.uniform() >= 1.0 / 12;
    const double lot = random.uniform();
    const std::size_t count = !any ? 0 : lot < 0.45 ? 1 : lot < 0.8 ? 2 : 3;
    while (patient.findings.size() < count) {
        patient.findings.push_back(chooseBeside(patient.findings, random));
    }
    const Bearers bearers = bearersOf(patient.findings);
    patient.female = random.integer(1, 100) <= bearers.women;
    patient.age = random.integer(bearers.youngest, bearers.oldest);
    return patient;
}

} // namespace bolus::phantom
