// Controls of the heatmap: on or off, which one, how strong, what its colours and cells mean.
#pragma once

#include <array>

#include <QComboBox>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "ui/report/ShareBars.h"

class QAction;
class QVBoxLayout;

namespace bolus {

enum class HeatmapKind { Phase, View, Text };
/// How the maps are made (app/PROTOCOL.md, attention --method).
enum class HeatmapMethod { Direct, Rollout, Gradient };

/// The colours from low to high with their meaning.
class HeatmapLegend : public QWidget {
    Q_OBJECT
public:
    explicit HeatmapLegend(QWidget* parent = nullptr);
    void setDiverging(bool diverging);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_diverging = false;
};

class HeatmapPanel : public QWidget {
    Q_OBJECT
public:
    /// `toggle` is the action that turns the heatmap on and off.
    explicit HeatmapPanel(QAction* toggle, QWidget* parent = nullptr);

    HeatmapKind kind() const;
    void setKind(HeatmapKind kind);
    HeatmapMethod method() const;
    double opacity() const { return m_opacity->value() / 100.0; }
    double threshold() const { return m_threshold->value() / 100.0; }
    /// Empty hides the line.
    void setStatus(const QString& sentence);
    /// What one cell covers, mm along columns, rows and slices of the model's box.
    void setCell(const std::array<double, 3>& mm);
    void setShares(std::vector<PhaseShare> shares);
    void setDiverging(bool diverging) { m_legend->setDiverging(diverging); }
    /// For which the phrase's map is.
    void setPhrase(const QString& phrase);
    /// From the top: what shows while the heatmap is on; then what always does; then again what
    /// shows while it is on.
    void addControl(QWidget* control);
    void addRow(QWidget* row);
    void addTool(QWidget* tool);

Q_SIGNALS:
    void kindChanged(bolus::HeatmapKind kind);
    void methodChanged(bolus::HeatmapMethod method);
    void opacityChanged(double opacity);
    void thresholdChanged(double threshold);

private:
    QSlider* slider(const QString& name, const QString& accessible, int value);
    void build(QAction* toggle);
    void buildMethod();
    void setControlsEnabled(bool on);

    QComboBox *m_kind, *m_method;
    QLabel* m_methodNote;
    QSlider *m_opacity, *m_threshold;
    QLabel *m_status, *m_cell;
    HeatmapLegend* m_legend;
    ShareBars* m_shares;
    QWidget *m_controls, *m_tools;
    QVBoxLayout* m_rows;
};

} // namespace bolus
