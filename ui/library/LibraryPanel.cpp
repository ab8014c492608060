#include "ui/library/LibraryPanel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/CaseDelegate.h"
#include "ui/library/FacetBar.h"
#include "ui/library/ListPlace.h"
#include "ui/library/Thumbnails.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

constexpr int restMs = 120; // between two keys of one word

QString orderKey() {
    return QStringLiteral("library/order");
}

} // namespace

LibraryPanel::LibraryPanel(CaseListModel& model, Thumbnails& thumbnails, QWidget* parent)
    : QWidget(parent), m_model(model), m_filter(new QLineEdit), m_facets(new FacetBar),
      m_order(new QComboBox), m_clear(new QToolButton), m_collections(new QToolButton), m_list(new QListView), m_count(new QLabel),
      m_problem(new QLabel) {
    m_typing.setSingleShot(true);
    m_typing.setInterval(restMs);
    buildRows();
    buildList();
    m_place = new ListPlace(*m_list, m_model, this);
    connect(&m_model, &CaseListModel::refreshed, this, &LibraryPanel::showRefreshed);
    connect(&m_model, &CaseListModel::failed, this, [this] { m_then = Then::Nothing; });
    connect(&m_typing, &QTimer::timeout, this, &LibraryPanel::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_facets, &FacetBar::chosen, this, [this] {
        applyFilter();
        Q_EMIT facetsChanged();
    });
    connect(m_order, &QComboBox::activated, this, [this] {
        QSettings().setValue(orderKey(), m_order->currentIndex());
        m_model.setOrder(static_cast<CaseOrder>(m_order->currentIndex()));
    });
    connect(m_clear, &QToolButton::clicked, this, &LibraryPanel::clearFilters);
    connect(&thumbnails, &Thumbnails::arrived, m_list->viewport(), qOverload<>(&QWidget::update));
    m_model.setOrder(static_cast<CaseOrder>(m_order->currentIndex()));
    updateCount();
}

void LibraryPanel::buildRows() {
    m_filter->setObjectName(QStringLiteral("caseFilter"));
    m_filter->setPlaceholderText(tr("Filter by patient, study or series"));
    m_filter->setToolTip(tr("Words of patient, study, series or phase; also modality:CT, "
                            "body:LIVER, phase:arterial, sex:F, age:60-69, year:2024, "
                            "maker:SIEMENS, id:12"));
    m_filter->setAccessibleName(tr("Filter the case list"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // what is dropped is imported, wherever it lands
    m_filter->installEventFilter(this);
    m_problem->setObjectName(QStringLiteral("filterProblem"));
    m_problem->setProperty("notice", true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_filter);
    rows->addWidget(m_problem);
    rows->addWidget(m_facets);
    rows->addWidget(buildCountRow());
    rows->addWidget(m_list, 1);
}

QWidget* LibraryPanel::buildCountRow() {
    m_count->setObjectName(QStringLiteral("caseCount"));
    m_count->setProperty("secondary", true);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->setText(tr("Show all"));
    m_clear->setIcon(theme::icon(QStringLiteral("close")));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setToolTip(tr("Take the filter and all choices away"));
    m_order->setObjectName(QStringLiteral("caseOrder"));
    m_order->setAccessibleName(tr("Order of the list"));
    m_order->setToolTip(tr("Order of the list"));
    m_order->addItems({tr("By patient"), tr("Newest first"), tr("Oldest first")});
    m_order->setCurrentIndex(qBound(0, QSettings().value(orderKey()).toInt(), 2));
    m_collections->setObjectName(QStringLiteral("collectionsButton"));
    m_collections->setIcon(theme::icon(QStringLiteral("star")));
    m_collections->setAccessibleName(tr("Collections"));
    m_collections->setToolTip(tr("Collections of cases"));
    m_collections->setPopupMode(QToolButton::InstantPopup);
    m_collections->setFocusPolicy(Qt::StrongFocus);
    m_collections->hide();
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(m_count, 1);
    line->addWidget(m_clear);
    line->addWidget(m_collections);
    line->addWidget(m_order);
    return box;
}

void LibraryPanel::buildList() {
    m_list->setObjectName(QStringLiteral("caseList"));
    m_list->setAccessibleName(tr("Cases"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CaseDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    connect(m_list, &QListView::activated, this, [this] { open(false); });
    connect(m_list, &QListView::customContextMenuRequested, this, &LibraryPanel::showMenu);
}

void LibraryPanel::applyFilter() {
    m_typing.stop();
    const auto typed = parseCaseFilter(m_filter->text().toStdString());
    m_problem->setVisible(!typed);
    if (!typed) { // or only half typed; the list stays as it is
        m_problem->setText(toText(typed.error().message));
        m_then = Then::Nothing;
        return;
    }
    m_model.setFilter(m_facets->appliedTo(*typed));
    updateCount();
}

void LibraryPanel::clearFilters() {
    m_filter->clear();
    m_facets->clear();
    applyFilter();
    Q_EMIT facetsChanged();
}

void LibraryPanel::reset() {
    m_place->choose(0);
    m_then = Then::Nothing;
    clearFilters();
}

// Asked once more where the last question failed; and where that fails, too, no later answer must
// open a case by itself.
void LibraryPanel::doOnceRead(Then then) {
    m_then = then;
    m_model.catchUp();
}

void LibraryPanel::showRefreshed() {
    m_facets->fill(m_model.facets());
    updateCount();
    if (isBehind())
        return;
    const Then then = std::exchange(m_then, Then::Nothing);
    if (then != Then::Nothing && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model.index(0));
    if (then == Then::Open || then == Then::Beside)
        open(then == Then::Beside);
}

void LibraryPanel::updateCount() {
    const int shown = m_model.rowCount(), all = static_cast<int>(m_model.total());
    const bool filtered = m_facets->anyChosen() || !m_filter->text().trimmed().isEmpty();
    m_count->setText(filtered || shown != all
                         ? tr("%1 of %Ln case(s)", nullptr, all).arg(QLocale().toString(shown))
                         : tr("%Ln case(s)", nullptr, all));
    m_clear->setVisible(filtered);
}

void LibraryPanel::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void LibraryPanel::focusList() {
    m_list->setFocus(Qt::ShortcutFocusReason);
    if (m_typing.isActive())
        applyFilter();
    if (isBehind())
        doOnceRead(Then::Select);
    else if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model.index(0));
}

std::optional<std::int64_t> LibraryPanel::selectedCase() const {
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? std::optional(m_model.idAt(index.row())) : std::nullopt;
}

std::vector<std::int64_t> LibraryPanel::selectedCases() const {
    return m_place->selected();
}

void LibraryPanel::selectCase(std::int64_t id) {
    m_place->choose(id);
    if (const int row = m_model.rowOf(id); row >= 0)
        m_list->setCurrentIndex(m_model.index(row));
}

CaseFilter LibraryPanel::facets() const {
    return m_facets->appliedTo({});
}

void LibraryPanel::filterBy(const QString& words) {
    m_filter->setText(words);
    applyFilter();
    focusList();
}

void LibraryPanel::setCollectionMenu(QMenu* menu) {
    m_collections->setMenu(menu);
    m_collections->show();
}

QString LibraryPanel::titleOf(std::int64_t id) const {
    const int row = m_model.rowOf(id);
    const QString title = row < 0 ? QString() : m_model.index(row).data(CaseRole::Title).toString();
    return title.isEmpty() ? QString::number(id) : title;
}

// The first row of what was typed a moment ago is not there yet: Enter must not open what it was.
void LibraryPanel::open(bool beside) {
    if (m_typing.isActive())
        applyFilter();
    if (isBehind()) {
        doOnceRead(beside ? Then::Beside : Then::Open);
        return;
    }
    if (const auto id = selectedCase())
        beside ? Q_EMIT besideRequested(*id) : Q_EMIT openRequested(*id);
}

bool LibraryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto& key = *static_cast<QKeyEvent*>(event);
    const bool handled = watched == m_filter ? filterKey(key) : listKey(key);
    return handled || QWidget::eventFilter(watched, event);
}

bool LibraryPanel::filterKey(const QKeyEvent& key) {
    switch (key.key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        focusList();
        return true;
    case Qt::Key_Escape:
        m_filter->clear();
        applyFilter();
        return true;
    default:
        return false;
    }
}

bool LibraryPanel::listKey(const QKeyEvent& key) {
    const auto modifiers = key.modifiers();
    if (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) {
        open(modifiers.testFlag(Qt::ControlModifier));
        return true;
    }
    const int step = key.key() == Qt::Key_Up ? -1 : key.key() == Qt::Key_Down ? 1 : 0;
    if (step != 0 && modifiers == Qt::ShiftModifier) {
        extendSelection(step);
        return true;
    }
    return false;
}

// From the row that was current when there was one selected, however it came to be: the view itself
// starts at the row that was last clicked or reached by a key.
void LibraryPanel::extendSelection(int step) {
    const QModelIndex from = m_list->currentIndex();
    const QModelIndex to = m_model.index(from.row() + step);
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
    const std::int64_t id = m_model.idAt(index.row());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, id] { Q_EMIT openRequested(id); });
    menu->addAction(tr("Open beside the current case"), this,
                    [this, id] { Q_EMIT besideRequested(id); });
    menu->addAction(tr("Find similar cases"), this, [this, id] { Q_EMIT similarRequested(id); });
    menu->addAction(tr("Add to a collection…"), this, &LibraryPanel::collectRequested);
    if (const auto selected = selectedCases(); selected.size() > 1)
        menu->addAction(
            tr("Merge the %n selected case(s)", nullptr, static_cast<int>(selected.size())), this,
            &LibraryPanel::mergeRequested);
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

} // namespace bolus
