// What lies over the active picture: a row a layer, the topmost first.
#pragma once

#include <map>

#include <QWidget>

namespace bolus {

class LayerRow;
class ViewerOverlays;

/// Hidden while nothing lies over it.
class LayersPanel : public QWidget {
    Q_OBJECT
public:
    explicit LayersPanel(ViewerOverlays& overlays, QWidget* parent = nullptr);

private:
    void refresh();

    ViewerOverlays& m_overlays;
    std::map<std::string, LayerRow*> m_rows;
};

} // namespace bolus
