#include <algorithm>
#include <cmath>

#include "engine/phantom/LesionParts.h"
#include "engine/phantom/Phantom.h"
#include "engine/phantom/PhaseLabels.h"

namespace bolus {

namespace {

using namespace phantom;

enum Class {
    LiverClass,
    SpleenClass,
    PancreasClass,
    RightKidneyClass,
    LeftKidneyClass,
    AdrenalsClass,
    GallbladderClass,
    StomachClass,
    BowelClass,
    ArteriesClass,
    VeinsClass,
    IvcClass,
    LungClass,
    BoneClass,
    HeartClass,
    FluidClass,
    organClasses,
    noClass = organClasses
};

constexpr std::array<const char*, organClasses> organNames{"liver",
                                                           "spleen",
                                                           "pancreas",
                                                           "right_kidney",
                                                           "left_kidney",
                                                           "adrenals",
                                                           "gallbladder",
                                                           "stomach",
                                                           "bowel",
                                                           "aorta_and_arteries",
                                                           "portal_and_hepatic_veins",
                                                           "ivc",
                                                           "lung",
                                                           "bone",
                                                           "heart",
                                                           "fluid"};
constexpr std::size_t classCount = organClasses + findingCount - 1;

std::size_t classOf(Finding finding) {
    return organClasses + static_cast<std::size_t>(finding) - 1;
}

/// Kidneys count as right ones here, and what bowel and stomach hold as the bowel's.
Class organOfTissue(Label label) {
    switch (label) {
    case Liver:
        return LiverClass;
    case Spleen:
    case SpleenPulp:
        return SpleenClass;
    case Pancreas:
    case PancreaticDuct:
        return PancreasClass;
    case RenalCortex:
    case RenalMedulla:
    case RenalPelvis:
        return RightKidneyClass;
    case Adrenal:
        return AdrenalsClass;
    case GallbladderWall:
    case Bile:
        return GallbladderClass;
    case StomachWall:
        return StomachClass;
    case BowelWall:
    case BowelFluid:
    case BowelContents:
    case Gas:
        return BowelClass;
    case Artery:
        return ArteriesClass;
    case PortalVein:
    case HepaticVein:
        return VeinsClass;
    case Ivc:
    case InfrarenalIvc:
        return IvcClass;
    case Lung:
    case LungVessel:
        return LungClass;
    case CorticalBone:
    case Marrow:
        return BoneClass;
    case Heart:
    case Myocardium:
        return HeartClass;
    default:
        return noClass;
    }
}

/// The organ that a finding changes without taking its place.
Class organOfPart(Finding finding, int part) {
    switch (finding) {
    case Finding::Steatosis:
    case Finding::Cirrhosis:
        return LiverClass;
    case Finding::PortalVeinThrombosis:
        return part == ThrombosisSteal ? LiverClass : VeinsClass;
    case Finding::Hydronephrosis:
        return RightKidneyClass;
    case Finding::AcutePancreatitis:
        return part == SwollenGland || part == DeadGland ? PancreasClass : noClass;
    case Finding::AorticDissection:
        return ArteriesClass;
    case Finding::Ascites:
        return FluidClass;
    case Finding::PleuralEffusion:
        return part == EffusionFluid ? FluidClass : LungClass;
    default:
        return noClass;
    }
}

/// A part of the box, on a grid of its own.
struct Region {
    BoxGrid grid;
    int slot = -1; // of the finding whose lesion it holds; -1: everything

    bool holds(const std::array<double, 3>& p) const {
        bool inside = true;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double at = (p[axis] - grid.first[axis]) / grid.spacing[axis];
            inside = inside && at >= -0.5 && at < grid.size[axis] - 0.5;
        }
        return inside;
    }
};

class Census {
public:
    explicit Census(const PhantomExam& exam)
        : m_exam(exam), m_anatomy(makeAnatomy(exam.seed, exam.index, exam.set)),
          m_findings(findingsOf(exam)), m_shares(gridCells * classCount) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            m_cellMm[axis] = (exam.boxHigh[axis] - exam.boxLow[axis]) / gridSize[2 - axis];
        }
        for (std::size_t label = 0; label < m_organs.size(); ++label) {
            m_organs[label] = organOfLabel(static_cast<int>(label));
        }
    }

    std::vector<float> take() {
        addSmallLesions();
        count(wholeBox(), m_small.size());
        for (std::size_t n = 0; n < m_small.size(); ++n) {
            count(m_small[n], n);
        }
        for (float& share : m_shares) {
            share = std::cbrt(std::min(share, 1.0F));
        }
        return std::move(m_shares);
    }

private:
    Class organOfLabel(int label) const {
        const int slot = (label - firstLesion) / partsPerLesion;
        if (label < firstLesion) {
            return organOfTissue(static_cast<Label>(label));
        }
        return slot < static_cast<int>(m_findings.size())
                   ? organOfPart(m_findings[static_cast<std::size_t>(slot)],
                                 (label - firstLesion) % partsPerLesion)
                   : noClass;
    }

    /// 6 × 6 × 6 samples a cell.
    Region wholeBox() const {
        Region region;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            region.grid.size[axis] = 6 * gridSize[2 - axis];
            region.grid.spacing[axis] = m_cellMm[axis] / 6;
            region.grid.first[axis] = m_exam.boxLow[axis] + region.grid.spacing[axis] / 2;
        }
        return region;
    }

    /// Lesions of few samples are counted on finer grids around them.
    void addSmallLesions() {
        constexpr double smallMm = 30;
        constexpr int samples = 13;
        for (const PhantomLesion& lesion : m_exam.lesions) {
            if (lesion.diameter <= 0 || lesion.diameter > smallMm) {
                continue;
            }
            Region region;
            region.slot = static_cast<int>(std::ranges::find(m_findings, lesion.finding) -
                                           m_findings.begin());
            const double step = 1.5 * lesion.diameter / samples;
            region.grid.size.fill(samples);
            region.grid.spacing.fill(step);
            for (std::size_t axis = 0; axis < 3; ++axis) {
                region.grid.first[axis] = lesion.centre[axis] - step * (samples - 1) / 2;
            }
            m_small.push_back(region);
        }
    }

    /// Whether one of the first `before` small regions counts this finding here already.
    bool countedElsewhere(int slot, const std::array<double, 3>& p, std::size_t before) const {
        return std::any_of(m_small.begin(), m_small.begin() + static_cast<std::ptrdiff_t>(before),
                           [&](const Region& r) { return r.slot == slot && r.holds(p); });
    }

    void count(const Region& region, std::size_t before) {
        const BoxGrid& grid = region.grid;
        const float share = static_cast<float>(grid.spacing[0] * grid.spacing[1] * grid.spacing[2] /
                                               (m_cellMm[0] * m_cellMm[1] * m_cellMm[2]));
        const std::vector<Label> labels = plannedLabels(m_exam, grid);
        const Label* label = labels.data();
        for (int k = 0; k < grid.size[2]; ++k) {
            for (int j = 0; j < grid.size[1]; ++j) {
                for (int i = 0; i < grid.size[0]; ++i, ++label) {
                    const std::array<double, 3> p{grid.first[0] + i * grid.spacing[0],
                                                  grid.first[1] + j * grid.spacing[1],
                                                  grid.first[2] + k * grid.spacing[2]};
                    add(*label, p, share, region.slot, before);
                }
            }
        }
    }

    void add(Label label, const std::array<double, 3>& p, float share, int onlySlot,
             std::size_t before) {
        const int slot = label >= firstLesion ? (label - firstLesion) / partsPerLesion : -1;
        const int cell = cellAt(p);
        if (cell < 0) {
            return;
        }
        float* classes = m_shares.data() + static_cast<std::size_t>(cell) * classCount;
        if (onlySlot < 0 && m_organs[label] != noClass) {
            classes[placed(m_organs[label], label, p)] += share;
        }
        const bool wanted = slot >= 0 && (onlySlot < 0 || slot == onlySlot);
        if (wanted && !countedElsewhere(slot, p, before)) {
            classes[classOf(m_findings[static_cast<std::size_t>(slot)])] += share;
        }
    }

    /// What a label does not tell of the organ, the place does.
    Class placed(Class organ, Label label, const std::array<double, 3>& p) const {
        if (organ == RightKidneyClass && p[0] > 0) {
            return LeftKidneyClass;
        }
        if (label == BowelFluid || label == Gas) {
            const Vec at =
                Vec{static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])} /
                m_anatomy.scale;
            return tube(at, m_anatomy.stomach) < 0 ? StomachClass : BowelClass;
        }
        return organ;
    }

    /// -1 outside the box.
    int cellAt(const std::array<double, 3>& p) const {
        int cell = 0;
        for (std::size_t d = 0; d < 3; ++d) {
            const std::size_t axis = 2 - d;
            const double at = (p[axis] - m_exam.boxLow[axis]) / m_cellMm[axis];
            if (!(at >= 0 && at < gridSize[d])) {
                return -1;
            }
            cell = cell * gridSize[d] + static_cast<int>(at);
        }
        return cell;
    }

    const PhantomExam& m_exam;
    const Anatomy m_anatomy;
    const std::vector<Finding> m_findings;
    std::array<double, 3> m_cellMm{};
    std::array<Class, 256> m_organs{};
    std::vector<Region> m_small;
    std::vector<float> m_shares; // [256, classes]
};

} // namespace

const std::vector<std::string>& truthClasses() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all(organNames.begin(), organNames.end());
        for (std::size_t finding = 1; finding < findingCount; ++finding) {
            all.emplace_back(findingToken(static_cast<Finding>(finding)));
        }
        return all;
    }();
    return names;
}

std::vector<float> truthGrid(const PhantomExam& exam) {
    return Census(exam).take();
}

} // namespace bolus
