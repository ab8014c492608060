#include "ui/search/SearchPanel.h"

#include <QAction>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/library/PhasePictures.h"
#include "ui/library/Thumbnails.h"
#include "ui/search/ChipRow.h"
#include "ui/search/HitPreview.h"
#include "ui/search/OptionsMenu.h"
#include "ui/search/ResultsPage.h"
#include "ui/search/SearchBox.h"
#include "ui/search/SearchRecords.h"

namespace bolus {

SearchPanel::SearchPanel(SearchController& search, SearchRecords& records, Thumbnails& thumbnails,
                         PhasePictures& pictures, QWidget* library, QWidget* parent)
    : QWidget(parent), m_search(search), m_records(records),
      m_model(new HitModel(thumbnails, pictures, this)), m_box(new SearchBox(search, records)),
      m_chips(new ChipRow), m_stack(new QStackedWidget),
      m_results(new ResultsPage(search, *m_model)) {
    m_stack->addWidget(library);
    m_stack->addWidget(m_results);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 4, 4, 8);
    rows->setSpacing(6);
    rows->addWidget(m_box);
    rows->addWidget(m_chips);
    rows->addWidget(m_stack, 1);
    m_box->line().installEventFilter(this);
    m_results->list().installEventFilter(this);
    connect(&thumbnails, &Thumbnails::arrived, m_results->list().viewport(),
            qOverload<>(&QWidget::update));
    connect(m_box, &SearchBox::saveRequested, this, &SearchPanel::saveRequested);
    connect(m_chips, &ChipRow::changed, &search, &SearchController::change);
    connectSearch();
    connectList();
}

// The preview belongs to the window, which outlives the model that it shows.
SearchPanel::~SearchPanel() {
    delete m_preview;
}

void SearchPanel::connectSearch() {
    connect(&m_search, &SearchController::wishChanged, m_chips, &ChipRow::setWish);
    connect(&m_search, &SearchController::searchStarted, this, [this](const QString& title) {
        m_results->showSearching(title);
        m_stack->setCurrentIndex(1);
    });
    connect(&m_search, &SearchController::answered, this, &SearchPanel::showAnswer);
    connect(&m_search, &SearchController::placed, m_model, &HitModel::setSlices);
    connect(&m_search, &SearchController::cleared, this, [this] {
        closePreview();
        m_stack->setCurrentIndex(0);
        m_model->clear();
        m_shown = {};
    });
    connect(&m_search, &SearchController::failed, this, [this](const QString& sentence) {
        m_shown = {};
        m_results->showFailure(sentence);
        m_stack->setCurrentIndex(1);
    });
}

void SearchPanel::connectList() {
    HitList& list = m_results->list();
    connect(m_results, &ResultsPage::openRequested, this, [this](const Hit& hit) {
        closePreview();
        Q_EMIT openRequested(hit);
    });
    connect(m_results, &ResultsPage::besideRequested, this, [this](const Hit& hit) {
        closePreview();
        Q_EMIT besideRequested(hit);
    });
    connect(&list, &HitList::previewRequested, this, &SearchPanel::togglePreview);
    connect(&list, &HitList::menuRequested, this, &SearchPanel::menuRequested);
    connect(&list, &HitList::moreRequested, this, &SearchPanel::moreRequested);
    connect(&list, &HitList::lessRequested, this, &SearchPanel::lessRequested);
    connect(&list, &HitList::boxRequested, this, &SearchPanel::focusBox);
    connect(list.selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SearchPanel::followPreview);
}

void SearchPanel::showAnswer(const SearchAnswer& answer) {
    m_shown = answer;
    m_box->showAnswer(answer);
    m_results->showAnswer(answer);
    m_records.remember(answer);
    m_stack->setCurrentIndex(1);
    Q_EMIT resultsShown(static_cast<int>(answer.hits.size()), answer.final);
}

void SearchPanel::focusBox() {
    m_box->line().setFocus(Qt::ShortcutFocusReason);
    m_box->line().selectAll();
}

void SearchPanel::setPhrase(const QString& phrase) {
    m_box->line().setText(phrase);
}

void SearchPanel::clearSearch() {
    m_search.clear();
}

bool SearchPanel::showsResults() const {
    return m_stack->currentIndex() == 1;
}

std::optional<Hit> SearchPanel::selectedHit() const {
    return showsResults() ? m_results->selected() : std::nullopt;
}

std::optional<Hit> SearchPanel::selectHitOtherThan(qint64 caseId) {
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        if (m_model->hit(index).caseId == caseId)
            continue;
        m_results->list().choose(row);
        return m_model->hit(index);
    }
    return std::nullopt;
}

void SearchPanel::setExamplePhases(const QStringList& phases) {
    m_chips->setExamplePhases(phases);
}

QMenu& SearchPanel::resultMenu() {
    return m_results->menu();
}

QMenu& SearchPanel::optionsMenu() {
    return m_box->options();
}

void SearchPanel::openSelected(bool beside) {
    const auto hit = selectedHit();
    if (!hit)
        return;
    closePreview();
    beside ? Q_EMIT besideRequested(*hit) : Q_EMIT openRequested(*hit);
}

void SearchPanel::togglePreview() {
    const auto hit = selectedHit();
    if (m_preview && m_preview->isVisible()) {
        closePreview();
        return;
    }
    if (!hit || !m_previewArea)
        return;
    if (!m_preview) {
        m_preview = new HitPreview(*m_model, window());
        connect(m_preview, &HitPreview::openRequested, this, [this] { openSelected(false); });
    }
    const QPoint corner = m_previewArea->mapTo(window(), QPoint());
    m_preview->place(QRect(corner, m_previewArea->size()));
    m_preview->showHit(*hit);
    m_results->list().setFocus();
}

void SearchPanel::followPreview() {
    if (const auto hit = selectedHit(); hit && m_preview && m_preview->isVisible())
        m_preview->showHit(*hit);
}

void SearchPanel::closePreview() {
    if (m_preview)
        m_preview->hide();
}

void SearchPanel::hideEvent(QHideEvent* event) {
    closePreview();
    QWidget::hideEvent(event);
}

bool SearchPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (handleKey(watched, key->key(), key->modifiers()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

bool SearchPanel::handleKey(QObject* watched, int key, Qt::KeyboardModifiers modifiers) {
    const bool isBox = watched == &m_box->line();
    if (key == Qt::Key_Escape && m_preview && m_preview->isVisible()) {
        closePreview();
        return true;
    }
    if (key == Qt::Key_Escape && (showsResults() || !m_box->line().text().isEmpty())) {
        clearSearch();
        m_box->line().setFocus();
        return true;
    }
    return isBox && handleBoxKey(key, modifiers);
}

bool SearchPanel::handleBoxKey(int key, Qt::KeyboardModifiers modifiers) {
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (enter && modifiers.testFlag(Qt::ControlModifier)) {
        openSelected(true);
        return true;
    }
    if (key == Qt::Key_Down) {
        const bool empty = m_box->line().text().isEmpty() && !showsResults();
        if (empty || modifiers.testFlag(Qt::AltModifier))
            m_box->showEarlier();
        else
            (showsResults() ? static_cast<QWidget*>(&m_results->list()) : m_stack->currentWidget())
                ->setFocus();
        return true;
    }
    if (enter && selectedHit() && m_shown.wish.asks(m_search.wish())) {
        openSelected(false); // Enter on an answered phrase opens the first hit
        return true;
    }
    if (enter)
        m_search.searchNow();
    return enter;
}

} // namespace bolus
