#include "ui/search/SearchPanel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/library/Thumbnails.h"
#include "ui/search/HitDelegate.h"
#include "ui/style/Theme.h"

namespace bolus {

SearchPanel::SearchPanel(SearchController& search, Thumbnails& thumbnails, QWidget* library,
                         QWidget* parent)
    : QWidget(parent), m_search(search), m_model(new HitModel(thumbnails, this)), m_box(new QLineEdit),
      m_stack(new QStackedWidget), m_list(new QListView), m_heading(new QLabel),
      m_notice(new QLabel), m_open(new QPushButton(tr("Open"))),
      m_beside(new QPushButton(tr("Open beside"))) {
    m_box->setObjectName(QStringLiteral("searchBox"));
    m_box->setPlaceholderText(tr("Search reports and images"));
    m_box->setAccessibleName(tr("Search phrase"));
    m_box->setClearButtonEnabled(true);
    m_box->setAcceptDrops(false); // what is dropped is imported, wherever it lands
    m_box->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_box->installEventFilter(this);
    m_stack->addWidget(library);
    m_stack->addWidget(buildResults());
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 4, 4, 8);
    rows->setSpacing(8);
    rows->addWidget(m_box);
    rows->addWidget(m_stack, 1);
    connect(&thumbnails, &Thumbnails::arrived, m_list->viewport(), qOverload<>(&QWidget::update));
    connect(m_box, &QLineEdit::textChanged, &search, &SearchController::type);
    connectSearch(search);
}

QWidget* SearchPanel::buildResults() {
    m_heading->setObjectName(QStringLiteral("resultHeading"));
    m_heading->setProperty("section", true);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    m_notice->setObjectName(QStringLiteral("resultNotice"));
    m_notice->setProperty("notice", true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("resultList"));
    m_list->setAccessibleName(tr("Found cases"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new HitDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->installEventFilter(this);
    m_open->setToolTip(tr("Open the selected case (Enter)"));
    m_beside->setObjectName(QStringLiteral("openBeside"));
    m_beside->setToolTip(tr("Show the selected case beside the current one (Ctrl+Enter)"));
    connect(m_open, &QPushButton::clicked, this, [this] { openSelected(false); });
    connect(m_beside, &QPushButton::clicked, this, [this] { openSelected(true); });
    connect(m_list, &QListView::doubleClicked, this, [this] { openSelected(false); });

    for (QPushButton* button : {m_open, m_beside})
        button->setAutoDefault(true); // Enter presses it, as in a dialog
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_open, 1);
    buttons->addWidget(m_beside, 1);
    auto* page = new QWidget;
    auto* rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_heading);
    rows->addWidget(m_notice);
    rows->addWidget(m_list, 1);
    rows->addLayout(buttons);
    return page;
}

void SearchPanel::connectSearch(SearchController& search) {
    connect(&search, &SearchController::searchStarted, this, [this](const QString& phrase) {
        m_heading->setText(tr("Searching: %1").arg(phrase));
        m_stack->setCurrentIndex(1);
    });
    connect(&search, &SearchController::answered, this, &SearchPanel::showAnswer);
    connect(&search, &SearchController::cleared, this, [this] {
        m_stack->setCurrentIndex(0);
        m_model->clear();
        m_shownPhrase.clear();
        m_shownWords.clear();
    });
    connect(&search, &SearchController::failed, this, [this](const QString& sentence) {
        m_heading->setText(tr("Nothing could be searched"));
        m_notice->setText(sentence);
        m_notice->show();
        m_model->clear();
    });
}

void SearchPanel::showAnswer(const SearchAnswer& answer) {
    m_shownPhrase = answer.phrase;
    m_shownWords = answer.words;
    m_model->setAnswer(answer);
    const int count = static_cast<int>(answer.hits.size());
    m_heading->setText(count ? tr("%n case(s) found", nullptr, count)
                             : tr("No case matches. Fewer or other words may find more."));
    m_notice->setText(answer.notice);
    m_notice->setVisible(!answer.notice.isEmpty());
    if (count)
        m_list->setCurrentIndex(m_model->index(0));
    m_open->setEnabled(count > 0);
    m_beside->setEnabled(count > 0);
    m_stack->setCurrentIndex(1);
    Q_EMIT resultsShown(count, answer.final);
}

void SearchPanel::focusBox() {
    m_box->setFocus(Qt::ShortcutFocusReason);
    m_box->selectAll();
}

void SearchPanel::setPhrase(const QString& phrase) {
    m_box->setText(phrase);
}

void SearchPanel::clearSearch() {
    m_box->clear();
    m_search.type({}); // also ends a search by example, for which the box is empty
}

bool SearchPanel::showsResults() const {
    return m_stack->currentIndex() == 1;
}

std::optional<Hit> SearchPanel::selectedHit() const {
    const QModelIndex index = m_list->currentIndex();
    return showsResults() && index.isValid() ? std::optional(m_model->hit(index)) : std::nullopt;
}

std::optional<Hit> SearchPanel::selectHitOtherThan(qint64 caseId) {
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        if (m_model->hit(index).caseId == caseId)
            continue;
        m_list->setCurrentIndex(index);
        return m_model->hit(index);
    }
    return std::nullopt;
}

void SearchPanel::openSelected(bool beside) {
    const auto hit = selectedHit();
    if (!hit)
        return;
    beside ? Q_EMIT besideRequested(*hit) : Q_EMIT openRequested(*hit);
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
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (key == Qt::Key_Escape && (showsResults() || !m_box->text().isEmpty())) {
        clearSearch();
        m_box->setFocus();
        return true;
    }
    if (enter && (watched == m_list || modifiers.testFlag(Qt::ControlModifier))) {
        openSelected(modifiers.testFlag(Qt::ControlModifier));
        return true;
    }
    if (watched == m_box && key == Qt::Key_Down) {
        (showsResults() ? static_cast<QWidget*>(m_list) : m_stack->currentWidget())->setFocus();
        return true;
    }
    if (watched == m_box && enter && selectedHit() && m_shownPhrase == m_search.phrase()) {
        openSelected(false); // Enter on an answered phrase opens the first hit
        return true;
    }
    if (watched == m_box && enter) {
        m_search.searchNow();
        return true;
    }
    return false;
}

} // namespace bolus
