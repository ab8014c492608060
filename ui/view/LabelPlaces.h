// Finds room for labels on a picture: beside the patient rather than over the organs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QRectF>
#include <QRegion>

namespace bolus {

/// Labels of one picture, one after another. Logical pixels.
class LabelPlaces {
public:
    /// `isBody`: whether something of the patient is seen there; asked once every few pixels.
    LabelPlaces(const QSize& picture, const QRegion& texts, const std::vector<QRectF>& shapes,
                const std::function<bool(const QPointF&)>& isBody);

    /// Over no other label as long as there is room beside them; of its own shape it covers
    /// nothing, and as little as can be of the patient, of other shapes and of the texts, no
    /// farther away than that is worth. `nearest` is the point of the shape nearest to a place;
    /// where it was `before` it stays while that is nearly as good.
    QRectF place(const QSizeF& label, const QRectF& shape,
                 const std::function<QPointF(const QPointF&)>& nearest,
                 const std::optional<QRectF>& before);

private:
    std::vector<QPointF> candidates(const QSizeF& label, const QRectF& shape) const;
    double cost(const QRectF& area, const QRectF& shape) const;
    double bodyIn(const QRectF& area) const; // pixels
    QRectF within(QRectF area) const;

    QRectF m_inner;
    QRegion m_texts;
    std::vector<QRectF> m_shapes, m_taken;
    int m_columns = 0, m_rows = 0;
    std::vector<int> m_sums; // cells of the body above and left of each corner
};

} // namespace bolus
