#include "ui/search/SearchBox.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/search/OptionsMenu.h"
#include "ui/search/SearchController.h"
#include "ui/search/SearchRecords.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

constexpr int mostListed = 12, mostWidth = 320, mostReadAs = 110;

QString shortened(const QFontMetrics& metrics, const QString& text) {
    return metrics.elidedText(text.simplified(), Qt::ElideRight, mostWidth)
        .replace(QLatin1Char('&'), QStringLiteral("&&"));
}

// The style sheet draws sections without their texts.
void addHeading(QMenu& menu, const QString& text) {
    if (!menu.isEmpty())
        menu.addSeparator();
    menu.addAction(text)->setEnabled(false);
}

} // namespace

SearchBox::SearchBox(SearchController& search, SearchRecords& records, QWidget* parent)
    : QWidget(parent), m_search(search), m_records(records), m_line(new QLineEdit),
      m_options(new OptionsMenu(this)), m_earlier(new QMenu(this)), m_readAs(new QLabel) {
    buildLine();
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("searchOptionsButton"));
    button->setIcon(theme::icon(QStringLiteral("sliders")));
    button->setToolTip(tr("How to search: words and images, one result a patient, …"));
    button->setAccessibleName(tr("How to search"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(m_options);
    button->setFocusPolicy(Qt::StrongFocus);
    m_readAs->setObjectName(QStringLiteral("readAs"));
    m_readAs->setAccessibleName(tr("How the phrase was understood"));
    m_readAs->setProperty("small", true);
    m_readAs->setWordWrap(true);
    m_readAs->setTextFormat(Qt::RichText);
    m_readAs->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_readAs->hide();
    auto* top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(m_line, 1);
    top->addWidget(button);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addLayout(top);
    rows->addWidget(m_readAs);
    m_earlier->setObjectName(QStringLiteral("earlierSearches"));
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!m_isFollowing)
            m_search.type(text);
    });
    connect(m_options, &OptionsMenu::chosen, &search, &SearchController::setOptions);
    connect(&search, &SearchController::wishChanged, this, &SearchBox::follow);
    connect(m_readAs, &QLabel::linkActivated, this, &SearchBox::useInstead);
    follow(search.wish());
}

void SearchBox::buildLine() {
    m_line->setObjectName(QStringLiteral("searchBox"));
    m_line->setAccessibleName(tr("Search phrase"));
    m_line->setToolTip(tr("Words of reports, or what the images show: lesion > 2 cm, "
                          "\"exact words\", -without, no ascites. Arrow down: earlier searches."));
    m_line->setClearButtonEnabled(true);
    m_line->setMaxLength(20000);
    m_line->setAcceptDrops(false); // what is dropped is imported, wherever it lands
    m_line->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_clock = m_line->addAction(theme::icon(QStringLiteral("clock")), QLineEdit::TrailingPosition);
    m_clock->setToolTip(tr("Earlier and saved searches (arrow down)"));
    connect(m_clock, &QAction::triggered, this, &SearchBox::showEarlier);
    m_star = m_line->addAction(theme::icon(QStringLiteral("star")), QLineEdit::TrailingPosition);
    m_star->setToolTip(tr("Save this search"));
    connect(m_star, &QAction::triggered, this, &SearchBox::saveRequested);
}

// What the wish says, which need not have been typed here.
void SearchBox::follow(const SearchWish& wish) {
    if (m_line->text().simplified() != wish.phrase) {
        m_isFollowing = true; // its own signals stay: the clear button needs them
        m_line->setText(wish.phrase);
        m_isFollowing = false;
    }
    m_line->setPlaceholderText(wish.example.id == 0 ? tr("Search reports and images")
                                                    : tr("Like this, but with …"));
    m_star->setVisible(!wish.isEmpty() && wish.saved.isEmpty());
    if (!(m_options->options() == wish.options))
        m_options->setOptions(wish.options);
    if (wish.isEmpty()) {
        m_answer = {};
        showReadAs({});
    }
}

void SearchBox::showReadAs(const QString& html) {
    m_readAs->setText(html);
    m_readAs->setVisible(!html.isEmpty());
}

void SearchBox::showAnswer(const SearchAnswer& answer) {
    m_answer = answer;
    tellReadAs(false);
}

void SearchBox::tellReadAs(bool whole) {
    const QString& text = m_answer.readAs;
    const bool isCut = !whole && text.size() > mostReadAs;
    QString html =
        (isCut ? text.left(mostReadAs) + QChar(0x2026) : text.left(5000)).toHtmlEscaped();
    if (isCut)
        html += QStringLiteral(" <a style=\"color:%1\" href=\"all\">%2</a>")
                    .arg(theme::accent.name(), tr("all of it").toHtmlEscaped());
    for (qsizetype i = 0; i < m_answer.corrections.size() && i < 5; ++i)
        html += QStringLiteral(" <a style=\"color:%1\" href=\"%2\">%3</a>")
                    .arg(theme::accent.name())
                    .arg(i)
                    .arg(tr("Search for exactly “%1”")
                             .arg(m_answer.corrections[i].first)
                             .toHtmlEscaped());
    showReadAs(html.trimmed());
}

void SearchBox::useInstead(const QString& link) {
    if (link == QLatin1String("all")) {
        tellReadAs(true);
        return;
    }
    const qsizetype i = link.toInt();
    if (i < 0 || i >= m_answer.corrections.size())
        return;
    const QString typed = m_answer.corrections[i].first;
    QString phrase = m_line->text();
    const qsizetype at = phrase.indexOf(typed, 0, Qt::CaseInsensitive);
    if (at < 0)
        return;
    phrase.replace(at, typed.size(),
                   QLatin1Char('"') + phrase.mid(at, typed.size()) + QLatin1Char('"'));
    m_line->setText(phrase);
    m_search.searchNow();
}

void SearchBox::showEarlier() {
    fillEarlier();
    m_earlier->setMinimumWidth(m_line->width());
    m_earlier->popup(m_line->mapToGlobal(QPoint(0, m_line->height())));
    for (QAction* action : m_earlier->actions())
        if (action->isEnabled() && !action->isSeparator()) {
            m_earlier->setActiveAction(action);
            break;
        }
}

void SearchBox::fillEarlier() {
    m_earlier->clear();
    addSaved();
    addPast();
    if (m_earlier->actions().size() < mostListed)
        addExamples();
}

void SearchBox::addSaved() {
    if (m_records.saved().isEmpty())
        return;
    addHeading(*m_earlier, tr("Saved"));
    for (const SavedSearch& saved : m_records.saved().mid(0, mostListed)) {
        QAction* action = m_earlier->addAction(theme::icon(QStringLiteral("star")),
                                               shortened(fontMetrics(), saved.name));
        action->setToolTip(saved.title);
        connect(action, &QAction::triggered, this, [this, name = saved.name] {
            SearchWish wish;
            wish.options = m_search.wish().options;
            wish.saved = name;
            m_search.search(wish);
        });
    }
    QMenu* forget = m_earlier->addMenu(tr("Remove a saved search"));
    for (const SavedSearch& saved : m_records.saved())
        connect(forget->addAction(shortened(fontMetrics(), saved.name)), &QAction::triggered, this,
                [this, name = saved.name] { m_records.forgetSaved(name); });
}

void SearchBox::addPast() {
    const QList<PastSearch> past = m_records.past();
    if (past.isEmpty())
        return;
    addHeading(*m_earlier, tr("Earlier"));
    for (const PastSearch& one : past.mid(0, mostListed)) {
        QAction* action = m_earlier->addAction(theme::icon(QStringLiteral("clock")),
                                               shortened(fontMetrics(), one.wish.title(false)));
        connect(action, &QAction::triggered, this,
                [this, wish = one.wish] { m_search.search(wish); });
    }
    QMenu* again = m_earlier->addMenu(tr("Search again as then"));
    again->setObjectName(QStringLiteral("searchAgain"));
    again->setToolTip(tr("Says whether the library gives the same today"));
    for (const PastSearch& one : past.mid(0, mostListed))
        if (one.receipt > 0)
            connect(again->addAction(shortened(fontMetrics(), one.wish.title(false))),
                    &QAction::triggered, this,
                    [this, receipt = one.receipt] { m_records.replay(receipt); });
    again->setEnabled(!again->isEmpty());
    connect(m_earlier->addAction(tr("Forget earlier searches")), &QAction::triggered, this,
            [this] { m_records.forgetPast(); });
}

void SearchBox::addExamples() {
    addHeading(*m_earlier, tr("For example"));
    for (const QString& phrase :
         {tr("arterial enhancement with washout"), tr("lesion > 2 cm in the right lobe"),
          tr("no ascites"), tr("\"portal vein thrombosis\" -cirrhosis")})
        connect(m_earlier->addAction(shortened(fontMetrics(), phrase)), &QAction::triggered, this,
                [this, phrase] {
                    m_line->setText(phrase);
                    m_search.searchNow();
                });
}

} // namespace bolus
