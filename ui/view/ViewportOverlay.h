// Everything written over a picture. Qt draws it: crisp at every scale, in every script.
#pragma once

#include <array>
#include <vector>

#include <QImage>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace bolus {

struct HeatLegend {
    QImage bar; // 1 × 256, low end first; null when no heatmap is shown
    QString label, low, high, cell;
    bool operator==(const HeatLegend&) const = default;
};

struct OverlayModel {
    /// The first lines are the last to go where there is little room; of bottomLeft and bottomRight
    /// the last one never goes.
    QStringList topLeft, topRight, bottomLeft, bottomRight;
    int cautions = 0;     // so many at the end of topLeft never go
    qsizetype minor = -1; // of bottomLeft this one goes first, if any
    QStringList marks; // below topLeft: what was made of the picture
    std::array<QString, 4> edges; // left, right, top, bottom
    QString note;                 // in the middle: loading, failed, outside this series
    double progress = -1;         // 0 … 1 under the note; below 0: none
    HeatLegend legend;
    std::vector<HeatLegend> layerLegends; // the topmost first
    double barMm = 0; // length of the scale bar, and on screen
    double barPixels = 0;
    int chipRight = 0; // where the phase chip ends; the letter at the top keeps clear of it
    bool active = false;
    bool operator==(const OverlayModel&) const = default;
};

/// Lets every event through to the viewport below it.
class ViewportOverlay : public QWidget {
    Q_OBJECT
public:
    explicit ViewportOverlay(QWidget* parent = nullptr);
    void setModel(const OverlayModel& model);
    const OverlayModel& model() const { return m_model; }
    /// Where the texts of the corners and the letters stand, each line by itself.
    QRegion written() const;

    static constexpr int margin = 9;
    static constexpr int topLeftStart = 34; // below the phase chip

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Block { // of lines that fit
        QRect area;
        int flags;
        QStringList lines;
        bool isLetter = false, isMark = false;
    };
    bool isNarrow() const;
    bool hasScaleBar() const;
    int bottomWidth() const; // of the texts in a lower corner
    int letterRoom() const;
    int halfBesideLetter() const; // of the last row
    int linesFor(double share) const;
    QStringList seriesLines(int width, int room) const;
    int patientWidth() const;
    void addTop(std::vector<Block>& blocks) const;
    void addBottom(std::vector<Block>& blocks) const;
    void addNarrowBottom(std::vector<Block>& blocks) const;
    void addLetters(std::vector<Block>& blocks) const;
    std::vector<Block> blocks() const;
    int bottomHeight() const; // of the texts in the lower right corner
    void paintNote(QPainter& painter) const;
    void paintLegends(QPainter& painter) const;
    void paintNames(QPainter& painter, const std::vector<HeatLegend>& names, int highest) const;
    struct LegendPlace {
        int top, tall; // of the bar
        bool alone;
    };
    void paintLegend(QPainter& painter, const HeatLegend& legend, const LegendPlace& place) const;
    void paintScaleBar(QPainter& painter) const;

    OverlayModel m_model;
};

} // namespace bolus
