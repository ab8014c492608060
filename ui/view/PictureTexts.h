// What a viewport says of the values at a place, and of what was made of the picture; and how much
// of all its texts is wanted.
#pragma once

#include <optional>

#include <QPointF>

#include "library/domain/Case.h"
#include "ui/view/ViewportOverlay.h"
#include "viewer/SliceScene.h"

namespace bolus {

/// How much is written over the pictures. Letters of the sides, marks (mirrored, slab, …), cautions
/// about the geometry and notes (loading, outside) always are.
struct TextChoice {
    enum class Amount { Full, Reduced, None };
    Amount amount = Amount::Full;
    bool hidesPatient = false; // name, number and date of the patient's exam
    bool operator==(const TextChoice&) const = default;
};

/// What does not change while a series hangs.
struct WrittenTexts {
    QStringList series, cautions, patient;
    QStringList unnamed; // of the patient, without what tells who it is
};
WrittenTexts writtenOf(const Case& exam, const VolumeRecord& volume);
/// Puts them into a model that has all else, and takes out what is not wanted.
void write(const WrittenTexts& texts, const TextChoice& choice, OverlayModel& model);

/// Of the voxel at a point: "57 HU", or in words why there is none.
QString voxelText(const SliceScene& scene, const Vec3& point);
/// The values under the mouse (device pixels) and at the crosshair, and where the mouse is.
QStringList valueTexts(SliceScene& scene, std::optional<QPointF> mouse);

/// "MIP 10 mm, 5 slices"; of the slices there are at this place. Empty without a slab.
QString slabText(const SliceScene& scene);
/// A line for all that makes the picture other than a slice as it lies in the patient.
QStringList pictureMarks(const SliceScene& scene, bool hasMeasurements);

} // namespace bolus
