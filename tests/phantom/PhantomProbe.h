// Exams with a wanted finding, and what their images measure where a thing lies.
#pragma once

#include <cmath>
#include <map>
#include <vector>

#include "engine/phantom/Kinetics.h"
#include "engine/phantom/LesionParts.h"
#include "engine/phantom/Phantom.h"
#include "engine/phantom/PhaseLabels.h"

namespace bolus::phantom {

inline PhantomExam fourPhases(int index, std::uint64_t seed = 1) {
    PhantomOptions options;
    options.seed = seed;
    options.minPhases = options.maxPhases = 4;
    return planExam(options, index);
}

/// Exams whose only finding it is, the first with the largest lesion.
inline const std::vector<PhantomExam>& examsWith(Finding finding) {
    static const std::map<Finding, std::vector<PhantomExam>> alone = [] {
        constexpr int searched = 800;
        std::map<Finding, std::vector<PhantomExam>> found;
        for (int index = 0; index < searched; ++index) {
            PhantomExam exam = fourPhases(index);
            const std::vector<Finding> findings = findingsOf(exam);
            if (findings.size() == 1) {
                auto& exams = found[findings.front()];
                exams.push_back(std::move(exam));
                if (exams.back().lesions[0].diameter > exams.front().lesions[0].diameter) {
                    std::swap(exams.front(), exams.back());
                }
            }
        }
        return found;
    }();
    static const std::vector<PhantomExam> none;
    const auto at = alone.find(finding);
    return at == alone.end() ? none : at->second;
}

/// One phase of an exam, voxel for voxel beside the labels that it was made from.
class Probe {
public:
    Probe(const PhantomExam& exam, std::size_t phase, std::size_t columns = 288) {
        const PhantomGrid grid = scanGrid(exam, columns, 5);
        image = renderPhase(exam, phase, grid.size, grid.spacing);
        for (unsigned axis = 0; axis < 3; ++axis) {
            box.size[axis] = static_cast<int>(image->GetLargestPossibleRegion().GetSize()[axis]);
            box.first[axis] = image->GetOrigin()[axis];
            box.spacing[axis] = image->GetSpacing()[axis];
        }
        labels = PhaseLabels(exam, box).of(phase);
    }

    /// Mean HU of what has this label and has it around it, too; NAN where nothing has.
    double inside(Label wanted) const {
        double sum = 0;
        int count = 0;
        const auto row = static_cast<std::size_t>(box.size[0]);
        for (std::size_t i = 2 * row; i + 2 * row < labels.size(); ++i) {
            bool all = true;
            for (const std::size_t j :
                 {i, i - 1, i + 1, i - row, i + row, i - 2, i + 2, i - 2 * row, i + 2 * row}) {
                all &= labels[j] == wanted;
            }
            if (all) {
                sum += image->GetBufferPointer()[i];
                ++count;
            }
        }
        return count > 0 ? sum / count : NAN;
    }

    /// Mean HU within `radius` mm of a place in patient mm; NAN where no voxel is.
    double around(Vec middle, double radius) const {
        double sum = 0;
        int count = 0;
        const short* voxel = image->GetBufferPointer();
        for (int k = 0; k < box.size[2]; ++k) {
            for (int j = 0; j < box.size[1]; ++j) {
                for (int i = 0; i < box.size[0]; ++i, ++voxel) {
                    const bool inside =
                        std::hypot(box.first[0] + i * box.spacing[0] - double(middle.x),
                                   box.first[1] + j * box.spacing[1] - double(middle.y),
                                   box.first[2] + k * box.spacing[2] - double(middle.z)) < radius;
                    sum += inside ? *voxel : 0;
                    count += inside;
                }
            }
        }
        return count > 0 ? sum / count : NAN;
    }

    ShortImage::Pointer image;
    BoxGrid box;
    std::vector<Label> labels;
};

} // namespace bolus::phantom
