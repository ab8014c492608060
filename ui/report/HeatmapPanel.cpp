#include "ui/report/HeatmapPanel.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLinearGradient>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/Theme.h"
#include "viewer/ColorMap.h"

namespace bolus {

HeatmapLegend::HeatmapLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Colours of the heatmap, from low to high"));
}

void HeatmapLegend::setDiverging(bool diverging) {
    m_diverging = diverging;
    update();
}

QSize HeatmapLegend::sizeHint() const {
    return {160, fontMetrics().height() + 14};
}

void HeatmapLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QLinearGradient colors(0, 0, width(), 0);
    for (int step = 0; step <= 16; ++step) {
        const double at = step / 16.0;
        const Rgb rgb = m_diverging ? coolWarm(at) : inferno(at);
        colors.setColorAt(at, QColor(rgb[0], rgb[1], rgb[2]));
    }
    painter.fillRect(QRect(0, 0, width(), 10), colors);
    painter.setPen(theme::secondaryText);
    const QRect labels(0, 12, width(), height() - 12);
    painter.drawText(labels, Qt::AlignLeft | Qt::AlignTop,
                     m_diverging ? tr("against the phrase") : tr("little attention"));
    painter.drawText(labels, Qt::AlignRight | Qt::AlignTop,
                     m_diverging ? tr("for it") : tr("most"));
}

HeatmapPanel::HeatmapPanel(QAction* toggle, QWidget* parent)
    : QWidget(parent), m_kind(new QComboBox), m_method(new QComboBox), m_methodNote(new QLabel),
      m_status(new QLabel), m_cell(new QLabel), m_legend(new HeatmapLegend),
      m_shares(new ShareBars), m_controls(new QWidget), m_tools(new QWidget) {
    m_opacity = slider(QStringLiteral("heatmapOpacity"), tr("Opacity of the heatmap"), 50);
    m_threshold = slider(QStringLiteral("heatmapThreshold"), tr("Threshold of the heatmap"), 15);
    m_kind->setObjectName(QStringLiteral("heatmapKind"));
    m_kind->setAccessibleName(tr("Kind of heatmap"));
    m_kind->addItem(tr("Attention of each phase"));
    m_kind->addItem(tr("View Attention (all phases)"));
    m_kind->addItem(tr("For the searched phrase"));
    for (QComboBox* box : {m_kind, m_method}) // long phrases are cut, not the dock
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    buildMethod();
    build(toggle);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        m_kind->setToolTip(m_kind->currentText());
        Q_EMIT kindChanged(kind());
    });
    connect(m_opacity, &QSlider::valueChanged, this, [this] { Q_EMIT opacityChanged(opacity()); });
    connect(m_threshold, &QSlider::valueChanged, this,
            [this] { Q_EMIT thresholdChanged(threshold()); });
    connect(toggle, &QAction::toggled, this, &HeatmapPanel::setControlsEnabled);
    setControlsEnabled(toggle->isChecked());
}

void HeatmapPanel::buildMethod() {
    m_method->setObjectName(QStringLiteral("heatmapMethod"));
    m_method->setAccessibleName(tr("How the heatmap is made"));
    m_method->addItem(tr("Exact shares"),
                      tr("What each place and phase adds to the result; it all sums up to it."));
    m_method->addItem(tr("Rollout"), tr("Those shares, followed back through the image encoder to "
                                        "the places it looked at."));
    m_method->addItem(tr("Gradient"), tr("Where a small change would alter the result most; not "
                                         "shares of the result."));
    m_methodNote->setObjectName(QStringLiteral("heatmapMethodNote"));
    m_methodNote->setWordWrap(true);
    m_methodNote->setProperty("secondary", true);
    m_methodNote->setText(m_method->currentData().toString());
    connect(m_method, &QComboBox::currentIndexChanged, this, [this] {
        m_methodNote->setText(m_method->currentData().toString());
        Q_EMIT methodChanged(method());
    });
}

QSlider* HeatmapPanel::slider(const QString& name, const QString& accessible, int value) {
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(name);
    slider->setAccessibleName(accessible);
    slider->setRange(0, 100);
    slider->setPageStep(10);
    slider->setValue(value);
    return slider;
}

void HeatmapPanel::build(QAction* toggle) {
    auto* heading = new QLabel(tr("Heatmap"));
    heading->setProperty("section", true);
    auto* button = new QToolButton;
    button->setDefaultAction(toggle);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto* top = new QHBoxLayout;
    top->addWidget(heading, 1);
    top->addWidget(button);
    m_status->setObjectName(QStringLiteral("heatmapStatus"));
    m_status->setWordWrap(true);
    m_status->setProperty("notice", true);
    m_status->hide();
    m_cell->setObjectName(QStringLiteral("heatmapCell"));
    m_cell->setWordWrap(true);
    m_cell->hide(); // until there is a map
    m_cell->setProperty("secondary", true);
    auto* sliders = new QGridLayout;
    sliders->addWidget(new QLabel(tr("Opacity")), 0, 0);
    sliders->addWidget(m_opacity, 0, 1);
    sliders->addWidget(new QLabel(tr("Threshold")), 1, 0);
    sliders->addWidget(m_threshold, 1, 1);
    auto* controls = new QVBoxLayout(m_controls);
    controls->setContentsMargins(0, 0, 0, 0);
    controls->setSpacing(6);
    controls->addWidget(m_kind);
    controls->addWidget(m_method);
    controls->addWidget(m_methodNote);
    controls->addLayout(sliders);
    for (QWidget* widget : QList<QWidget*>{m_legend, m_cell, m_shares})
        controls->addWidget(widget);
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(6);
    m_rows->addLayout(top);
    m_rows->addWidget(m_status);
    m_rows->addWidget(m_controls);
    m_rows->addWidget(m_tools);
    auto* tools = new QVBoxLayout(m_tools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(6);
}

void HeatmapPanel::setControlsEnabled(bool on) {
    m_controls->setVisible(on);
    m_tools->setVisible(on);
    if (!on)
        setStatus({});
}

HeatmapKind HeatmapPanel::kind() const {
    return static_cast<HeatmapKind>(m_kind->currentIndex());
}

void HeatmapPanel::setKind(HeatmapKind kind) {
    m_kind->setCurrentIndex(static_cast<int>(kind));
}

HeatmapMethod HeatmapPanel::method() const {
    return static_cast<HeatmapMethod>(m_method->currentIndex());
}

void HeatmapPanel::setStatus(const QString& sentence) {
    m_status->setText(sentence);
    m_status->setVisible(!sentence.isEmpty());
}

void HeatmapPanel::setCell(const std::array<double, 3>& mm) {
    const QLocale locale;
    m_cell->show();
    m_cell->setText(tr("One cell covers %1 × %2 × %3 mm; finer detail is not in the map. Hold H to "
                       "hide it.")
                        .arg(locale.toString(mm[0], 'f', 0), locale.toString(mm[1], 'f', 0),
                             locale.toString(mm[2], 'f', 0)));
}

void HeatmapPanel::setPhrase(const QString& phrase) {
    const int item = static_cast<int>(HeatmapKind::Text);
    m_kind->setItemText(item, phrase.isEmpty() ? tr("For the searched phrase")
                                               : tr("For “%1”").arg(phrase.simplified()));
    m_kind->setToolTip(m_kind->itemText(m_kind->currentIndex()));
}

void HeatmapPanel::addRow(QWidget* row) {
    m_rows->insertWidget(m_rows->count() - 1, row); // the tools stay below
}

void HeatmapPanel::addTool(QWidget* tool) {
    m_tools->layout()->addWidget(tool);
}

void HeatmapPanel::addControl(QWidget* control) {
    m_controls->layout()->addWidget(control);
}

void HeatmapPanel::setShares(std::vector<PhaseShare> shares) {
    m_shares->setShares(std::move(shares));
}

} // namespace bolus
