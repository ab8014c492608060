#include "ui/search/ResultsPage.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/search/FacetPanel.h"

namespace bolus {

namespace {

QString narrowKey() {
    return QStringLiteral("search/narrow");
}

QLabel* textLabel(const char* name) {
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->hide();
    return label;
}

void tell(QLabel& label, const QString& text) {
    label.setText(text);
    label.setVisible(!text.isEmpty());
}

/// What is not in the list although it fits, in one line.
QString leftOutText(const std::map<QString, qint64>& leftOut) {
    QStringList parts;
    const auto add = [&](const char* reason, const QString& text) {
        if (const auto found = leftOut.find(QLatin1String(reason));
            found != leftOut.end() && found->second > 0)
            parts << text.arg(QLocale().toString(found->second));
    };
    add("same_patient", ResultsPage::tr("%1 more of the same patients"));
    add("own_patient", ResultsPage::tr("%1 of this patient left out"));
    add("unremarkable", ResultsPage::tr("%1 more by images alone, hardly alike"));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

ResultsPage::ResultsPage(SearchController& search, HitModel& model, QWidget* parent)
    : QWidget(parent), m_search(search), m_model(model), m_list(new HitList(model)),
      m_facets(new FacetPanel), m_heading(new QLabel), m_unsure(textLabel("resultUnsure")),
      m_notice(textLabel("resultNotice")), m_below(textLabel("resultLeftOut")),
      m_narrow(new QToolButton), m_more(new QToolButton), m_menu(new QMenu(this)),
      m_further(new QPushButton(tr("Show more of them"))), m_open(new QPushButton(tr("Open"))),
      m_beside(new QPushButton(tr("Open beside"))) {
    m_notice->setProperty("notice", true);
    m_below->setProperty("small", true);
    m_further->setObjectName(QStringLiteral("showFurther"));
    m_further->setToolTip(tr("The next cases of this list; arrow down at its end does the same"));
    m_further->setAutoDefault(true);
    m_further->hide();
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(5);
    rows->addWidget(buildHeading());
    rows->addWidget(m_unsure);
    rows->addWidget(m_notice);
    rows->addWidget(m_facets);
    rows->addWidget(m_list, 1);
    rows->addWidget(m_further);
    rows->addWidget(m_below);
    rows->addWidget(buildButtons());
    connect(m_facets, &FacetPanel::narrowed, this, [this](const QStringList& words) {
        m_search.change([&](SearchWish& wish) { wish.narrowed = words; });
    });
    connect(m_list, &HitList::openRequested, this, &ResultsPage::open);
    connect(m_list, &HitList::foldRequested, this, &ResultsPage::toggleFold);
    const auto goOn = [this] {
        if (!m_further->isHidden() && m_further->isEnabled()) {
            m_further->setEnabled(false); // until they are there
            m_search.goOn();
        }
    };
    connect(m_list, &HitList::endReached, this, goOn);
    connect(m_further, &QPushButton::clicked, this, [this, goOn] {
        goOn();
        m_list->setFocus();
    });
    connect(&search, &SearchController::wentNoFurther, this, [this](const QString& sentence) {
        m_further->setEnabled(true);
        tell(*m_notice, sentence);
    });
    m_facets->hide();
}

QWidget* ResultsPage::buildHeading() {
    m_heading->setObjectName(QStringLiteral("resultHeading"));
    m_heading->setProperty("section", true);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    m_narrow->setObjectName(QStringLiteral("narrowResult"));
    m_narrow->setText(tr("Narrow"));
    m_narrow->setToolTip(tr("What is among the result, with how many cases; a click narrows it"));
    m_narrow->setCheckable(true);
    m_narrow->setChecked(QSettings().value(narrowKey()).toBool());
    m_narrow->setFocusPolicy(Qt::StrongFocus);
    connect(m_narrow, &QToolButton::toggled, this, [this](bool on) {
        QSettings().setValue(narrowKey(), on);
        setFacetsShown(on);
    });
    m_more->setObjectName(QStringLiteral("resultMenu"));
    m_more->setText(QStringLiteral("…"));
    m_more->setAccessibleName(tr("More for this result"));
    m_more->setToolTip(m_more->accessibleName());
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    m_more->setFocusPolicy(Qt::StrongFocus);
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2);
    line->addWidget(m_heading, 1);
    line->addWidget(m_narrow);
    line->addWidget(m_more);
    return box;
}

QWidget* ResultsPage::buildButtons() {
    m_open->setToolTip(tr("Open the selected case (Enter)"));
    m_beside->setObjectName(QStringLiteral("openBeside"));
    m_beside->setToolTip(tr("Show the selected case beside the current one (Ctrl+Enter)"));
    connect(m_open, &QPushButton::clicked, this, [this] { open(false); });
    connect(m_beside, &QPushButton::clicked, this, [this] { open(true); });
    auto* box = new QWidget;
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    for (QPushButton* button : {m_open, m_beside}) {
        button->setAutoDefault(true); // Enter presses it, as in a dialog
        line->addWidget(button, 1);
    }
    return box;
}

std::optional<Hit> ResultsPage::selected() const {
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? std::optional(m_model.hit(index)) : std::nullopt;
}

void ResultsPage::open(bool beside) {
    if (const auto hit = selected())
        beside ? Q_EMIT besideRequested(*hit) : Q_EMIT openRequested(*hit);
}

void ResultsPage::toggleFold(const QModelIndex& index) {
    if (m_model.foldText(index).isEmpty())
        return;
    if (m_model.isUnfolded(index)) {
        m_model.fold(index);
        return;
    }
    const Hit hit = m_model.hit(index);
    m_search.othersOfPatient(hit, [this, hit](const QList<Hit>& others, std::vector<Case> cases) {
        m_model.unfold(hit.caseId, others, std::move(cases));
    });
}

void ResultsPage::setFacetsShown(bool shown) {
    m_facets->setVisible(shown && m_narrow->isEnabled());
}

void ResultsPage::showSearching(const QString& title) {
    const QString shown = title.size() > 120 ? title.left(119) + QChar(0x2026) : title;
    m_heading->setText(tr("Searching: %1").arg(shown));
}

void ResultsPage::tellCount(const SearchAnswer& answer) {
    const qint64 count = answer.hits.size(), all = count + answer.beyond();
    m_heading->setText(all > count ? tr("The first %1 of %2 cases found")
                                         .arg(QLocale().toString(count), QLocale().toString(all))
                       : count > 0 ? tr("%n case(s) found", nullptr, static_cast<int>(count))
                                   : tr("No case matches. Fewer or other words may find more."));
    m_further->setVisible(all > count && answer.wish.saved.isEmpty());
    m_further->setEnabled(true);
}

void ResultsPage::showAnswer(const SearchAnswer& answer) {
    const bool goesOn = answer.goesOn && m_model.goOn(answer);
    if (!goesOn)
        m_model.setAnswer(answer);
    const auto count = answer.hits.size();
    tellCount(answer);
    tell(*m_unsure, count > 0 ? answer.whyUnsure : QString());
    QStringList notices{answer.notice};
    notices += answer.notes;
    notices.removeAll(QString());
    tell(*m_notice, notices.join(QLatin1Char('\n')));
    tell(*m_below, leftOutText(answer.leftOut));
    m_narrow->setEnabled(!answer.facets.empty());
    m_facets->setAnswer(answer);
    setFacetsShown(m_narrow->isChecked());
    if (count > 0 && !goesOn)
        m_list->choose(0);
    m_open->setEnabled(count > 0);
    m_beside->setEnabled(count > 0);
}

void ResultsPage::showFailure(const QString& sentence) {
    m_heading->setText(tr("Nothing could be searched"));
    m_further->hide();
    tell(*m_notice, sentence);
    tell(*m_unsure, {});
    tell(*m_below, {});
    m_facets->hide();
    m_model.clear();
    m_open->setEnabled(false);
    m_beside->setEnabled(false);
}

} // namespace bolus
