// The map beside the pictures: every cell of it, layer by layer and phase under phase.
#pragma once

#include <QWidget>

#include "ui/window/HeatmapController.h"

namespace bolus {

/// One block a cell, nothing between them made up. The layer that the pictures show is outlined. A
/// click on a cell, or Enter on the one chosen with the arrow keys, asks for its middle.
class MapStrip : public QWidget {
    Q_OBJECT
public:
    explicit MapStrip(QWidget* parent = nullptr);

    /// Null takes it away. Without a range the colours are those of all these maps together.
    void setMaps(const AttentionAnswer* answer, HeatmapKind kind,
                 std::optional<std::array<double, 2>> range = {});
    /// Where the pictures are, LPS, mm.
    void setPoint(const std::array<double, 3>& point);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QRect cellRect(int row, int layer, int h, int w) const;

Q_SIGNALS:
    void pointWanted(const std::array<double, 3>& point);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Row {
        QString name;
        std::vector<float> values;
    };
    struct Cell {
        int row = 0, layer = 0, h = 0, w = 0;
    };
    std::optional<Cell> cellAt(const QPoint& at) const;
    double valueOf(const Cell& cell) const;
    QString textOf(const Cell& cell) const;
    QString orientation() const;
    void ask(const Cell& cell);
    int blockSize(int width) const;
    int nameHeight() const { return fontMetrics().height() + 2; }
    QRect layerRect(int row, int layer) const;
    void paintLayer(QPainter& painter, int row, int layer) const;

    std::vector<Row> m_rows;
    std::array<double, 3> m_origin{}, m_spacing{};
    std::array<double, 9> m_direction{};
    std::array<double, 2> m_range{0, 1};
    int m_layer = -1; // that the pictures show; -1: none
    Cell m_chosen;
};

} // namespace bolus
