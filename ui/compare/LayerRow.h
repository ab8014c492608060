// What lies over the picture, one layer: shown or not, colours, opacity, threshold, range.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include "viewer/ColorLayer.h"

namespace bolus {

QString colorMapName(ColorMap map);

/// A difference has no opacity, as the picture is not drawn under it, and one number for both ends;
/// a segment has one colour.
class LayerRow : public QWidget {
    Q_OBJECT
public:
    explicit LayerRow(const SceneLayer& layer, QWidget* parent = nullptr);

    const std::string& id() const { return m_layer.id; }
    void setLayer(const SceneLayer& layer); // tells nobody

Q_SIGNALS:
    void styled(const std::string& id, const bolus::LayerStyle& style);
    void removed(const std::string& id);

private:
    void buildControls();
    QSlider* slider(const char* name, const QString& accessible);
    QDoubleSpinBox* number(const char* name, const QString& accessible);
    void tell();

    SceneLayer m_layer;
    bool m_settling = false; // what changes now was not changed by the user
    QCheckBox* m_visible;
    QToolButton* m_remove;
    QLabel* m_caution;
    QComboBox* m_map;
    QSlider *m_opacity, *m_threshold;
    QDoubleSpinBox *m_low, *m_high;
    QLabel* m_to;
    QWidget* m_range;
    QFormLayout* m_form;
};

} // namespace bolus
