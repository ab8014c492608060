#include "ui/window/Searching.h"

#include <QApplication>
#include <QClipboard>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

#include "ui/common/NamePrompt.h"
#include "ui/common/Text.h"
#include "ui/library/LibraryPanel.h"
#include "ui/report/WhyPanel.h"
#include "ui/search/Collections.h"
#include "ui/search/HitTexts.h"
#include "ui/search/SearchController.h"
#include "ui/search/SearchPanel.h"
#include "ui/search/SearchRecords.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/Dialogs.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Workbench.h"

namespace bolus {

namespace {
constexpr int mostWidth = 260; // of a name in a menu
}

Searching::Searching(QMainWindow& window, const Parts& parts)
    : QObject(&window), m_window(window), m(parts),
      m_collections(new Collections(parts.bench.serve, this)),
      m_collectionMenu(new QMenu(tr("&Collections"), &window)) {
    m_collectionMenu->setObjectName(QStringLiteral("collectionMenu"));
    makeActions();
    addMenu();
    fillResultMenu();
    connectRecords();
    connectHits();
    arriveAtMatches();
    fillCollections();
}

QAction* Searching::add(const char* name, const QString& text, const QKeySequence& key,
                        void (Searching::*run)()) {
    auto* action = new QAction(text, &m.actions);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void Searching::makeActions() {
    m_ofHits = {add("moreLike", tr("&More like the selected case"), tr("Ctrl+Shift+M"),
                    &Searching::moreLike),
                add("lessLike", tr("&Less like the selected case"), tr("Ctrl+Shift+L"),
                    &Searching::lessLike),
                add("addToCollection", tr("&Add the selected case to a collection…"), tr("Ctrl+D"),
                    &Searching::addToCollection)};
    m_phraseMap = add("phraseMap", tr("Show what s&peaks for the phrase"), tr("Ctrl+Shift+H"),
                      &Searching::showPhraseMap);
    m_phraseMap->setToolTip(
        tr("Opens the selected case with the model's map for the phrase, where it is highest"));
    m_ofResults = {
        add("saveSearch", tr("&Save this search…"), tr("Ctrl+S"), &Searching::saveSearch),
        add("saveReceipt", tr("Save its &receipt…"), {}, &Searching::saveReceipt),
        add("copyReceipt", tr("&Copy its receipt"), {}, &Searching::copyReceipt),
        add("searchAgain", tr("Search again as &then"), {}, &Searching::searchAgain)};
    m_ofResults[1]->setToolTip(
        tr("The question, the model and what was found, to be repeated and checked"));
}

void Searching::addMenu() {
    auto* menu = new QMenu(tr("&Search"), &m_window);
    menu->setObjectName(QStringLiteral("searchMenu"));
    QAction* region = add("findSimilarRegion", tr("Find similar re&gions"), tr("Ctrl+Shift+R"),
                          &Searching::findSimilarRegion);
    region->setToolTip(
        tr("Finds cases that look alike in the selected sphere, ellipse or polygon"));
    menu->addAction(m.actions.similar);
    menu->addAction(region);
    menu->addSeparator();
    menu->addActions(m_ofHits);
    menu->addAction(m_phraseMap);
    menu->addMenu(m_collectionMenu);
    menu->addMenu(&m.panel.optionsMenu());
    menu->addSeparator();
    menu->addActions(m_ofResults);
    const QList<QAction*> tops = m_window.menuBar()->actions();
    QAction* before = nullptr;
    for (QAction* top : tops)
        if (top->menu() && top->menu()->actions().contains(m.actions.fineTune))
            before = top;
    m_window.menuBar()->insertMenu(before, menu);
    if (auto* measure = m_window.findChild<QMenu*>(QStringLiteral("measureMenu"))) {
        measure->addSeparator();
        measure->addAction(region);
    }
}

void Searching::fillResultMenu() {
    m.panel.resultMenu().addActions(m_ofResults);
    connect(&m.panel.resultMenu(), &QMenu::aboutToShow, this, [this] {
        const bool any = !m.panel.shownAnswer().wish.isEmpty();
        const bool kept = m.panel.shownAnswer().receipt > 0;
        m_ofResults[0]->setEnabled(any);
        for (qsizetype i = 1; i < m_ofResults.size(); ++i)
            m_ofResults[i]->setEnabled(kept);
    });
    connect(&m.panel.resultMenu(), &QMenu::aboutToHide, this, [this] {
        for (QAction* action : m_ofResults) // their keys say why they cannot
            action->setEnabled(true);
    });
}

void Searching::connectRecords() {
    const auto inform = [this](const QString& sentence) {
        m.messages.show(MessageBar::Level::Info, sentence);
    };
    const auto warn = [this](const QString& sentence) {
        m.messages.show(MessageBar::Level::Warning, sentence);
    };
    connect(&m.records, &SearchRecords::told, this,
            [this](const QString& sentence, const QString& details) {
                m.messages.show(MessageBar::Level::Info, sentence, details);
            });
    connect(&m.records, &SearchRecords::failed, this, warn);
    connect(m_collections, &Collections::told, this, inform);
    connect(m_collections, &Collections::failed, this, warn);
    connect(m_collections, &Collections::changed, this, &Searching::fillCollections);
    m.library.setCollectionMenu(m_collectionMenu);
    connect(&m.library, &LibraryPanel::collectRequested, this, [this] {
        QList<qint64> cases;
        for (const std::int64_t id : m.library.selectedCases())
            cases << id;
        askCollection(cases);
    });
}

void Searching::connectHits() {
    connect(&m.panel, &SearchPanel::saveRequested, this, &Searching::saveSearch);
    connect(&m.panel, &SearchPanel::menuRequested, this, &Searching::showHitMenu);
    connect(&m.panel, &SearchPanel::moreRequested, this, &Searching::moreLike);
    connect(&m.panel, &SearchPanel::lessRequested, this, &Searching::lessLike);
    connect(&m.search, &SearchController::wishChanged, this, &Searching::followExample);
}

void Searching::arriveAtMatches() {
    connect(&m.panel, &SearchPanel::openRequested, this, &Searching::showMatch);
    connect(&m.panel, &SearchPanel::besideRequested, this, &Searching::showMatch);
    connect(&m.why, &WhyPanel::placeRequested, this, &Searching::showMatch);
    connect(&m.why, &WhyPanel::mapRequested, this, [this] {
        if (const auto& hit = m.why.hit())
            showMapOf(Hit(*hit));
    });
    connect(&m.search, &SearchController::cleared, this, [this] {
        m_match.reset();
        m_peak = 0;
        m.viewer.annotations().outline(0, std::nullopt);
    });
    connect(&m.viewer, &ViewerWidget::caseShown, this, [this] {
        goToMatch();
        goToPeak();
    });
    connect(&m.heatmaps, &HeatmapController::shown, this, &Searching::goToPeak);
}

std::optional<ExampleCase> Searching::chosenCase() const {
    if (const auto hit = m.panel.selectedHit())
        return ExampleCase{hit->caseId, m.panel.titleOf(*hit)};
    if (const auto& open = m.cases.current())
        return ExampleCase{open->id, patientText(*open)};
    return std::nullopt;
}

void Searching::moreLike() {
    if (const auto exam = chosenCase())
        m.search.likeMore(*exam);
}

void Searching::lessLike() {
    if (const auto exam = chosenCase())
        m.search.likeLess(*exam);
}

void Searching::showHitMenu(const QPoint& global) {
    const auto hit = m.panel.selectedHit();
    if (!hit)
        return;
    auto* menu = new QMenu(&m_window);
    menu->setObjectName(QStringLiteral("hitMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, hit] { Q_EMIT m.panel.openRequested(*hit); });
    menu->addAction(tr("Open beside the current case"), this,
                    [this, hit] { Q_EMIT m.panel.besideRequested(*hit); });
    menu->addAction(tr("Preview"), &m.panel, &SearchPanel::togglePreview);
    if (!m.search.phrase().isEmpty())
        menu->addAction(m_phraseMap);
    menu->addSeparator();
    menu->addAction(m_ofHits[0]);
    menu->addAction(m_ofHits[1]);
    menu->addAction(tr("Find similar cases"), this,
                    [this, hit] { m.search.findSimilar(hit->caseId, m.panel.titleOf(*hit)); });
    menu->addSeparator();
    menu->addAction(m_ofHits[2]);
    if (!m.search.wish().collection.isEmpty())
        menu->addAction(tr("Take it out of “%1”").arg(m.search.wish().collection), this,
                        &Searching::takeOut);
    menu->popup(global);
}

// The phases that can be switched off are those of the example.
void Searching::followExample(const SearchWish& wish) {
    if (std::exchange(m_example, wish.example.id) == wish.example.id || wish.example.id == 0)
        return;
    m.bench.library.ask<std::vector<Case>>(
        this,
        [id = wish.example.id](Library& library) {
            return library.casesByIds(std::vector<std::int64_t>{id});
        },
        [this, id = wish.example.id](Result<std::vector<Case>> found) {
            if (!found || found->empty() || m_example != id)
                return;
            QStringList tokens;
            for (const Phase phase : phasesOf(found->front()))
                tokens << QLatin1String(phaseToken(phase));
            m.panel.setExamplePhases(tokens);
        });
}

void Searching::addToCollection() {
    if (const auto exam = chosenCase())
        askCollection({exam->id});
    else if (const auto id = m.library.selectedCase())
        askCollection({*id});
}

void Searching::takeOut() {
    if (const auto exam = chosenCase())
        m_collections->remove(m.search.wish().collection, {exam->id});
}

void Searching::askCollection(const QList<qint64>& cases) {
    if (cases.isEmpty())
        return;
    QStringList names;
    for (const Collections::Row& row : m_collections->rows())
        names << row.name;
    askName(&m_window, tr("Add to a collection"), tr("Collection (a new name makes a new one):"),
            names, {}, [this, cases](const QString& name) { m_collections->add(name, cases); });
}

void Searching::fillCollections() {
    m_collectionMenu->clear();
    for (const Collections::Row& row : m_collections->rows())
        addCollectionMenu(row.name, row.cases);
    if (m_collections->rows().isEmpty())
        m_collectionMenu->addAction(tr("None yet: add a case to one"))->setEnabled(false);
}

void Searching::addCollectionMenu(const QString& name, qint64 cases) {
    const QString shown = m_window.fontMetrics()
                              .elidedText(name, Qt::ElideRight, mostWidth)
                              .replace(QLatin1Char('&'), QStringLiteral("&&"));
    QMenu* menu = m_collectionMenu->addMenu(tr("%1 (%2)", "name, cases").arg(shown).arg(cases));
    menu->addAction(tr("Show in the list"), this, [this, name] {
        m.panel.clearSearch();
        m.library.filterBy(filterWord(QStringLiteral("collection"), name));
    });
    menu->addAction(tr("Search only in it"), this, [this, name] {
        if (m.search.wish().isEmpty())
            m.messages.show(MessageBar::Level::Info,
                            tr("Search first; then the result can be narrowed to “%1”.").arg(name));
        m.search.change([&](SearchWish& wish) { wish.collection = name; });
    });
    menu->addSeparator();
    menu->addAction(tr("Rename…"), this, [this, name] {
        askName(&m_window, tr("Rename the collection"), tr("New name:"), {}, name,
                [this, name](const QString& to) { m_collections->rename(name, to); });
    });
    menu->addAction(tr("Delete…"), this, [this, name] {
        m.dialogs.confirm(
            &m_window, tr("Delete the collection “%1”? Its cases stay in the library.").arg(name),
            tr("Delete"), [this, name] { m_collections->discard(name); });
    });
}

void Searching::saveSearch() {
    const SearchWish wish = m.search.wish();
    if (wish.isEmpty()) {
        m.messages.show(MessageBar::Level::Info, tr("Search first; then it can be saved."));
        return;
    }
    askName(&m_window, tr("Save this search"), tr("Name:"), {}, wish.title().left(80),
            [this](const QString& name) {
                m.search.saveAs(name, [this, name](const QString& problem) {
                    const auto level =
                        problem.isEmpty() ? MessageBar::Level::Info : MessageBar::Level::Warning;
                    m.messages.show(level, problem.isEmpty()
                                               ? tr("Saved as “%1”. The arrow down in the search "
                                                    "box lists saved searches.")
                                                     .arg(name)
                                               : problem);
                    m.records.refreshSaved();
                });
            });
}

void Searching::saveReceipt() {
    const qint64 receipt = m.panel.shownAnswer().receipt;
    if (receipt <= 0)
        return;
    m.dialogs.saveJson(
        &m_window, tr("Save the receipt of this search"),
        QStringLiteral("bolus-search-%1.json").arg(receipt),
        [this, receipt](const QString& file) { m.records.saveReceipt(receipt, file); });
}

void Searching::copyReceipt() {
    const SearchAnswer& answer = m.panel.shownAnswer();
    if (answer.receipt <= 0)
        return;
    QStringList lines{tr("Search %1: %2").arg(answer.receipt).arg(answer.wish.title(false)),
                      answer.wish.narrowed.join(QLatin1Char(' '))};
    for (const Hit& hit : answer.hits)
        lines << tr("%1. case %2 (%3)").arg(hit.rank).arg(hit.caseId).arg(ranksText(hit));
    lines.removeAll(QString());
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    m.messages.show(MessageBar::Level::Info,
                    tr("The receipt was copied. It names cases by number, no patients."));
}

void Searching::searchAgain() {
    if (const qint64 receipt = m.panel.shownAnswer().receipt; receipt > 0)
        m.records.replay(receipt);
}

} // namespace bolus
