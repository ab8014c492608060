#include "engine/phantom/Kinetics.h"

#include <algorithm>

#include "engine/phantom/LesionParts.h"
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
    t[AscitesFluid] = {9, {}};
    return t;
}();

using Parts = std::array<Curve, 4>;

// Liver lesions: "LI-RADS v2018", American College of Radiology (HCC: arterial hyperenhancement,
// washout, enhancing capsule); Quinn SF, Benjamin GG, "Hepatic cavernous hemangiomas: simple
// diagnostic sign with dynamic bolus CT", Radiology 1992;182:545-548; Brancatelli G et al., "Focal
// nodular hyperplasia: CT findings with emphasis on multiphasic helical CT in 78 patients",
// Radiology 2001;219:61-68. Kidney: Kim JK et al., "Differentiation of subtypes of renal cell
// carcinoma on helical CT scans", AJR 2002;178:1499-1506; Bosniak MA, "The current radiological
// approach to renal cysts", Radiology 1986;158:1-10. Pancreas: Lu DS et al., above.
constexpr Curve fluid{6, {}};
constexpr Parts hemangioma{{{42, {0, 0, 1, 3, 6, 14, 28, 58, 68, 44}},
                            {42, {0, 0, 3, 9, 22, 52, 76, 80, 66, 44}},
                            {42, {0, 6, 24, 38, 52, 84, 96, 82, 64, 42}},
                            {42, {0, 30, 130, 165, 150, 118, 102, 84, 64, 42}}}};
constexpr Parts hcc{{{48, {0, 14, 50, 74, 68, 38, 31, 20, 14, 8}},
                     {46, {0, 4, 12, 20, 34, 72, 78, 74, 58, 34}},
                     {26, {0, 0, 2, 4, 6, 9, 9, 8, 6, 4}}}};
constexpr Parts metastasis{
    {{38, {0, 0, 2, 5, 9, 18, 21, 22, 20, 14}}, {44, {0, 6, 20, 32, 38, 46, 40, 30, 24, 16}}}};
constexpr Parts fnh{
    {{54, {0, 22, 78, 98, 88, 60, 53, 41, 30, 18}}, {42, {0, 0, 2, 5, 10, 26, 40, 66, 58, 36}}}};
constexpr Parts clearCellRcc{
    {{38, {0, 25, 95, 128, 122, 88, 72, 48, 36, 22}}, {18, {0, 0, 2, 4, 6, 8, 8, 7, 6, 4}}}};
constexpr Parts angiomyolipoma{
    {{-72, {0, 1, 4, 6, 7, 8, 7, 6, 4, 2}}, {32, {0, 10, 40, 55, 52, 42, 36, 26, 20, 12}}}};
constexpr Parts adenocarcinoma{{{38, {0, 2, 10, 18, 24, 34, 38, 40, 36, 22}}, {10, {}}}};
constexpr Parts aneurysm{{{36, {}}, {520, {}}}};
constexpr Parts infarct{{{40, {0, 0, 2, 4, 5, 6, 6, 5, 4, 3}}}};
constexpr Parts stone{{{820, {}}}};
constexpr Parts cyst{{fluid}};
constexpr Parts nothing{};

constexpr const Parts& partsOf(Finding finding) {
    switch (finding) {
    case Finding::HepaticCyst:
    case Finding::RenalCyst:
        return cyst;
    case Finding::Hemangioma:
        return hemangioma;
    case Finding::Hcc:
        return hcc;
    case Finding::LiverMetastases:
        return metastasis;
    case Finding::FocalNodularHyperplasia:
        return fnh;
    case Finding::ClearCellRcc:
        return clearCellRcc;
    case Finding::Angiomyolipoma:
        return angiomyolipoma;
    case Finding::RenalStone:
        return stone;
    case Finding::SplenicInfarct:
        return infarct;
    case Finding::PancreaticAdenocarcinoma:
        return adenocarcinoma;
    case Finding::AorticAneurysm:
        return aneurysm;
    default:
        return nothing;
    }
    return nothing;
}

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

} // namespace

const Curve& tissueCurve(Label tissue) {
    return tissues[tissue];
}

const Curve& lesionCurve(Finding finding, int part) {
    return partsOf(finding)[static_cast<std::size_t>(std::clamp(part, 0, 3))];
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

std::array<float, 256> huTable(const PhantomExam& exam, std::size_t phase) {
    Random random(exam.seed, exam.index, Stream::Kinetics);
    const auto dose = static_cast<float>(random.uniform(0.88, 1.12));
    const double seconds = exam.secondsAfterInjection.at(phase);
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < tissueCount; ++i) {
        const auto which = static_cast<Label>(i);
        table[i] = huAt(tissueCurve(which), seconds, dose) + ownBaseline(which, random);
    }
    int slot = 0;
    for (const Finding finding : findingsOf(exam)) {
        const auto own = static_cast<float>(2.5 * random.bell());
        for (int part = 0; part < 4; ++part) {
            table[lesionLabel(slot, part)] = own + huAt(lesionCurve(finding, part), seconds, dose);
        }
        ++slot;
    }
    return table;
}

} // namespace bolus::phantom
