#include "ui/library/LibraryPanel.h"

#include <algorithm>
#include <map>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/CaseDelegate.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

LibraryPanel::LibraryPanel(CaseListModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_filtered(new CaseFilterModel(this)),
      m_filter(new QLineEdit), m_list(new QListView), m_count(new QLabel) {
    m_filtered->setSourceModel(&model);
    m_modality = facet(QStringLiteral("modalityFacet"), tr("Modality"));
    m_bodyPart = facet(QStringLiteral("bodyPartFacet"), tr("Body part"));
    m_phase = facet(QStringLiteral("phaseFacet"), tr("Phase"));
    buildRows();
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &CaseFilterModel::setWords);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filtered, signal, this, &LibraryPanel::updateCount);
    connect(m_filtered, &QAbstractItemModel::modelReset, this, &LibraryPanel::updateCount);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_kept = selectedCase(); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        fillFacets();
        if (m_kept)
            selectCase(*m_kept);
    });
    connect(&model, &QAbstractItemModel::dataChanged, this, &LibraryPanel::fillFacets);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT openRequested(index.data(CaseRole::Id).toLongLong());
    });
    connect(m_list, &QListView::customContextMenuRequested, this, &LibraryPanel::showMenu);
    fillFacets();
    updateCount();
}

void LibraryPanel::buildRows() {
    m_filter->setObjectName(QStringLiteral("caseFilter"));
    m_filter->setPlaceholderText(tr("Filter by patient, study or series"));
    m_filter->setAccessibleName(tr("Filter the case list"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // what is dropped is imported, wherever it lands
    m_filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("caseList"));
    m_list->setAccessibleName(tr("Cases"));
    m_list->setModel(m_filtered);
    m_list->setItemDelegate(new CaseDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    m_count->setObjectName(QStringLiteral("caseCount"));
    m_count->setProperty("secondary", true);

    auto* facets = new QHBoxLayout;
    facets->setSpacing(6);
    for (QComboBox* box : {m_modality, m_bodyPart, m_phase})
        facets->addWidget(box, 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_filter);
    rows->addLayout(facets);
    rows->addWidget(m_list, 1);
    rows->addWidget(m_count);
}

QComboBox* LibraryPanel::facet(const QString& name, const QString& accessible) {
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(5);
    connect(box, &QComboBox::activated, this, [this] {
        m_filtered->setModality(m_modality->currentData().toString());
        m_filtered->setBodyPart(m_bodyPart->currentData().toString());
        const QVariant phase = m_phase->currentData();
        m_filtered->setPhase(phase.isValid() ? std::optional(static_cast<Phase>(phase.toInt()))
                                             : std::nullopt);
        Q_EMIT facetsChanged();
    });
    return box;
}

// Each facet lists what the library holds, with how many cases; the choice is kept.
void LibraryPanel::fillFacets() {
    std::map<QString, int> modalities, bodyParts;
    std::map<int, int> phases;
    for (const Case& exam : m_model.cases()) {
        if (!exam.modality.empty())
            ++modalities[toText(exam.modality)];
        if (!exam.bodyPart.empty())
            ++bodyParts[toText(exam.bodyPart)];
        for (const Phase phase : phasesOf(exam))
            ++phases[static_cast<int>(phase)];
    }
    const auto fill = [](QComboBox* box, const QString& all, const auto& counts,
                         const auto& label) {
        const QVariant chosen = box->currentData();
        box->clear();
        box->addItem(all);
        for (const auto& [value, count] : counts)
            box->addItem(QStringLiteral("%1 (%2)").arg(label(value)).arg(count), value);
        box->setCurrentIndex(chosen.isValid() ? qMax(0, box->findData(chosen)) : 0);
    };
    const auto same = [](const QString& value) { return value; };
    fill(m_modality, tr("Modality"), modalities, same);
    fill(m_bodyPart, tr("Body part"), bodyParts, same);
    fill(m_phase, tr("Phase"), phases,
         [](int phase) { return phaseName(static_cast<Phase>(phase)); });
    updateCount();
}

void LibraryPanel::updateCount() {
    const int shown = m_filtered->rowCount(), all = m_model.rowCount();
    m_count->setText(shown == all ? tr("%n case(s)", nullptr, all)
                                  : tr("%1 of %n case(s)", nullptr, all).arg(shown));
}

void LibraryPanel::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void LibraryPanel::focusList() {
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_filtered->index(0, 0));
    m_list->setFocus(Qt::ShortcutFocusReason);
}

std::optional<std::int64_t> LibraryPanel::selectedCase() const {
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? std::optional(index.data(CaseRole::Id).toLongLong()) : std::nullopt;
}

std::vector<std::int64_t> LibraryPanel::selectedCases() const {
    QModelIndexList rows = m_list->selectionModel()->selectedIndexes();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    std::vector<std::int64_t> ids;
    for (const QModelIndex& row : rows)
        ids.push_back(row.data(CaseRole::Id).toLongLong());
    return ids;
}

void LibraryPanel::selectCase(std::int64_t id) {
    const auto found = m_filtered->match(m_filtered->index(0, 0), CaseRole::Id,
                                         QVariant::fromValue<qint64>(id), 1, Qt::MatchExactly);
    if (!found.isEmpty())
        m_list->setCurrentIndex(found.front());
}

CaseFilter LibraryPanel::facets() const {
    CaseFilter filter;
    filter.modality = m_filtered->modality().toStdString();
    filter.bodyPart = m_filtered->bodyPart().toStdString();
    filter.hasPhase = m_filtered->phase();
    return filter;
}

bool LibraryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (watched == m_filter && (key->key() == Qt::Key_Down || enter)) {
        focusList();
        return true;
    }
    if (watched == m_filter && key->key() == Qt::Key_Escape) {
        m_filter->clear();
        return true;
    }
    if (watched == m_list && enter && selectedCase()) {
        const bool beside = key->modifiers().testFlag(Qt::ControlModifier);
        beside ? Q_EMIT besideRequested(*selectedCase()) : Q_EMIT openRequested(*selectedCase());
        return true;
    }
    const int step = key->key() == Qt::Key_Up ? -1 : key->key() == Qt::Key_Down ? 1 : 0;
    if (watched == m_list && step != 0 && key->modifiers() == Qt::ShiftModifier) {
        extendSelection(step);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

// From the row that was current when there was one selected, however it came to be: the view itself
// starts at the row that was last clicked or reached by a key.
void LibraryPanel::extendSelection(int step) {
    const QModelIndex from = m_list->currentIndex();
    const QModelIndex to = m_filtered->index(from.row() + step, 0);
    if (!from.isValid() || !to.isValid())
        return;
    QItemSelectionModel& selection = *m_list->selectionModel();
    if (selection.selectedIndexes().size() < 2 || !m_anchor.isValid())
        m_anchor = from;
    const QModelIndex anchor = m_anchor;
    const QItemSelection range(anchor.row() < to.row() ? anchor : to,
                               anchor.row() < to.row() ? to : anchor);
    selection.select(range, QItemSelectionModel::ClearAndSelect);
    selection.setCurrentIndex(to, QItemSelectionModel::NoUpdate);
    m_list->scrollTo(to);
}

void LibraryPanel::showMenu(const QPoint& at) {
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    const std::int64_t id = index.data(CaseRole::Id).toLongLong();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, id] { Q_EMIT openRequested(id); });
    menu->addAction(tr("Open beside the current case"), this,
                    [this, id] { Q_EMIT besideRequested(id); });
    menu->addAction(tr("Find similar cases"), this, [this, id] { Q_EMIT similarRequested(id); });
    if (const auto selected = selectedCases(); selected.size() > 1)
        menu->addAction(
            tr("Merge the %n selected case(s)", nullptr, static_cast<int>(selected.size())), this,
            &LibraryPanel::mergeRequested);
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

} // namespace bolus
