// The map beside the pictures: every cell of it, layer by layer and phase under phase, of one model
// or of two under each other.
#pragma once

#include <functional>

#include <QWidget>

#include "ui/window/HeatmapController.h"

namespace bolus {

/// One block a cell, nothing between them made up. The layer that the pictures show is outlined. A
/// click on a cell, or Enter on the one chosen with the arrow keys, asks for its middle.
class MapStrip : public QWidget {
    Q_OBJECT
public:
    explicit MapStrip(QWidget* parent = nullptr);

    struct Shown {
        const AttentionAnswer* answer = nullptr;
        /// Of the colours; nothing: that of all maps of the answer together.
        std::optional<std::array<double, 2>> range{};
    };
    /// Each phase with the maps of all answers, in their order; none takes the strip away.
    void setMaps(const std::vector<Shown>& shown, HeatmapKind kind);
    /// Where the pictures of a phase are, LPS, mm of its own volume; of no phase: of any.
    using PointOf = std::function<std::array<double, 3>(std::optional<Phase>)>;
    void setPoints(const PointOf& pointOf);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QRect cellRect(int row, int layer, int h, int w) const;

Q_SIGNALS:
    /// In the coordinates of the phase's own volume.
    void pointWanted(const std::array<double, 3>& point, std::optional<bolus::Phase> phase);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Row {
        QString name;
        std::optional<Phase> phase;
        std::vector<float> values;
        std::array<double, 2> range{0, 1};
        std::array<double, 3> origin{}, spacing{};
        std::array<double, 9> direction{};
        int layer = -1; // that the pictures show; -1: none
    };
    struct Cell {
        int row = 0, layer = 0, h = 0, w = 0;
    };
    std::optional<Cell> cellAt(const QPoint& at) const;
    double valueOf(const Cell& cell) const;
    const Row& rowOf(const Cell& cell) const { return m_rows[static_cast<std::size_t>(cell.row)]; }
    void addRows(const Shown& shown, HeatmapKind kind, bool named);
    static int layerAt(const Row& row, const std::array<double, 3>& point);
    QString textOf(const Cell& cell) const;
    QString orientation() const;
    void ask(const Cell& cell);
    int blockSize(int width) const;
    int nameHeight() const { return fontMetrics().height() + 2; }
    QRect layerRect(int row, int layer) const;
    void paintLayer(QPainter& painter, int row, int layer) const;

    std::vector<Row> m_rows;
    Cell m_chosen;
};

} // namespace bolus
