// Liver, spleen, kidneys and muscle in a coarse CT, found from the spine. Private to
// library/phases.
#pragma once

#include <optional>
#include <vector>

#include "library/phases/Vessels.h"

namespace bolus::pixels {

struct Kidney {
    std::array<int, 3> middle{}; // cells
    double scale = 1;            // of an adult's
    double fit = 0;              // 0 … 2
    double cortex = 0, medulla = 0;
    std::optional<double> pelvis; // something brighter than the cortex in it
};

/// Those that are found, right before left.
std::vector<Kidney> findKidneys(const CoarseCt& ct, const Landmarks& marks);
/// Takes the kidneys out of the body, so that nothing else is found in them.
void excludeKidneys(const CoarseCt& ct, const std::vector<Kidney>& kidneys, Landmarks& marks);

/// The large even organ on the right, brighter than `leastHu`; at least 200 cm³ of it in an adult.
std::optional<double> findLiver(const CoarseCt& ct, const Landmarks& marks, double leastHu);
/// The even organ far to the left and behind, brighter than `leastHu`; at least 20 cm³.
std::optional<double> findSpleen(const CoarseCt& ct, const Landmarks& marks, double leastHu);
/// Veins in front of the vena cava that are brighter than the liver: the portal vein and where it
/// begins. Looked for only where the liver has taken up contrast medium, as before that the
/// pancreas and arteries are what is bright there.
std::optional<double> findPortalVein(const CoarseCt& ct, const Landmarks& marks,
                                     const Vessel& aorta, const Vessel& cava, double liverHu);
/// The back muscles beside the spinous processes.
std::optional<double> findMuscle(const CoarseCt& ct, const Landmarks& marks);

} // namespace bolus::pixels
