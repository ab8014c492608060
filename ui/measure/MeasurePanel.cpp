#include "ui/measure/MeasurePanel.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/measure/EnhancementChart.h"
#include "ui/measure/WashoutText.h"
#include "ui/style/Theme.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

constexpr int renewMs = 60; // a drag changes a shape with each move of the mouse
constexpr int beside = 8;   // the margin

QToolButton* button(const char* name, const QString& text, const QString& tip) {
    auto* made = new QToolButton;
    made->setObjectName(QLatin1String(name));
    made->setText(text);
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    return made;
}

QStringList detailLines(const RegionStatistics& s) {
    return {MeasurePanel::tr("%1 to %2").arg(meanNumber(s.min), meanNumber(s.max)),
            MeasurePanel::tr("%n voxel(s)", nullptr, pluralCount(s.voxels))};
}

} // namespace

MeasurePanel::MeasurePanel(ViewerWidget& viewer, QWidget* parent)
    : QWidget(parent), m_viewer(viewer), m_rows(new QTableWidget), m_chart(new EnhancementChart),
      m_washout(new QLabel),
      m_empty(new QLabel(
          tr("Nothing is measured in this case yet. The tools are in the menu Measure."))),
      m_copy(button("copyMeasurements", tr("Copy"), tr("Copy the table as text"))),
      m_save(button("saveMeasurements", tr("CSV…"), tr("Save the table as CSV"))),
      m_remove(button("removeMeasurement", tr("Remove"), tr("Remove the selected measurement"))),
      m_showCurves(button("showCurves", tr("Curves"),
                          tr("Show the curves and the washout instead of the table"))),
      m_halves(new QSplitter), m_curves(new QWidget) {
    setObjectName(QStringLiteral("measurePanel"));
    m_rows->setObjectName(QStringLiteral("measureTable"));
    m_rows->setAccessibleName(tr("Measurements"));
    m_rows->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_rows->setSelectionMode(QAbstractItemView::SingleSelection);
    m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->verticalHeader()->hide();
    m_rows->setWordWrap(true);
    buildHalves();
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(beside, 0, beside, beside);
    lines->setSpacing(2);
    lines->addLayout(buildTools());
    lines->addWidget(m_halves, 1);
    connectAll();
}

QLayout* MeasurePanel::buildTools() {
    auto* tools = new QHBoxLayout;
    m_showCurves->setCheckable(true);
    m_empty->setObjectName(QStringLiteral("nothingMeasured"));
    m_empty->setWordWrap(true);
    for (QToolButton* tool : {m_copy, m_save, m_remove}) {
        tools->addWidget(tool);
    }
    tools->addWidget(m_empty, 1);
    tools->addStretch();
    tools->addWidget(m_showCurves);
    return tools;
}

void MeasurePanel::buildHalves() {
    m_washout->setObjectName(QStringLiteral("washout"));
    m_washout->setWordWrap(true);
    m_washout->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_washout->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* words = new QScrollArea;
    words->setAccessibleName(tr("Washout"));
    words->setWidgetResizable(true);
    words->setFrameShape(QFrame::NoFrame);
    words->setWidget(m_washout);
    auto* curveRows = new QVBoxLayout(m_curves);
    curveRows->setContentsMargins(0, 0, 0, 0);
    curveRows->addWidget(m_chart, 3);
    curveRows->addWidget(words, 2);
    m_halves->setChildrenCollapsible(false);
    m_halves->addWidget(m_rows);
    m_halves->addWidget(m_curves);
}

void MeasurePanel::connectAll() {
    m_renewing.setSingleShot(true);
    m_renewing.setInterval(renewMs);
    connect(&m_renewing, &QTimer::timeout, this, &MeasurePanel::renew);
    connect(m_copy, &QToolButton::clicked, this, &MeasurePanel::copy);
    connect(m_save, &QToolButton::clicked, this, &MeasurePanel::csvRequested);
    connect(m_remove, &QToolButton::clicked, this,
            [this] { m_viewer.annotations().removeSelected(); });
    connect(m_rows, &QTableWidget::cellClicked, this, [this](int row) { goTo(row); });
    connect(m_rows, &QTableWidget::cellActivated, this, [this](int row) { goTo(row); }); // Enter
    connect(m_rows, &QTableWidget::currentCellChanged, this, [this](int row) { select(row); });
    connect(m_showCurves, &QToolButton::toggled, this, &MeasurePanel::arrange);
    connect(m_halves, &QSplitter::splitterMoved, this, [this] { m_isDivided = true; });
    connect(&m_viewer.annotations(), &AnnotationBook::changed, this, &MeasurePanel::renewSoon);
    connect(&m_viewer.annotations(), &AnnotationBook::selectionChanged, this, [this] {
        if (isVisible() && !m_renewing.isActive()) {
            showSelection();
        }
    });
    connect(&m_viewer.annotations(), &AnnotationBook::measured, this, &MeasurePanel::renewSoon);
    connect(&m_viewer, &ViewerWidget::activeViewportChanged, this, &MeasurePanel::renewSoon);
    connect(&theme::changes(), &theme::Changes::changed, this, [this] {
        m_chart->takeColors();
        renewSoon();
    });
    connect(&m_viewer, &ViewerWidget::loadingProgress, this, &MeasurePanel::renewSoon);
}

void MeasurePanel::setCase(const Case& exam) {
    OpenCase open{exam, {}};
    for (const VolumeRecord* volume : measuredPhases(exam)) {
        open.offPlaceMm.push_back(mostOffPlace(*volume));
    }
    m_cases[exam.id] = std::move(open);
    renewSoon();
}

void MeasurePanel::forgetCases() {
    m_cases.clear();
    renewSoon();
}

const MeasurePanel::OpenCase* MeasurePanel::shownCase() const {
    const SliceViewport* view = m_viewer.activeViewport();
    const auto found = view != nullptr ? m_cases.find(view->caseId()) : m_cases.end();
    return found == m_cases.end() ? nullptr : &found->second;
}

void MeasurePanel::renewSoon() {
    if (!m_renewing.isActive()) {
        m_renewing.start();
    }
}

void MeasurePanel::renew() {
    if (!isVisible()) {
        return; // showEvent
    }
    const OpenCase* open = shownCase();
    m_table =
        open != nullptr ? MeasureTable::of(open->exam, open->offPlaceMm, m_viewer) : MeasureTable();
    const bool any = !m_table.rows.empty();
    m_empty->setVisible(!any);
    m_copy->setEnabled(any);
    m_save->setEnabled(any);
    fillTable();
    showSelection();
}

void MeasurePanel::fillCell(int row, int column, const MeasureCell& cell) {
    QStringList lines{cell.text};
    if (cell.statistics && cell.statistics->voxels > 0) {
        lines << detailLines(*cell.statistics);
    }
    auto* item = new QTableWidgetItem((lines + cell.cautions).join('\n'));
    if (!cell.cautions.isEmpty()) {
        item->setForeground(theme::warning);
    }
    item->setToolTip(item->text());
    m_rows->setItem(row, column, item);
}

void MeasurePanel::fillTable() {
    const QScopedValueRollback filling(m_filling, true);
    m_rows->setColumnCount(2 + static_cast<int>(m_table.phaseNames.size()));
    m_rows->setHorizontalHeaderLabels(QStringList{tr("Measurement"), tr("Size")} +
                                      m_table.phaseNames);
    m_rows->setRowCount(static_cast<int>(m_table.rows.size()));
    for (std::size_t i = 0; i < m_table.rows.size(); ++i) {
        const MeasureRow& row = m_table.rows[i];
        const int at = static_cast<int>(i);
        m_rows->setItem(at, 0, new QTableWidgetItem(annotationName(row.annotation)));
        m_rows->setItem(at, 1, new QTableWidgetItem(sizeText(row.annotation)));
        for (std::size_t phase = 0; phase < row.cells.size(); ++phase) {
            fillCell(at, 2 + static_cast<int>(phase), row.cells[phase]);
        }
    }
    arrange();
}

void MeasurePanel::arrange() {
    constexpr int widest = 170; // of a phase: longer notes go over several lines
    m_rows->resizeColumnsToContents();
    for (int column = 2; column < m_rows->columnCount(); ++column) {
        m_rows->setColumnWidth(column, std::min(m_rows->columnWidth(column), widest));
    }
    const int edges = 2 * m_rows->frameWidth() + style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int wanted = m_rows->horizontalHeader()->length() + edges, room = width() - 2 * beside;
    const int left = room - m_halves->handleWidth() - wanted; // for the curves
    const bool both = left >= m_chart->minimumWidth();
    m_showCurves->setVisible(!both);
    m_rows->setVisible(both || !m_showCurves->isChecked());
    m_curves->setVisible(both || m_showCurves->isChecked());
    if (!both) {
        sharePhases(room - edges);
    } else if (!m_isDivided) {
        const int table = std::max(wanted, room * 5 / 8);
        m_halves->setSizes({table, room - table});
    }
    m_rows->resizeRowsToContents();
}

/// Each phase the same, so that all of them are in view.
void MeasurePanel::sharePhases(int room) {
    constexpr int least = 64;
    const int phases = m_rows->columnCount() - 2;
    if (phases <= 0 || m_rows->horizontalHeader()->length() <= room) {
        return;
    }
    const int each = (room - m_rows->columnWidth(0) - m_rows->columnWidth(1)) / phases;
    for (int column = 2; column < m_rows->columnCount(); ++column) {
        m_rows->setColumnWidth(column, std::max(least, each));
    }
}

void MeasurePanel::showSelection() {
    const std::string& selected = m_viewer.annotations().selected();
    const auto found = std::ranges::find(m_table.rows, selected,
                                         [](const MeasureRow& row) { return row.annotation.id; });
    const int row =
        found == m_table.rows.end() ? -1 : static_cast<int>(found - m_table.rows.begin());
    m_remove->setEnabled(!selected.empty());
    if (row != m_rows->currentRow()) { // else column and scroll stay where the keys went
        const QScopedValueRollback filling(m_filling, true);
        m_rows->setCurrentCell(row, row < 0 ? -1 : std::max(0, m_rows->currentColumn()));
    }
    showCurves();
}

void MeasurePanel::showCurves() {
    const CurveTimes times = curveTimes(m_table.phases);
    const std::string& selected = m_viewer.annotations().selected();
    m_chart->show(m_table, times, selected);
    const MeasureRow* region = nullptr; // the selected one, or the only one there is
    int regions = 0;
    for (const MeasureRow& row : m_table.rows) {
        if (row.annotation.hasRegion()) {
            ++regions;
            region = row.annotation.id == selected || region == nullptr ? &row : region;
        }
    }
    const bool chosen = region != nullptr && (region->annotation.id == selected || regions == 1);
    m_washout->setText(!chosen ? regions > 1 ? tr("Select a region for its washout.") : QString()
                               : annotationName(region->annotation) + '\n' +
                                     washoutText(m_table, *region, times));
}

void MeasurePanel::select(int row) {
    if (!m_filling && row >= 0 && row < static_cast<int>(m_table.rows.size())) {
        m_viewer.annotations().select(m_table.rows[static_cast<std::size_t>(row)].annotation.id);
    }
}

void MeasurePanel::goTo(int row) {
    if (row < 0 || row >= static_cast<int>(m_table.rows.size())) {
        return;
    }
    const Annotation annotation = m_table.rows[static_cast<std::size_t>(row)].annotation;
    const OpenCase* open = shownCase();
    select(row);
    if (open != nullptr) {
        const auto lies = m_viewer.annotations().placed(
            annotation, measuredKey(m_viewer.activeViewport()->record()));
        m_viewer.goToPlane(open->exam.id, centreOf(lies.annotation), annotation.frame.next);
    }
}

void MeasurePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void MeasurePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    renewSoon();
}

void MeasurePanel::copy() {
    QGuiApplication::clipboard()->setText(m_table.toText());
}

void MeasurePanel::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace bolus
