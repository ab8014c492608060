// A small cube that shows which way the patient is turned.
#pragma once

#include <optional>

#include <QPointF>

#include "viewer/VolumeScene.h"

class QPainter;

namespace bolus {

/// Its faces bear the letters of the sides they face: A P L R H F.
struct OrientationCube {
    QPointF middle;
    double half = 20; // of an edge, logical pixels
    PlaneFrame view;  // of the picture beside it

    /// Room that it needs around its middle, however it is turned.
    double reach() const;
    void paint(QPainter& painter) const;
    std::optional<Side> sideAt(const QPointF& at) const;
};

} // namespace bolus
