#include "ui/view/AnnotationLayer.h"

#include <algorithm>

#include <QPainter>

#include "ui/view/AnnotationTexts.h"
#include "ui/view/LabelPlaces.h"
#include "ui/view/LayerTexts.h"
#include "ui/view/ViewportOverlay.h"

namespace bolus {

namespace {

// Sky blue and orange of Okabe and Ito's palette: told apart with every kind of colour vision.
const QColor lineColor(0x56, 0xc4, 0xf0), selectedColor(0xf5, 0xb0, 0x3d);
const QColor matchColor(0xf0, 0xe4, 0x42);
const QColor rimColor(0, 0, 0, 190), leaderRim(0, 0, 0, 90), labelGround(10, 13, 16, 190);
constexpr int textPixels = 12;
constexpr double gap = 14, padding = 4, handleSide = 7, dash = 7, dots = 3;

QFont labelFont() {
    QFont font;
    font.setPixelSize(textPixels);
    return font;
}

QString hintOf(Shape tool) {
    switch (tool) {
    case Shape::Length:
        return AnnotationLayer::tr("Length: drag from end to end");
    case Shape::Angle:
        return AnnotationLayer::tr("Angle: click one end, the vertex, the other end");
    case Shape::Ellipse:
        return AnnotationLayer::tr("Ellipse: drag from corner to corner");
    case Shape::Polygon:
        return AnnotationLayer::tr(
            "Polygon: click the corners, double click or Enter closes; or draw it in one go");
    case Shape::Sphere:
        return AnnotationLayer::tr("Sphere: drag from its centre outward");
    }
    return {};
}

/// Whole, or the part that fits.
QString hintWithin(Shape tool, const QFontMetrics& metrics, int width) {
    const QString text =
        hintOf(tool) + AnnotationLayer::tr(" · Esc ends · arrows and Space: by keyboard");
    return metrics.elidedText(text, Qt::ElideRight, width);
}

QSizeF sizeOf(const QStringList& lines, const QFontMetricsF& metrics) {
    double width = 0;
    for (const QString& line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    return {width + 2 * padding,
            metrics.height() * static_cast<double>(lines.size()) + 2 * padding};
}

} // namespace

AnnotationLayer::AnnotationLayer(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("annotationLayer"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void AnnotationLayer::setBook(AnnotationBook* book) {
    m_book = book;
    const auto repaint = qOverload<>(&QWidget::update);
    connect(book, &AnnotationBook::changed, this, repaint);
    connect(book, &AnnotationBook::selectionChanged, this, repaint);
    connect(book, &AnnotationBook::measured, this, repaint);
    connect(book, &AnnotationBook::draftChanged, this, repaint);
    connect(book, &AnnotationBook::toolChanged, this, repaint);
}

void AnnotationLayer::keepUnder(ViewportOverlay& texts) {
    m_texts = &texts;
    stackUnder(&texts);
}

void AnnotationLayer::setMouse(const std::optional<QPointF>& at) {
    if (at != std::exchange(m_mouse, at) && !m_labels.empty()) {
        update();
    }
}

void AnnotationLayer::setPage(const AnnotationPen::Page& page) {
    m_page = page;
    update();
}

std::vector<AnnotationLayer::Item> AnnotationLayer::items() const {
    std::vector<Item> all;
    for (const Annotation& annotation : m_book->of(m_page.caseId)) {
        if (const auto shape = AnnotationPen::shapeOn(m_page, annotation, *m_book)) {
            all.push_back({&annotation, *shape});
        }
    }
    return all;
}

void AnnotationLayer::paintEvent(QPaintEvent*) {
    if (m_book == nullptr || m_page.canvas.scene == nullptr || !m_page.canvas.scene->hasVolume()) {
        m_labels.clear();
        return;
    }
    m_page.canvas.ratio = devicePixelRatioF();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(labelFont());
    const auto all = items();
    for (const Item& item : all) {
        paintShape(painter, item.shape, item.annotation->id == m_book->selected());
    }
    placeLabels(painter, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        paintLeader(painter, all[i], m_labels[i].area);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        paintLabel(painter, colorOf(all[i]), m_labels[i]);
    }
    if (m_book->draft() && m_book->draftCase() == m_page.caseId) {
        paintDraft(painter);
    }
    if (m_book->outlined() && m_book->outlinedCase() == m_page.caseId) {
        paintOutlined(painter);
    }
    paintHint(painter);
}

// Two colours of dashes in turn: told from every shape a person drew, on bright and dark.
void AnnotationLayer::paintOutlined(QPainter& painter) const {
    const auto shape = AnnotationPen::shapeOn(m_page, *m_book->outlined(), *m_book);
    if (!shape) {
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(rimColor, 4));
    painter.drawPath(shape->path);
    QPen pen(matchColor, 2);
    pen.setDashPattern({5, 3});
    painter.setPen(pen);
    painter.drawPath(shape->path);
    const QStringList text{tr("Match")};
    const QSizeF size = sizeOf(text, painter.fontMetrics());
    const QRectF box = shape->box();
    Label label{{}, text, {}};
    label.area = QRectF(
        {std::clamp(box.right() + 4, 0.0, std::max(0.0, width() - size.width())),
         std::clamp(box.top() - size.height(), 0.0, std::max(0.0, height() - size.height()))},
        size);
    paintLabel(painter, matchColor, label);
}

// With its size, from the point on where it has one; below to the right, so that it stays put.
void AnnotationLayer::paintDraft(QPainter& painter) {
    const Annotation& draft = *m_book->draft();
    const auto shape =
        drawDraft(m_book->placed(draft, measuredKey(*m_page.volume)).annotation, m_page.canvas);
    if (!shape) {
        return;
    }
    paintShape(painter, *shape, true);
    if (!draft.isValid()) {
        return;
    }
    Label label{draft.id, {sizeText(draft)}, {}};
    const QSizeF size = sizeOf(label.lines, painter.fontMetrics());
    const QRectF box = shape->box();
    label.area =
        QRectF({std::clamp(box.right() + gap, 0.0, std::max(0.0, width() - size.width())),
                std::clamp(box.bottom() + gap, 0.0, std::max(0.0, height() - size.height()))},
               size);
    paintLabel(painter, selectedColor, label);
    m_labels.push_back(label);
}

void AnnotationLayer::paintShape(QPainter& painter, const DrawnShape& shape, bool selected) const {
    const QColor color = selected ? selectedColor : lineColor;
    painter.setBrush(Qt::NoBrush);
    const double width = selected ? 2 : 1.5;
    for (QPen pen : {QPen(rimColor, width + 2), QPen(color, width)}) {
        if (shape.projected || shape.foreign) {
            const double on = (shape.foreign ? dots : dash) / pen.widthF();
            pen.setCapStyle(Qt::FlatCap);
            pen.setDashPattern({on, on});
        }
        painter.setPen(pen);
        painter.drawPath(shape.path);
    }
    if (!selected) {
        return;
    }
    painter.setPen(QPen(rimColor, 1));
    painter.setBrush(color);
    for (const QPointF& handle : shape.handles) {
        painter.drawRect(QRectF(handle.x() - handleSide / 2, handle.y() - handleSide / 2,
                                handleSide, handleSide));
    }
}

QStringList AnnotationLayer::linesOf(const Annotation& annotation, bool isWhole) const {
    const QString unit = QString::fromStdString(m_page.canvas.scene->volume()->volume.unit);
    const std::string volume = measuredKey(*m_page.volume);
    QStringList lines =
        labelLines(annotation, m_book->result(annotation, volume), unit, *m_page.volume,
                   m_page.offPlaceMm, m_book->placed(annotation, volume).placing);
    const QString of = measuredInText(*m_page.canvas.scene);
    if (!of.isEmpty() && annotation.hasRegion()) { // a length is one in either
        lines << of;
    }
    const qsizetype plain = annotation.hasRegion() ? 2 : 1; // the rest are cautions
    return isWhole ? lines
                   : QStringList(shortLabel(annotation, m_book->result(annotation, volume), unit,
                                            lines.size() > plain));
}

/// Air counts as free; of other units, what is shown as black.
bool AnnotationLayer::isBody(const QPointF& at) const {
    const SliceScene& scene = *m_page.canvas.scene;
    const QPointF device = (at + QPointF(0.5, 0.5)) * devicePixelRatioF();
    const auto sample = scene.sampleAt(scene.patientFromDisplay(device.x(), device.y()));
    if (!sample) {
        return false;
    }
    constexpr double air = -500, dark = 0.1;
    const LoadedVolume& volume = *scene.volume();
    const Window& shown = volume.automatic;
    return sample->value > (volume.volume.unit == "HU"
                                ? air
                                : shown.level - shown.window / 2 + dark * shown.window);
}

bool AnnotationLayer::isWhole(const Item& item, const std::optional<QRectF>& before) const {
    constexpr double near = 6;
    const bool hovered =
        m_mouse && ((before && before->contains(*m_mouse)) ||
                    QLineF(*m_mouse, item.shape.nearestTo(*m_mouse)).length() < near);
    return hovered || item.annotation->id == m_book->selected();
}

/// Those that are whole take their places last: they come and go with the mouse, and move no other.
void AnnotationLayer::placeLabels(QPainter& painter, const std::vector<Item>& all) {
    const std::vector<Label> last = std::exchange(m_labels, {});
    std::vector<QRectF> boxes;
    for (const Item& item : all) {
        boxes.push_back(item.shape.box());
        const auto same = std::ranges::find(last, item.annotation->id, &Label::id);
        const auto before = same == last.end() ? std::nullopt : std::optional(same->area);
        m_labels.push_back({item.annotation->id, linesOf(*item.annotation, isWhole(item, before)),
                            before.value_or(QRectF())});
    }
    if (all.empty()) {
        return;
    }
    LabelPlaces places(size(), m_texts == nullptr ? QRegion() : m_texts->written(), boxes,
                       [this](const QPointF& at) { return isBody(at); });
    for (const bool many : {false, true}) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            Label& label = m_labels[i];
            if ((label.lines.size() > 1) == many) {
                const DrawnShape& shape = all[i].shape;
                label.area = places.place(
                    sizeOf(label.lines, painter.fontMetrics()), shape.box(),
                    [&shape](const QPointF& at) { return shape.nearestTo(at); },
                    label.area.isEmpty() ? std::nullopt : std::optional(label.area));
            }
        }
    }
}

void AnnotationLayer::paintLeader(QPainter& painter, const Item& item, const QRectF& label) const {
    const QPointF onShape = item.shape.nearestTo(label.center());
    const QPointF onLabel(std::clamp(onShape.x(), label.left(), label.right()),
                          std::clamp(onShape.y(), label.top(), label.bottom()));
    painter.setPen(QPen(leaderRim, 2)); // may run over organs
    painter.drawLine(onShape, onLabel);
    painter.setPen(QPen(colorOf(item), 1, Qt::DotLine));
    painter.drawLine(onShape, onLabel);
}

void AnnotationLayer::paintLabel(QPainter& painter, const QColor& color, const Label& label) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(labelGround);
    painter.drawRoundedRect(label.area, 3, 3);
    painter.setPen(color.lighter(125));
    painter.drawText(label.area.adjusted(padding, padding, -padding, -padding),
                     Qt::AlignLeft | Qt::AlignTop, label.lines.join('\n'));
}

QColor AnnotationLayer::colorOf(const Item& item) const {
    return item.annotation->id == m_book->selected() ? selectedColor : lineColor;
}

void AnnotationLayer::paintHint(QPainter& painter) const {
    if (!m_book->tool() || !parentWidget()->underMouse()) {
        return;
    }
    const QString text = hintWithin(*m_book->tool(), painter.fontMetrics(), width() - 24);
    const QSizeF size = sizeOf({text}, painter.fontMetrics());
    const QRectF area(QPointF((width() - size.width()) / 2, height() - 64), size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(labelGround);
    painter.drawRoundedRect(area, 3, 3);
    painter.setPen(selectedColor);
    painter.drawText(area, Qt::AlignCenter, text);
}

} // namespace bolus
