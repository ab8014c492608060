// Annotations over one picture, each with its label beside it.
#pragma once

#include <QWidget>

#include "ui/view/AnnotationPen.h"

namespace bolus {

class ViewportOverlay;

/// Lets every event through to the viewport below it.
class AnnotationLayer : public QWidget {
    Q_OBJECT
public:
    explicit AnnotationLayer(QWidget* parent);

    void setBook(AnnotationBook* book);
    void setPage(const AnnotationPen::Page& page);
    /// Lies under these texts, and keeps labels clear of them.
    void keepUnder(ViewportOverlay& texts);
    void setMouse(const std::optional<QPointF>& at); // logical pixels; nothing: elsewhere

    struct Label {
        std::string id;
        QStringList lines;
        QRectF area; // logical pixels
    };
    /// As they were painted last; the size of what is being drawn last of all. Whole of what is
    /// selected or under the mouse, else short.
    const std::vector<Label>& labels() const { return m_labels; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Item {
        const Annotation* annotation;
        DrawnShape shape;
    };
    std::vector<Item> items() const;
    void paintShape(QPainter& painter, const DrawnShape& shape, bool selected) const;
    void paintLeader(QPainter& painter, const Item& item, const QRectF& label) const;
    QColor colorOf(const Item& item) const;
    void paintLabel(QPainter& painter, const QColor& color, const Label& label) const;
    void paintDraft(QPainter& painter);
    void paintOutlined(QPainter& painter) const;
    void placeLabels(QPainter& painter, const std::vector<Item>& all);
    bool isBody(const QPointF& at) const;
    bool isWhole(const Item& item, const std::optional<QRectF>& before) const;
    QStringList linesOf(const Annotation& annotation, bool isWhole) const;
    void paintHint(QPainter& painter) const;

    AnnotationBook* m_book = nullptr;
    const ViewportOverlay* m_texts = nullptr;
    std::optional<QPointF> m_mouse;
    AnnotationPen::Page m_page;
    std::vector<Label> m_labels;
};

} // namespace bolus
