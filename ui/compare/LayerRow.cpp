#include "ui/compare/LayerRow.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

constexpr double farthest = 1e6; // of a range

QIcon iconOf(ColorMap map) {
    constexpr int width = 48, height = 12;
    QPixmap bar(width, height);
    QPainter painter(&bar);
    for (int x = 0; x < width; ++x) {
        const auto [r, g, b] = colorAt(map, x / (width - 1.0));
        painter.fillRect(x, 0, 1, height, QColor(r, g, b));
    }
    return bar;
}

/// That tell a thousandth of a range apart; whole numbers where it is wide, as CT's are.
int decimalsFor(double range) {
    constexpr int most = 12;
    const double size = std::log10(std::max(range, 1e-12));
    return range >= 20 ? 0 : std::clamp(2 - static_cast<int>(std::floor(size)), 2, most);
}

QIcon iconOf(const Rgb& color) {
    QPixmap square(12, 12);
    square.fill(QColor(color[0], color[1], color[2]));
    return square;
}

} // namespace

QString colorMapName(ColorMap map) {
    switch (map) {
    case ColorMap::Inferno:
        return LayerRow::tr("Inferno");
    case ColorMap::Viridis:
        return LayerRow::tr("Viridis");
    case ColorMap::Cividis:
        return LayerRow::tr("Cividis (for colour-blind eyes)");
    case ColorMap::HotIron:
        return LayerRow::tr("Hot iron");
    case ColorMap::CoolWarm:
        return LayerRow::tr("Cool to warm");
    case ColorMap::Grey:
        break;
    }
    return LayerRow::tr("Grey");
}

LayerRow::LayerRow(const SceneLayer& layer, QWidget* parent)
    : QWidget(parent), m_layer(layer), m_visible(new QCheckBox), m_remove(new QToolButton),
      m_caution(new QLabel), m_map(new QComboBox),
      m_opacity(slider("layerOpacity", tr("Opacity of the layer"))),
      m_threshold(slider("layerThreshold", tr("Threshold of the layer"))),
      m_low(number("layerLow", tr("Value at the low end of the colours"))),
      m_high(number("layerHigh", tr("Value at the high end of the colours"))),
      m_to(new QLabel(tr("to"))), m_range(new QWidget), m_form(new QFormLayout) {
    setObjectName(QStringLiteral("layer-") + QString::fromStdString(layer.id));
    m_visible->setObjectName(QStringLiteral("layerVisible"));
    m_visible->setToolTip(tr("Show or hide this layer"));
    m_remove->setObjectName(QStringLiteral("layerRemove"));
    m_remove->setIcon(theme::icon(QStringLiteral("close")));
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Take this layer away"));
    m_remove->setAccessibleName(m_remove->toolTip());
    m_map->setObjectName(QStringLiteral("layerMap"));
    m_map->setAccessibleName(tr("Colours of the layer"));
    m_map->setIconSize({48, 12});
    for (const ColorMap map : allColorMaps)
        m_map->addItem(iconOf(map), colorMapName(map), static_cast<int>(map));
    m_caution->setWordWrap(true);
    m_caution->setProperty("notice", true);
    buildControls();
    setLayer(layer);
    connect(m_visible, &QCheckBox::toggled, this, &LayerRow::tell);
    connect(m_map, &QComboBox::currentIndexChanged, this, &LayerRow::tell);
    for (QSlider* each : {m_opacity, m_threshold})
        connect(each, &QSlider::valueChanged, this, &LayerRow::tell);
    for (QDoubleSpinBox* each : {m_low, m_high})
        connect(each, &QDoubleSpinBox::valueChanged, this, &LayerRow::tell);
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removed(m_layer.id); });
}

QSlider* LayerRow::slider(const char* name, const QString& accessible) {
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(QLatin1String(name));
    slider->setAccessibleName(accessible);
    slider->setRange(0, 100);
    slider->setPageStep(10);
    return slider;
}

QDoubleSpinBox* LayerRow::number(const char* name, const QString& accessible) {
    auto* number = new QDoubleSpinBox;
    number->setObjectName(QLatin1String(name));
    number->setAccessibleName(accessible);
    number->setRange(-farthest, farthest);
    number->setKeyboardTracking(false); // when it is typed, not while it is
    return number;
}

void LayerRow::buildControls() {
    auto* top = new QHBoxLayout;
    top->addWidget(m_visible, 1);
    top->addWidget(m_remove);
    auto* range = new QHBoxLayout(m_range);
    range->setContentsMargins(0, 0, 0, 0);
    range->addWidget(m_low, 1);
    range->addWidget(m_to);
    range->addWidget(m_high, 1);
    m_form->addRow(tr("Colours"), m_map);
    m_form->addRow(tr("Range"), m_range);
    m_form->addRow(tr("Opacity"), m_opacity);
    m_form->addRow(tr("Threshold"), m_threshold);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addLayout(top);
    rows->addWidget(m_caution);
    rows->addLayout(m_form);
}

void LayerRow::setLayer(const SceneLayer& layer) {
    m_settling = true;
    m_layer = layer;
    const LayerStyle& style = layer.style;
    const bool isDifference = layer.isDifference(), isThere = layer.source.values != nullptr;
    m_visible->setText(QString::fromStdString(layer.label));
    m_visible->setChecked(style.visible);
    m_caution->setText(QString::fromStdString(layer.caution));
    m_caution->setVisible(!layer.caution.empty());
    m_map->setCurrentIndex(m_map->findData(static_cast<int>(style.map)));
    m_opacity->setValue(qRound(style.opacity * 100));
    m_threshold->setValue(qRound(style.threshold * 100));
    const int decimals = decimalsFor(style.high - style.low);
    for (QDoubleSpinBox* each : {m_low, m_high}) {
        each->setDecimals(decimals);
        each->setSingleStep(decimals == 0 ? 10 : std::pow(10, 1 - decimals));
        each->setSuffix(layer.unit.empty() ? QString() : ' ' + QString::fromStdString(layer.unit));
    }
    m_high->setPrefix(isDifference ? QStringLiteral("± ") : QString());
    m_high->setMinimum(isDifference ? std::pow(10, -decimals) : -farthest);
    m_low->setValue(style.low);
    m_high->setValue(style.high);
    for (QWidget* each : QList<QWidget*>{m_low, m_to})
        each->setVisible(!isDifference);
    m_form->setRowVisible(m_map, !style.solid);
    m_form->setRowVisible(m_range, !style.solid);
    m_form->setRowVisible(m_opacity, !isDifference);
    m_form->setRowVisible(m_threshold, !style.solid || !layer.unit.empty());
    m_visible->setIcon(style.solid ? iconOf(*style.solid) : QIcon());
    for (QWidget* each : QList<QWidget*>{m_map, m_opacity, m_threshold, m_low, m_high})
        each->setEnabled(isThere);
    m_settling = false;
}

void LayerRow::tell() {
    if (m_settling)
        return;
    LayerStyle style = m_layer.style;
    style.visible = m_visible->isChecked();
    style.map = static_cast<ColorMap>(m_map->currentData().toInt());
    style.opacity = m_opacity->value() / 100.0;
    style.threshold = m_threshold->value() / 100.0;
    // The boxes round: only what was typed into one of them is taken from it.
    const double least = std::pow(10, -m_high->decimals()); // the ends stay apart
    if (sender() == m_high) {
        style.high = m_high->value();
        style.low = m_layer.isDifference() ? -style.high : std::min(style.low, style.high - least);
    } else if (sender() == m_low) {
        style.low = m_low->value();
        style.high = std::max(style.high, style.low + least);
    }
    Q_EMIT styled(m_layer.id, style);
}

} // namespace bolus
