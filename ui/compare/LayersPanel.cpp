#include "ui/compare/LayersPanel.h"

#include <algorithm>

#include <QLabel>
#include <QVBoxLayout>

#include "ui/compare/LayerRow.h"
#include "ui/view/ViewerOverlays.h"

namespace bolus {

LayersPanel::LayersPanel(ViewerOverlays& overlays, QWidget* parent)
    : QWidget(parent), m_overlays(overlays) {
    setObjectName(QStringLiteral("layersPanel"));
    auto* heading = new QLabel(tr("Over the active picture"));
    heading->setProperty("section", true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(10);
    rows->addWidget(heading);
    connect(&overlays, &ViewerOverlays::changed, this, &LayersPanel::refresh);
    refresh();
}

/// Rows stay where they can: one of them may be under the mouse.
void LayersPanel::refresh() {
    const std::vector<SceneLayer> layers = m_overlays.layers();
    for (auto row = m_rows.begin(); row != m_rows.end();) {
        const bool stays = std::ranges::any_of(
            layers, [&](const SceneLayer& layer) { return layer.id == row->first; });
        if (!stays) {
            row->second->hide();
            row->second->deleteLater(); // its own button may have asked for it
        }
        row = stays ? std::next(row) : m_rows.erase(row);
    }
    int place = 1; // below the heading
    for (const SceneLayer& layer : layers) {
        LayerRow*& row = m_rows[layer.id];
        if (row == nullptr) {
            row = new LayerRow(layer);
            connect(row, &LayerRow::styled, &m_overlays, &ViewerOverlays::setStyle);
            connect(row, &LayerRow::removed, &m_overlays, &ViewerOverlays::remove);
        } else {
            row->setLayer(layer);
        }
        static_cast<QVBoxLayout*>(layout())->insertWidget(place++, row);
    }
    setVisible(!layers.empty());
}

} // namespace bolus
