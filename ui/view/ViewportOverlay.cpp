#include "ui/view/ViewportOverlay.h"

#include <QPainter>
#include <QPainterPath>
#include <QRegularExpression>

namespace bolus {

namespace {

const QColor textColor(0xd5, 0xdb, 0xe1);
const QColor plateColor(0, 0, 0, 180); // over white still 5:1 against the letters
const QColor letterColor(0xe8, 0xc8, 0x6a);
const QColor accentColor(0x4c, 0xa3, 0xff);
const QColor lineColor(0x2a, 0x2f, 0x36);
constexpr int textPixels = 12, letterPixels = 15, notePixels = 14;

QFont fontOf(int pixels, QFont::Weight weight = QFont::Normal) {
    QFont font;
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

/// As wide as each line and no higher: texts one below the other do not lie on one another.
QRegion platesOf(const QFontMetrics& metrics, const QRect& area, int flags, const QString& text) {
    constexpr int beside = 3;
    QRect block = metrics.boundingRect(area, flags, text);
    block.setHeight(metrics.height());
    QRegion plates;
    for (const QString& line : text.split('\n')) {
        QRect plate = block;
        plate.setWidth(metrics.horizontalAdvance(line));
        if (flags & Qt::AlignRight) {
            plate.moveRight(block.right());
        } else if (flags & Qt::AlignHCenter) {
            plate.moveLeft(block.center().x() - plate.width() / 2);
        }
        plates += line.isEmpty() ? QRegion() : plate.adjusted(-beside, 0, beside, 0);
        block.translate(0, metrics.lineSpacing());
    }
    return plates;
}

/// Readable over black lung and an inverted picture's white alike: on a dark plate, which is not
/// seen where the picture is dark.
void write(QPainter& painter, const QRect& area, int flags, const QString& text,
           const QColor& color = textColor) {
    for (const QRect& plate : platesOf(painter.fontMetrics(), area, flags, text)) {
        painter.fillRect(plate, plateColor);
    }
    painter.setPen(color);
    painter.drawText(area, flags, text);
}

/// What belongs together: a number and its unit, a name.
QStringList partsOf(const QString& line) {
    static const QRegularExpression afterPart(QStringLiteral("(?<=[,·:]) "));
    return line.split(afterPart);
}

/// As many pieces to a line as fit; one that does not fit at all becomes what `broken` makes of it.
template<typename Broken>
QStringList filled(const QStringList& pieces, const QFontMetrics& metrics, int width,
                   const Broken& broken) {
    QStringList lines;
    for (const QString& piece : pieces) {
        const QString more = lines.isEmpty() ? piece : lines.back() + ' ' + piece;
        if (!lines.isEmpty() && metrics.horizontalAdvance(more) <= width) {
            lines.back() = more;
        } else {
            lines << (metrics.horizontalAdvance(piece) <= width ? QStringList(piece)
                                                                : broken(piece));
        }
    }
    return lines;
}

/// Broken between parts, else between words, where a line is too long: a number at its end must
/// not be lost. What is still too long has no words to break between.
QStringList wrapped(const QStringList& lines, const QFontMetrics& metrics, int width) {
    QStringList fitting;
    for (const QString& line : lines) {
        fitting << filled(partsOf(line), metrics, width, [&](const QString& part) {
            return filled(part.split(' '), metrics, width, [&](const QString& word) {
                return QStringList(metrics.elidedText(word, Qt::ElideRight, width));
            });
        });
    }
    return fitting;
}

/// How many lines they make.
int writeLines(QPainter& painter, const QRect& area, int flags, const QStringList& lines,
               const QColor& color = textColor) {
    const QStringList fitting = wrapped(lines, painter.fontMetrics(), area.width());
    write(painter, area, flags, fitting.join('\n'), color);
    return static_cast<int>(fitting.size());
}

} // namespace

ViewportOverlay::ViewportOverlay(QWidget* parent) : QWidget(parent) {
    setObjectName("viewportOverlay");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void ViewportOverlay::setModel(const OverlayModel& model) {
    if (!(model == m_model)) {
        m_model = model;
        update();
    }
}

void ViewportOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCorners(painter);
    paintEdges(painter);
    paintScaleBar(painter);
    paintLegends(painter);
    if (!m_model.note.isEmpty()) {
        paintNote(painter);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_model.active ? accentColor : lineColor, m_model.active ? 2 : 1));
    painter.drawRect(m_model.active ? rect().adjusted(1, 1, -1, -1)
                                    : rect().adjusted(0, 0, -1, -1));
}

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

/// What stands in both lower corners, one below the other.
QStringList ViewportOverlay::bottomLines() const {
    QStringList lines = m_model.bottomLeft;
    if (!m_model.bottomRight.isEmpty()) {
        lines.prepend(m_model.bottomRight.join(QStringLiteral(" · ")));
    }
    return wrapped(lines, QFontMetrics(fontOf(textPixels)), bottomWidth());
}

void ViewportOverlay::paintCorners(QPainter& painter) const {
    painter.setFont(fontOf(textPixels));
    const QRect inner = rect().adjusted(margin, margin, -margin, -margin);
    const bool narrow = isNarrow();
    const int half = inner.width() / 2 - 14; // leaves the letters on the middle line alone
    const QRect left(inner.left(), inner.top(), bottomWidth(), inner.height());
    const QRect right(inner.right() - half, inner.top(), half, inner.height());
    int patientWidth = 0;
    for (const QString& line : m_model.topRight) {
        patientWidth = std::max(patientWidth, painter.fontMetrics().horizontalAdvance(line));
    }
    const int besidePatient = inner.width() - (narrow ? 0 : std::min(patientWidth, half) + 16);
    QStringList series = m_model.topLeft;
    if (narrow && !m_model.topRight.isEmpty()) { // whose picture it is stands in every one
        series.prepend(m_model.topRight.front());
    }
    QRect below(inner.left(), topLeftStart, besidePatient, inner.height() - topLeftStart);
    const int lines = writeLines(painter, below, Qt::AlignLeft | Qt::AlignTop, series);
    below.setTop(below.top() + lines * painter.fontMetrics().lineSpacing());
    writeLines(painter, below, Qt::AlignLeft | Qt::AlignTop, m_model.marks, letterColor);
    if (narrow) {
        writeLines(painter, left, Qt::AlignLeft | Qt::AlignBottom, bottomLines());
        return;
    }
    writeLines(painter, left, Qt::AlignLeft | Qt::AlignBottom, m_model.bottomLeft);
    QRect patient = right;
    if (m_model.chipRight + margin > inner.right() - std::min(patientWidth, half)) {
        patient.setTop(topLeftStart); // the chips reach as far as the name
    }
    writeLines(painter, patient, Qt::AlignRight | Qt::AlignTop, m_model.topRight);
    const QRect bottomRight(inner.right() - left.width(), inner.top(), left.width(),
                            inner.height());
    writeLines(painter, bottomRight, Qt::AlignRight | Qt::AlignBottom, m_model.bottomRight);
}

void ViewportOverlay::paintEdges(QPainter& painter) const {
    const int below = isNarrow() // where lines fill the whole width, the letter stands above them
                          ? static_cast<int>(bottomLines().size()) *
                                QFontMetrics(fontOf(textPixels)).lineSpacing()
                          : 0;
    painter.setFont(fontOf(letterPixels, QFont::DemiBold));
    const QRect inner = rect().adjusted(margin, 6, -margin, -6);
    const std::array<int, 4> places{
        Qt::AlignLeft | Qt::AlignVCenter, Qt::AlignRight | Qt::AlignVCenter,
        Qt::AlignHCenter | Qt::AlignTop, Qt::AlignHCenter | Qt::AlignBottom};
    for (std::size_t i = 0; i < places.size(); ++i) {
        QRect area = inner;
        if (places[i] & Qt::AlignTop) {
            const int half = painter.fontMetrics().horizontalAdvance(m_model.edges[i]) / 2;
            area.translate(std::max(0, m_model.chipRight + 8 + half - inner.center().x()), 0);
        } else if (places[i] & Qt::AlignBottom) {
            area.translate(0, -below);
        }
        write(painter, area, places[i], m_model.edges[i], letterColor);
    }
}

void ViewportOverlay::paintNote(QPainter& painter) const {
    painter.setFont(fontOf(notePixels));
    const int wide = std::min(width() - 60, 420);
    const QRect wanted = painter.fontMetrics().boundingRect(
        QRect(0, 0, wide, height()), Qt::AlignCenter | Qt::TextWordWrap, m_model.note);
    QRect box(0, 0, wanted.width() + 32, wanted.height() + 22 + (m_model.progress >= 0 ? 12 : 0));
    box.moveCenter(rect().center());
    painter.setPen(lineColor);
    painter.setBrush(QColor(16, 19, 23, 225));
    painter.drawRoundedRect(box, 8, 8);
    painter.setPen(textColor);
    painter.drawText(box.adjusted(16, 10, -16, m_model.progress >= 0 ? -22 : -10),
                     Qt::AlignCenter | Qt::TextWordWrap, m_model.note);
    if (m_model.progress >= 0) {
        const QRectF track(box.left() + 16, box.bottom() - 14, box.width() - 32, 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(lineColor);
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(accentColor);
        painter.drawRoundedRect(
            QRectF(track.topLeft(), QSizeF(track.width() * m_model.progress, 4)), 2, 2);
    }
}

/// One below the other, as lies one over the other.
void ViewportOverlay::paintLegends(QPainter& painter) const {
    std::vector<HeatLegend> all, names;
    if (!m_model.legend.bar.isNull()) {
        all.push_back(m_model.legend);
    }
    for (const HeatLegend& legend : m_model.layerLegends) {
        (legend.bar.height() > 1 ? all : names).push_back(legend);
    }
    painter.setFont(fontOf(textPixels - 1));
    if (all.empty()) {
        paintNames(painter, names, height() * 2 / 3);
        return;
    }
    const int count = static_cast<int>(all.size()), line = painter.fontMetrics().height();
    const int tall = std::clamp(height() / (3 * count), count == 1 ? 60 : 36, 180);
    const int block = tall + 4 * line + 12;
    int top = (height() - tall) / 2 - (count - 1) * block / 2;
    for (const HeatLegend& legend : all) {
        paintLegend(painter, legend, {top, tall, count == 1});
        top += block;
    }
    paintNames(painter, names, top - block + tall + 2 * line + 8);
}

/// Of segments, each with its colour; above the texts in the lower right corner.
void ViewportOverlay::paintNames(QPainter& painter, const std::vector<HeatLegend>& names,
                                 int highest) const {
    const int line = painter.fontMetrics().height() + 2, square = line - 6;
    const auto below = isNarrow() ? bottomLines().size() : m_model.bottomRight.size();
    const int texts = static_cast<int>(below + 1) * line;
    const int room = std::max(1, (height() - margin - texts - highest) / line); // lines
    const int count = static_cast<int>(names.size());
    const int shown = count <= room ? count : room - 1;
    int top = height() - margin - texts - (shown + (shown < count ? 1 : 0)) * line;
    const int edge = width() - margin - letterRoom(); // beside the letter, where they are many
    const auto writeName = [&](const QString& name) {
        const QRect room(width() / 2, top, edge - square - 6 - width() / 2, line);
        write(painter, room, Qt::AlignRight | Qt::AlignVCenter,
              painter.fontMetrics().elidedText(name, Qt::ElideRight, room.width()));
        top += line;
    };
    for (int i = 0; i < shown; ++i) {
        const HeatLegend& name = names[static_cast<std::size_t>(i)];
        painter.fillRect(QRect(edge - square, top + 3, square, square), name.bar.pixelColor(0, 0));
        writeName(name.label);
    }
    if (shown < count) {
        writeName(tr("and %n more", nullptr, count - shown));
    }
}

/// Of the letter on the right, from the margin on.
int ViewportOverlay::letterRoom() const {
    const QFontMetrics metrics(fontOf(letterPixels, QFont::DemiBold));
    return std::max(20, metrics.horizontalAdvance(m_model.edges[1]) + 12);
}

void ViewportOverlay::paintLegend(QPainter& painter, const HeatLegend& legend,
                                  const LegendPlace& place) const {
    const auto [top, tall, alone] = place;
    const QRect bar(width() - margin - 10 - letterRoom(), top, 10, tall);
    painter.drawImage(bar, legend.bar.mirrored());
    painter.setPen(QColor(255, 255, 255, 90));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    const int line = painter.fontMetrics().height();
    // Alone its texts lie above and below the letter on the right, else left of it.
    const int edge = alone ? width() - margin : bar.right() + 1;
    const QRect column(margin, bar.top(), edge - margin, tall);
    const QRect above = column.translated(0, -line - 4), below = column.translated(0, line + 4);
    write(painter, QRect(column.left(), bar.top() - 2 * line - 4, column.width(), line),
          Qt::AlignRight, legend.label);
    write(painter, above, Qt::AlignRight | Qt::AlignTop, legend.high);
    write(painter, below, Qt::AlignRight | Qt::AlignBottom, legend.low);
    write(painter, below.translated(0, line), Qt::AlignRight | Qt::AlignBottom, legend.cell);
}

bool ViewportOverlay::hasScaleBar() const {
    return m_model.barPixels >= 20 && !isNarrow();
}

void ViewportOverlay::paintScaleBar(QPainter& painter) const {
    if (!hasScaleBar()) {
        return;
    }
    const int length = qRound(m_model.barPixels);
    const QPoint left(width() / 2 - length / 2, height() - 30);
    painter.fillRect(QRect(left, QSize(length, 2)).adjusted(-3, -4, 4, 2), plateColor);
    painter.fillRect(QRect(left, QSize(length, 2)), textColor);
    painter.fillRect(QRect(left - QPoint(0, 3), QSize(1, 6)), textColor);
    painter.fillRect(QRect(left + QPoint(length, -3), QSize(1, 6)), textColor);
    painter.setFont(fontOf(textPixels - 1));
    write(painter, QRect(left.x() - 40, left.y() - 18, length + 80, 14), Qt::AlignCenter,
          QStringLiteral("%1 mm").arg(m_model.barMm));
}

} // namespace bolus
