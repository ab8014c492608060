#include "engine/phantom/Kinetics.h"

#include <algorithm>
#include <cmath>

#include "engine/phantom/FindingChoice.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

// Baselines: Prokop M, Galanski M, "Spiral and Multislice Computed Tomography of the Body", 2003.
// Vessels, liver, pancreas: Bae KT, "Intravenous contrast medium administration and scan timing at
// CT: considerations and approaches", Radiology 2010;256:32-61 (aorta near 300 HU about 35 s after
// the start of 4 mL/s; liver up by 50-60 HU near 70 s; pancreas up by 70-80 HU near 40-45 s).
// Pancreas: Lu DS et al., "Two-phase helical CT for pancreatic tumors: pancreatic versus hepatic
// phase enhancement of tumor, pancreas, and vascular structures", Radiology 1996;199:697-701.
// Kidneys: Szolar DH et al., "Multiphasic helical CT of the kidney: increased conspicuity for
// detection and characterization of small (<3-cm) renal masses", Radiology 1997;202:211-217
// (corticomedullary, nephrographic, and excretion from about 3 min).
// Rounded to what those describe for a patient of about 75 kg at 120 kV.
constexpr std::array<Curve, tissueCount> tissues = [] {
    std::array<Curve, tissueCount> t{};
    //                     0 s  15   25   35   45   70   100  180  300  600
    t[Air] = {-1000, {}};
    t[Table] = {-180, {}};
    t[Skin] = {10, {}};
    t[SubcutaneousFat] = {-105, {}};
    t[Muscle] = {54, {0, 0, 2, 5, 8, 12, 14, 13, 10, 6}};
    t[VisceralFat] = {-98, {}};
    t[PerirenalFat] = {-100, {}};
    t[Lung] = {-840, {0, 4, 12, 15, 14, 12, 10, 8, 6, 4}};
    t[LungVessel] = {-150, {0, 60, 120, 130, 110, 80, 70, 60, 40, 30}};
    t[CorticalBone] = {640, {}};
    t[Marrow] = {165, {0, 2, 6, 9, 11, 13, 12, 9, 6, 4}};
    t[Cartilage] = {105, {}};
    t[Disc] = {82, {}};
    t[SpinalFluid] = {14, {}};
    t[SpinalCord] = {40, {}};
    t[Liver] = {58, {0, 0, 5, 14, 28, 56, 52, 40, 30, 18}};
    t[Spleen] = {48, {0, 18, 88, 112, 104, 78, 66, 50, 40, 26}};
    t[SpleenPulp] = {48, {0, 6, 38, 66, 86, 77, 66, 50, 40, 26}};
    t[Pancreas] = {42, {0, 10, 48, 74, 76, 54, 44, 32, 24, 14}};
    t[PancreaticDuct] = {12, {}};
    t[GallbladderWall] = {38, {0, 2, 15, 25, 30, 34, 32, 26, 20, 12}};
    t[Bile] = {6, {}};
    t[StomachWall] = {38, {0, 6, 34, 56, 58, 50, 42, 32, 24, 14}};
    t[BowelWall] = {38, {0, 5, 28, 48, 54, 50, 42, 30, 22, 12}};
    t[BowelFluid] = {14, {}};
    t[BowelContents] = {30, {}};
    t[Gas] = {-950, {}};
    t[Artery] = {42, {0, 60, 255, 290, 205, 118, 100, 76, 58, 38}};
    t[Ivc] = {42, {0, 8, 45, 85, 100, 108, 104, 80, 62, 40}};
    t[InfrarenalIvc] = {42, {0, 0, 4, 12, 28, 72, 98, 82, 62, 40}};
    t[PortalVein] = {42, {0, 0, 14, 52, 112, 140, 114, 84, 64, 42}};
    t[HepaticVein] = {42, {0, 0, 4, 12, 34, 124, 112, 82, 62, 42}};
    t[RenalVein] = {42, {0, 20, 100, 165, 160, 128, 112, 84, 64, 42}};
    t[SmallVessel] = {0, {0, 8, 40, 70, 80, 85, 72, 54, 40, 26}};
    t[RenalCortex] = {33, {0, 28, 135, 172, 162, 142, 130, 112, 92, 56}};
    t[RenalMedulla] = {31, {0, 4, 18, 34, 54, 96, 120, 122, 98, 60}};
    t[RenalPelvis] = {6, {0, 0, 0, 0, 0, 0, 30, 330, 700, 780}};
    t[Adrenal] = {28, {0, 6, 34, 52, 54, 50, 40, 28, 20, 12}};
    t[Heart] = {42, {0, 150, 265, 250, 180, 116, 98, 75, 58, 38}};
    t[Myocardium] = {48, {0, 20, 60, 78, 70, 56, 48, 36, 28, 18}};
    return t;
}();

} // namespace

const Curve& tissueCurve(Label tissue) {
    return tissues[tissue];
}

float huAt(const Curve& curve, double seconds, float dose) {
    const auto t = static_cast<float>(seconds);
    if (t <= 0) {
        return curve.baseline;
    }
    const auto above = std::upper_bound(knotSeconds.begin(), knotSeconds.end(), t);
    if (above == knotSeconds.end()) {
        return curve.baseline + dose * curve.rise.back();
    }
    const auto i = static_cast<std::size_t>(above - knotSeconds.begin());
    const float part = (t - knotSeconds[i - 1]) / (knotSeconds[i] - knotSeconds[i - 1]);
    const float rise = curve.rise[i - 1] + part * (curve.rise[i] - curve.rise[i - 1]);
    return curve.baseline + dose * rise;
}

namespace {

/// How far the patient's own tissue lies from the table, HU; the same in every phase.
float ownBaseline(Label tissue, Random& random) {
    const auto vary = static_cast<float>(random.bell());
    switch (tissue) {
    case Liver:
        return 4 * vary; // fat and iron
    case CorticalBone:
        return 80 * vary;
    case Marrow:
        return 35 * vary; // bone density falls with age
    case Spleen:
    case SpleenPulp:
        return 0; // two halves of one organ
    case Pancreas:
    case Muscle:
    case Bile:
        return 3 * vary;
    default:
        return 0;
    }
}

/// What makes the same bolus look different in another patient. Dose per kilogram scales all of
/// the enhancement; a slow heart delays it and, as less blood dilutes the bolus, heightens the
/// arteries: Bae KT, Heiken JP, Brink JA, "Aortic and hepatic contrast medium enhancement at CT.
/// Part II. Effect of reduced cardiac output in a porcine model", Radiology 1998;207:657-662.
struct Circulation {
    float dose, slowness, blood;

    explicit Circulation(Random& random)
        : dose(static_cast<float>(random.uniform(0.87, 1.13))),
          slowness(std::clamp(1 + 0.05F * static_cast<float>(random.bell()), 0.88F, 1.13F)),
          blood(static_cast<float>(3 * random.bell())) {} // haematocrit, HU

    float hu(const Curve& curve, double seconds, float scale = 1) const {
        return huAt(curve, seconds > 0 ? seconds / slowness : seconds, dose * scale);
    }
};

bool isBlood(Label tissue) {
    return tissue == Artery || tissue == Ivc || tissue == InfrarenalIvc || tissue == PortalVein ||
           tissue == HepaticVein || tissue == RenalVein || tissue == Heart;
}

struct OwnLesion {
    float baseline, uptake; // HU from the table's; times the table's enhancement
};

/// A split aorta still carries the patient's blood, and lesions of hepatocytes are as fatty as the
/// liver they are in.
OwnLesion ownLesion(Finding finding, const Circulation& circulation, float liver, Random& random) {
    const auto baseline =
        static_cast<float>((finding == Finding::Steatosis ? 6 : 2.5) * random.bell());
    const float uptake = 1 + 0.07F * static_cast<float>(random.bell());
    switch (finding) {
    case Finding::AdrenalAdenoma:
        return {std::min(baseline, 3.0F), uptake}; // rich in lipid: never 10 HU or more
    case Finding::AorticDissection:
        return {circulation.blood, std::sqrt(circulation.slowness)};
    case Finding::FocalNodularHyperplasia:
    case Finding::HepaticAdenoma:
        return {liver + 0.5F * baseline, 0.5F + 0.5F * uptake};
    default:
        return {baseline, uptake};
    }
}

/// Parts whose curve is a difference from the patient's own liver.
void addToLiver(const PhantomExam& exam, float liver, std::array<float, 256>& table) {
    const std::vector<Finding> findings = findingsOf(exam);
    for (std::size_t slot = 0; slot < findings.size(); ++slot) {
        for (int part = 0; part < partsPerLesion; ++part) {
            table[lesionLabel(static_cast<int>(slot), part)] +=
                isRelativeToLiver(findings[slot], part) ? liver : 0;
        }
    }
}

} // namespace

std::array<float, 256> huTable(const PhantomExam& exam, std::size_t phase) {
    Random random(exam.seed, exam.index, Stream::Kinetics);
    const Circulation circulation(random);
    const double seconds = exam.secondsAfterInjection.at(phase);
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < tissueCount; ++i) {
        const auto which = static_cast<Label>(i);
        const float vessel = isBlood(which) ? std::sqrt(circulation.slowness) : 1;
        table[i] = circulation.hu(tissueCurve(which), seconds, vessel) +
                   (isBlood(which) ? circulation.blood : ownBaseline(which, random));
    }
    const float ownLiver = table[Liver] - circulation.hu(tissueCurve(Liver), seconds);
    float liver = table[Liver];
    int slot = 0;
    for (const Finding finding : findingsOf(exam)) {
        const auto [own, uptake] = ownLesion(finding, circulation, ownLiver, random);
        for (int part = 0; part < partsPerLesion; ++part) {
            table[lesionLabel(slot, part)] =
                own + circulation.hu(lesionCurve(finding, part), seconds, uptake);
        }
        liver = isDiffuse(finding) ? table[lesionLabel(slot, 0)] : liver;
        ++slot;
    }
    addToLiver(exam, liver, table);
    return table;
}

} // namespace bolus::phantom
