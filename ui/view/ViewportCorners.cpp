// What stands in the corners of a picture and at its edges, and how much of it where there is
// little room.
#include <algorithm>

#include "ui/view/OverlayWriting.h"
#include "ui/view/ViewportOverlay.h"

namespace bolus {

using namespace overlay;

/// Patient texts would run into the series', and left ones into right ones.
bool ViewportOverlay::isNarrow() const {
    return width() - 2 * margin < 330;
}

/// Leaves the letters on the middle line, and the scale bar, alone.
int ViewportOverlay::bottomWidth() const {
    const int inner = width() - 2 * margin;
    if (isNarrow()) {
        return inner;
    }
    const double bar = hasScaleBar() ? std::max(m_model.barPixels, 60.0) : 0; // or its number
    return inner / 2 - std::max(14, static_cast<int>(bar / 2) + 8);
}

/// So that most of a small picture stays free of them: at least two.
int ViewportOverlay::linesFor(double share) const {
    return std::max(2, static_cast<int>(share * height()) / textMetrics().lineSpacing());
}

int ViewportOverlay::patientWidth() const {
    int width = 0;
    for (const QString& line : m_model.topRight) {
        width = std::max(width, textMetrics().horizontalAdvance(line));
    }
    return width;
}

/// Whose picture it is where there is no other place for that, the series as far as there is room,
/// and all cautions.
QStringList ViewportOverlay::seriesLines(int width, int room) const {
    const QFontMetrics metrics = textMetrics();
    const qsizetype others = m_model.topLeft.size() - m_model.cautions;
    QStringList series = m_model.topLeft.mid(0, others);
    QStringList name, cautions = wrapped(m_model.topLeft.mid(others), metrics, width);
    if (isNarrow() && !m_model.topRight.isEmpty()) {
        name = wrapped(m_model.topRight.mid(0, 1), metrics, width);
    }
    const qsizetype left = std::max<qsizetype>(0, room - name.size() - cautions.size());
    const auto fitting = [&] {
        if (!isNarrow()) {
            return wrapped(series, metrics, width);
        }
        QStringList lines;
        for (const QString& line : series) {
            lines << metrics.elidedText(line, Qt::ElideRight, width);
        }
        return lines;
    };
    while (fitting().size() > left) {
        series.removeLast();
    }
    return name + fitting() + cautions;
}

void ViewportOverlay::addTop(std::vector<Block>& blocks) const {
    const QRect inner = rect().adjusted(margin, margin, -margin, -margin);
    const bool narrow = isNarrow();
    const int half = inner.width() / 2 - 14; // leaves the letters on the middle line alone
    const int patient = std::min(patientWidth(), half);
    const int width = inner.width() - (narrow ? 0 : patient + 16);
    const int room = linesFor(0.3) - 2; // below the chip
    const QStringList marks = wrapped(m_model.marks, textMetrics(), width);
    const QStringList series =
        seriesLines(width, std::max(1, room - static_cast<int>(marks.size())));
    QRect area(inner.left(), topLeftStart, width, inner.height() - topLeftStart);
    blocks.push_back({area, Qt::AlignLeft | Qt::AlignTop, series});
    area.setTop(area.top() + static_cast<int>(series.size()) * textMetrics().lineSpacing());
    blocks.push_back({area, Qt::AlignLeft | Qt::AlignTop, marks, false, true});
    if (narrow) {
        return;
    }
    QRect right(inner.right() - half, inner.top(), half, inner.height());
    if (m_model.chipRight + margin > inner.right() - patient) {
        right.setTop(topLeftStart); // the chips reach as far as the name
    }
    const QStringList lines = wrapped(m_model.topRight, textMetrics(), half);
    blocks.push_back(
        {right, Qt::AlignRight | Qt::AlignTop, lines.mid(0, std::max(2, linesFor(0.3)))});
}

void ViewportOverlay::addBottom(std::vector<Block>& blocks) const {
    const QRect inner = rect().adjusted(margin, margin, -margin, -margin);
    const int width = bottomWidth();
    blocks.push_back({{inner.left(), inner.top(), width, inner.height()},
                      Qt::AlignLeft | Qt::AlignBottom,
                      wrapped(m_model.bottomLeft, textMetrics(), width)});
    blocks.push_back({{inner.right() - width, inner.top(), width, inner.height()},
                      Qt::AlignRight | Qt::AlignBottom,
                      wrapped(m_model.bottomRight, textMetrics(), width)});
}

int ViewportOverlay::halfBesideLetter() const {
    return width() / 2 - margin - letterMetrics().horizontalAdvance(m_model.edges[3]) / 2 - 8;
}

/// The letter stands at the edge, and beside it what fits there: of the slice to its left, the
/// window to its right. The rest stands above, values first to stay.
void ViewportOverlay::addNarrowBottom(std::vector<Block>& blocks) const {
    const QFontMetrics metrics = textMetrics();
    const QString dot = QStringLiteral(" · ");
    const int half = halfBesideLetter();
    QStringList slice = m_model.bottomLeft.value(m_model.bottomLeft.size() - 1).split(dot), beside;
    while (!slice.isEmpty() &&
           metrics.horizontalAdvance((beside + slice.mid(0, 1)).join(dot)) <= half) {
        beside << slice.takeFirst();
    }
    QString window = m_model.bottomRight.value(m_model.bottomRight.size() - 1), right;
    if (metrics.horizontalAdvance(window) <= half) {
        right = std::exchange(window, {});
    }
    QStringList needed = slice + QStringList(window);
    needed.removeAll(QString());
    QStringList others = m_model.bottomRight.mid(0, m_model.bottomRight.size() - 1);
    QStringList values = m_model.bottomLeft.mid(0, m_model.bottomLeft.size() - 1);
    const QRect inner = rect().adjusted(margin, margin, -margin, -margin);
    const auto above = [&] {
        const QString last = (others + needed).join(dot);
        return wrapped(last.isEmpty() ? values : values + QStringList(last), metrics,
                       inner.width());
    };
    while (!others.isEmpty() && above().size() >= linesFor(0.16)) {
        others.removeFirst();
    }
    if (m_model.minor >= 0 && m_model.minor < values.size() && above().size() >= linesFor(0.2)) {
        values.removeAt(m_model.minor);
    }
    const QRect row(inner.left(), inner.bottom() - metrics.lineSpacing() + 1, inner.width(),
                    metrics.lineSpacing());
    blocks.push_back({row, Qt::AlignLeft | Qt::AlignBottom, {beside.join(dot)}});
    blocks.push_back({row, Qt::AlignRight | Qt::AlignBottom, {right}});
    blocks.push_back({inner.adjusted(0, 0, 0, -metrics.lineSpacing()),
                      Qt::AlignLeft | Qt::AlignBottom, above()});
}

void ViewportOverlay::addLetters(std::vector<Block>& blocks) const {
    const QRect inner = rect().adjusted(margin, 6, -margin, -6);
    const std::array<int, 4> places{
        Qt::AlignLeft | Qt::AlignVCenter, Qt::AlignRight | Qt::AlignVCenter,
        Qt::AlignHCenter | Qt::AlignTop, Qt::AlignHCenter | Qt::AlignBottom};
    for (std::size_t i = 0; i < places.size(); ++i) {
        QRect area = inner;
        if (places[i] & Qt::AlignTop) {
            const int half = letterMetrics().horizontalAdvance(m_model.edges[i]) / 2;
            const int middle = std::max(inner.center().x(), m_model.chipRight + 8 + half);
            area.translate(std::min(middle, inner.right() - half) - inner.center().x(), 0);
        }
        blocks.push_back({area, places[i], {m_model.edges[i]}, true});
    }
}

std::vector<ViewportOverlay::Block> ViewportOverlay::blocks() const {
    std::vector<Block> all;
    addTop(all);
    isNarrow() ? addNarrowBottom(all) : addBottom(all);
    addLetters(all);
    std::erase_if(all, [](const Block& block) { return block.lines.join(QString()).isEmpty(); });
    return all;
}

QRegion ViewportOverlay::written() const {
    QRegion region;
    for (const Block& block : blocks()) {
        region += platesOf(block.isLetter ? letterMetrics() : textMetrics(), block.area,
                           block.flags, block.lines.join('\n'));
    }
    return region;
}

int ViewportOverlay::bottomHeight() const {
    std::vector<Block> all;
    isNarrow() ? addNarrowBottom(all) : addBottom(all);
    int lines = 0;
    for (const Block& block : all) {
        const auto count = static_cast<int>(block.lines.size());
        lines = isNarrow() ? lines + (block.flags & Qt::AlignRight ? 0 : count)
                           : std::max(lines, block.flags & Qt::AlignRight ? count : 0);
    }
    return lines * textMetrics().lineSpacing();
}

} // namespace bolus
