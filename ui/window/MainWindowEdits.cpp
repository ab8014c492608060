// Merging, splitting and reordering cases from the window.
#include <algorithm>

#include "ui/common/Text.h"
#include "ui/library/ArrangeDialog.h"
#include "ui/library/LibraryPanel.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseEditor.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MainWindow.h"
#include "ui/window/MessageBar.h"

namespace bolus {

namespace {
constexpr int embedAfterMs = 4000; // more edits may follow
}

void MainWindow::connectEdits() {
    const auto inform = [this](const QString& sentence) {
        m_messages->show(MessageBar::Level::Info, sentence);
    };
    connect(m_editor, &CaseEditor::failed, this, [this](const QString& sentence) {
        m_messages->show(MessageBar::Level::Warning, sentence);
        if (m_arrange && m_cases->current())
            m_arrange->setCase(*m_cases->current()); // as it still is
    });
    connect(m_editor, &CaseEditor::edited, this, [this, inform](const QString& text, qint64 home) {
        inform(text);
        m_cases->refreshAfterEdit(home);
        Q_EMIT m_bench.library.changed();
        renewPictures(home);
    });
    connect(m_cases, &CaseController::takenBack, this, inform);
    for (const auto shown : {&CaseController::caseOpened, &CaseController::caseRefreshed})
        connect(m_cases, shown, this, [this] {
            if (m_arrange && m_cases->current())
                m_arrange->setCase(*m_cases->current());
        });
    connect(m_cases, &CaseController::caseRefreshed, this, &MainWindow::followMoved);
    connect(m_cases, &CaseController::allClosed, this, [this] { delete m_arrange; });
    connect(m_actions->mergeCases, &QAction::triggered, this, &MainWindow::mergeSelected);
    connect(m_libraryPanel, &LibraryPanel::mergeRequested, this, &MainWindow::mergeSelected);
    connect(m_actions->arrangeCase, &QAction::triggered, this, &MainWindow::showArranging);
    connect(m_actions->moveEarlier, &QAction::triggered, this, [this] { movePhase(-1); });
    connect(m_actions->moveLater, &QAction::triggered, this, [this] { movePhase(1); });
    connect(m_actions->splitSeries, &QAction::triggered, this, &MainWindow::splitSeries);
    m_viewer->setEdits({m_actions->moveEarlier, m_actions->moveLater, m_actions->splitSeries,
                        m_actions->arrangeCase});
    m_embedding.setSingleShot(true);
    m_embedding.setInterval(embedAfterMs);
    connect(&m_embedding, &QTimer::timeout, &m_bench.jobs, &LibraryJobs::embed);
    connect(m_editor, &CaseEditor::edited, this, &MainWindow::embedLater);
    connect(m_cases, &CaseController::phaseStored, this, &MainWindow::embedLater);
}

// The viewport of a phase that was moved stays the active one.
void MainWindow::followMoved() {
    const std::int64_t moved = std::exchange(m_moved, 0);
    const auto views = m_viewer->viewports();
    const auto view = std::ranges::find_if(
        views, [&](const SliceViewport* v) { return moved != 0 && v->record().id == moved; });
    if (view != views.end())
        m_viewer->setActiveViewport(static_cast<int>(view - views.begin()));
}

// The helper makes the list's pictures; the list looks for them again afterwards.
void MainWindow::renewPictures(qint64 caseId) {
    QStringList command{QStringLiteral("case"), QStringLiteral("thumbnails")};
    if (caseId != 0)
        command << QString::number(caseId);
    m_bench.serve.request(command, {}, this,
                          [this](const ServeReply&) { Q_EMIT m_bench.library.changed(); });
}

void MainWindow::mergeSelected() {
    const std::vector<std::int64_t> cases = m_libraryPanel->selectedCases();
    if (cases.size() < 2) {
        m_messages->show(MessageBar::Level::Info,
                         tr("Select the cases of one exam in the list first: Ctrl and a click, or "
                            "Shift and the arrow keys."));
        return;
    }
    using Doubts = std::vector<std::string>;
    m_bench.library.ask<Doubts>(
        this, [cases](Library& library) { return library.mergeDoubts(cases); },
        [this, cases](Result<Doubts> doubts) {
            if (doubts)
                merge(cases, *doubts);
            else
                m_messages->show(MessageBar::Level::Warning, toText(doubts.error().message));
        });
}

// Asks first where equal patient IDs may stand for two people.
void MainWindow::merge(const std::vector<std::int64_t>& cases,
                       const std::vector<std::string>& doubts) {
    // The case on screen stays what it is, where it is one of them.
    const auto open =
        m_cases->current() ? std::ranges::find(cases, m_cases->current()->id) : cases.end();
    const std::int64_t into = open == cases.end() ? cases.front() : *open;
    std::vector<std::int64_t> others = cases;
    std::erase(others, into);
    if (doubts.empty()) {
        m_editor->merge(into, others);
        return;
    }
    QStringList sentences;
    for (const std::string& doubt : doubts)
        sentences << toText(doubt);
    m_dialogs.confirm(this,
                      tr("These cases may be of different people. %1\n\nMerge them all the same?")
                          .arg(sentences.join(QLatin1Char(' '))),
                      tr("Merge"), [this, into, others] { m_editor->merge(into, others); });
}

// Searching by image leaves a case out, or finds it as it was, until its vector is computed again.
void MainWindow::embedLater() {
    if (m_hasModel)
        m_embedding.start();
}

void MainWindow::splitSeries() {
    const SliceViewport* view = m_viewer->activeViewport();
    if (view && m_cases->current() && view->caseId() == m_cases->current()->id)
        m_editor->split(view->caseId(), {view->record().seriesUid});
}

void MainWindow::movePhase(int step) {
    const SliceViewport* view = m_viewer->activeViewport();
    if (!view || !m_cases->current())
        return;
    const Case& exam = *m_cases->current();
    std::vector<std::int64_t> order;
    for (const VolumeRecord& volume : exam.volumes)
        if (volume.inPhaseSeries)
            order.push_back(volume.id);
    const auto at = std::ranges::find(order, view->record().id);
    const auto place = at - order.begin(), target = place + step;
    if (at == order.end() || target < 0 || target >= std::ssize(order))
        return;
    m_moved = *at;
    std::swap(order[static_cast<std::size_t>(place)], order[static_cast<std::size_t>(target)]);
    m_editor->reorder(exam.id, order);
}

void MainWindow::showArranging() {
    if (!m_cases->current()) {
        m_messages->showOf(MessageBar::noCase, MessageBar::Level::Info,
                           tr("Open the case first whose series you want to order or split."));
        return;
    }
    if (!m_arrange) {
        m_arrange = new ArrangeDialog(this);
        m_arrange->addActions({m_actions->undo, m_actions->redo});
        connect(m_arrange, &ArrangeDialog::orderChosen, m_editor, &CaseEditor::reorder);
        connect(m_arrange, &ArrangeDialog::splitChosen, m_editor, &CaseEditor::split);
    }
    m_arrange->setCase(*m_cases->current());
    m_arrange->show();
    m_arrange->raise();
    m_arrange->activateWindow();
}

} // namespace bolus
