#include "engine/phantom/PhaseLabels.h"

#include <algorithm>

#include "engine/phantom/Painters.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

constexpr double farthestBreathMm = 9;

Vec toVec(const std::array<double, 3>& a) {
    return {static_cast<float>(a[0]), static_cast<float>(a[1]), static_cast<float>(a[2])};
}

Grid referenceGrid(const BoxGrid& box, const Anatomy& anatomy) {
    return {box.size, toVec(box.first) / anatomy.scale, toVec(box.spacing) / anatomy.scale};
}

float reachOf(const Anatomy& anatomy) {
    return static_cast<float>(farthestBreathMm) / std::min(anatomy.scale.y, anatomy.scale.z);
}

} // namespace

Vec breathingShift(const PhantomExam& exam, std::size_t phase) {
    Random random(exam.seed, exam.index, Stream::Breathing);
    Vec shift;
    for (std::size_t i = 1; i <= phase; ++i) {
        shift.y = static_cast<float>(1.2 * random.bell());
        const double deviation = random.chance(0.15) ? 6 : 3;
        shift.z = static_cast<float>(
            std::clamp(deviation * random.bell(), -farthestBreathMm, farthestBreathMm));
    }
    return shift;
}

PhaseLabels::PhaseLabels(const PhantomExam& exam, const BoxGrid& box)
    : m_exam(exam), m_anatomy(makeAnatomy(exam.seed, exam.index, exam.set)),
      m_grid(referenceGrid(box, m_anatomy)), m_fields(m_grid, reachOf(m_anatomy)),
      m_body(m_grid.voxels(), Air) {
    Canvas canvas(m_grid, m_body);
    paintBody(canvas, m_anatomy);
}

const std::vector<Label>& PhaseLabels::of(std::size_t phase) {
    m_labels = m_body;
    Grid moved = m_grid;
    moved.origin = m_grid.origin - breathingShift(m_exam, phase) / m_anatomy.scale;
    m_fields.startPhase();
    Canvas canvas(moved, m_labels, &m_fields);
    paintOrgans(canvas, m_anatomy);
    paintLesions(canvas, m_anatomy, m_exam);
    return m_labels;
}

std::vector<Label> plannedLabels(const PhantomExam& exam, const BoxGrid& box) {
    const Anatomy anatomy = makeAnatomy(exam.seed, exam.index, exam.set);
    const Grid grid = referenceGrid(box, anatomy);
    std::vector<Label> labels(grid.voxels(), Air);
    Canvas canvas(grid, labels);
    paintBody(canvas, anatomy);
    paintOrgans(canvas, anatomy);
    paintLesions(canvas, anatomy, exam);
    return labels;
}

} // namespace bolus::phantom
