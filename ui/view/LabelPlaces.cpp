#include "ui/view/LabelPlaces.h"

#include <algorithm>
#include <cmath>

#include <QLineF>

namespace bolus {

namespace {

constexpr int cell = 12, lattice = 14; // pixels
constexpr double gap = 14, edge = 4;
// What a pixel that is covered costs, in pixels of the way to the shape.
constexpr double ownCost = 20, shapeCost = 3, textCost = 2, bodyCost = 0.3, labelCost = 100;
constexpr double staying = 40;

double overlap(const QRectF& area, const QRectF& other) {
    const QRectF both = area.intersected(other.adjusted(-3, -3, 3, 3)); // lines have a width
    return both.isEmpty() ? 0 : both.width() * both.height();
}

} // namespace

LabelPlaces::LabelPlaces(const QSize& picture, const QRegion& texts,
                         const std::vector<QRectF>& shapes,
                         const std::function<bool(const QPointF&)>& isBody)
    : m_inner(QRectF(QPointF(), picture).adjusted(edge, edge, -edge, -edge)), m_texts(texts),
      m_shapes(shapes), m_columns(picture.width() / cell + 1), m_rows(picture.height() / cell + 1),
      m_sums(static_cast<std::size_t>((m_columns + 1) * (m_rows + 1))) {
    const auto at = [this](int column, int row) -> int& {
        return m_sums[static_cast<std::size_t>(row * (m_columns + 1) + column)];
    };
    for (int row = 0; row < m_rows; ++row) {
        for (int column = 0; column < m_columns; ++column) {
            const bool body = isBody(QPointF((column + 0.5) * cell, (row + 0.5) * cell));
            at(column + 1, row + 1) =
                at(column, row + 1) + at(column + 1, row) - at(column, row) + (body ? 1 : 0);
        }
    }
}

double LabelPlaces::bodyIn(const QRectF& area) const {
    const auto index = [](double at, int most) {
        return std::clamp(static_cast<int>(std::lround(at / cell)), 0, most);
    };
    const int left = index(area.left(), m_columns), right = index(area.right(), m_columns);
    const int top = index(area.top(), m_rows), bottom = index(area.bottom(), m_rows);
    const auto at = [this](int column, int row) {
        return m_sums[static_cast<std::size_t>(row * (m_columns + 1) + column)];
    };
    return cell * cell *
           static_cast<double>(at(right, bottom) - at(left, bottom) - at(right, top) +
                               at(left, top));
}

QRectF LabelPlaces::within(QRectF area) const {
    area.moveLeft(std::clamp(area.left(), m_inner.left(),
                             std::max(m_inner.left(), m_inner.right() - area.width())));
    area.moveTop(std::clamp(area.top(), m_inner.top(),
                            std::max(m_inner.top(), m_inner.bottom() - area.height())));
    return area;
}

/// Upper left corners: about the shape, and all over the picture.
std::vector<QPointF> LabelPlaces::candidates(const QSizeF& label, const QRectF& shape) const {
    std::vector<QPointF> places;
    for (const double away : {gap, 3 * gap, 6 * gap}) {
        const double right = shape.right() + away, left = shape.left() - away - label.width();
        const double above = shape.top() - away - label.height(), below = shape.bottom() + away;
        const double middleX = shape.center().x() - label.width() / 2;
        const double middleY = shape.center().y() - label.height() / 2;
        for (const QPointF& place :
             {QPointF(right, middleY), QPointF(left, middleY), QPointF(middleX, above),
              QPointF(middleX, below), QPointF(right, above), QPointF(right, below),
              QPointF(left, above), QPointF(left, below)}) {
            places.push_back(place);
        }
    }
    for (double y = m_inner.top(); y + label.height() <= m_inner.bottom(); y += lattice) {
        for (double x = m_inner.left(); x + label.width() <= m_inner.right(); x += lattice) {
            places.emplace_back(x, y);
        }
        places.emplace_back(m_inner.right() - label.width(), y);
    }
    return places;
}

double LabelPlaces::cost(const QRectF& area, const QRectF& shape) const {
    double sum = ownCost * overlap(area, shape) + bodyCost * bodyIn(area);
    for (const QRectF& other : m_shapes) {
        sum += shapeCost * overlap(area, other);
    }
    for (const QRect& line : m_texts) {
        sum += textCost * overlap(area, line);
    }
    for (const QRectF& label : m_taken) {
        sum += labelCost * overlap(area, label);
    }
    return sum;
}

QRectF LabelPlaces::place(const QSizeF& label, const QRectF& shape,
                          const std::function<QPointF(const QPointF&)>& nearest,
                          const std::optional<QRectF>& before) {
    std::vector<QPointF> places = candidates(label, shape);
    if (before) {
        places.push_back(before->topLeft());
    }
    QRectF best;
    double least = 1e18;
    for (const QPointF& place : places) {
        const QRectF area = within(QRectF(place, label));
        const bool stays = before && area.topLeft() == before->topLeft();
        const double covered = cost(area, shape) - (stays ? staying : 0);
        if (covered >= least) {
            continue;
        }
        const double sum = covered + QLineF(area.center(), nearest(area.center())).length();
        if (sum < least) {
            least = sum;
            best = area;
        }
    }
    m_taken.push_back(best);
    return best;
}

} // namespace bolus
