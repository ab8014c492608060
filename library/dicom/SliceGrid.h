// Positions of slices along their normal: repeated, even, with gaps, in blocks. Numbers only;
// private to library/dicom.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bolus {

/// Slices nearer than that lie at one position, mm.
inline constexpr double samePosition = 0.01;

/// Distances between neighbours of ascending positions, mm.
std::vector<double> distancesOf(std::span<const double> positions);

/// The lower median; 0 of nothing.
double medianOf(std::vector<double> values);

/// Two distances that no radiologist would call different: 5 % or 0.02 mm.
bool sameDistance(double a, double b);

/// Evenly spaced places that ascending positions lie on; gaps of missing slices stay open.
struct SliceGrid {
    double spacing = 0;             // mm
    std::vector<std::size_t> slots; // place of each position, ascending from 0

    std::size_t missing() const { return slots.empty() ? 0 : slots.back() + 1 - slots.size(); }
};

/// Nothing where positions repeat, where one lies beside every place (by more than 5 % of the
/// spacing, or by rounding to 0.1 mm), or where so much is missing that the spacing cannot be
/// trusted: more than a slice in five by wide gaps, or every second by gaps of up to 4 steps.
std::optional<SliceGrid> fitGrid(std::span<const double> positions);

/// Whether three gaps of one size follow each other: rather another spacing than lost slices.
bool changesItsSpacing(const SliceGrid& grid);

/// A grid without gaps.
bool isEven(std::span<const double> positions);

/// Places of ascending positions that fit no grid: as many as slices, between the first and the
/// last. `worst` is how far a slice lies from its place, mm.
struct UnevenPlaces {
    double spacing = 0, worst = 0;
};
UnevenPlaces spreadEvenly(std::span<const double> positions);

/// How many slices lie at the most crowded position.
std::size_t highestMultiplicity(std::span<const double> positions);

/// Neighbours that repeat a position or whose distance differs from the usual one; 0 of an even
/// stack.
std::size_t flawsOf(std::span<const double> positions);

/// The usual distance between neighbours at different positions, mm.
double usualStep(std::span<const double> positions);

/// Lengths of the blocks of one spacing each into which the positions fall in order, such as 4 mm
/// through the skull base and 7 mm above. Empty where they follow no such pattern.
std::vector<std::size_t> spacingBlocks(std::span<const double> positions);

} // namespace bolus
