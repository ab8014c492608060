// The labels of an exam's phases on a grid of the patient.
#pragma once

#include <vector>

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Canvas.h"

namespace bolus::phantom {

/// A grid in patient coordinates, axial.
struct BoxGrid {
    std::array<int, 3> size{};                // columns, rows, slices
    std::array<double, 3> first{}, spacing{}; // LPS mm

    std::size_t area() const {
        return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
    }
};

/// How far the organs lie from their planned places in a phase, mm; each breath hold differs from
/// the first.
Vec breathingShift(const PhantomExam& exam, std::size_t phase);

/// Before breathing, as the plan has it.
std::vector<Label> plannedLabels(const PhantomExam& exam, const BoxGrid& box);

/// Body wall and spine are painted once; the organs for each phase, where the breath held them.
class PhaseLabels {
public:
    PhaseLabels(const PhantomExam& exam, const BoxGrid& box);

    /// Valid until the next call.
    const std::vector<Label>& of(std::size_t phase);

private:
    const PhantomExam& m_exam;
    Anatomy m_anatomy;
    Grid m_grid;
    FieldStore m_fields;
    std::vector<Label> m_body, m_labels;
};

} // namespace bolus::phantom
