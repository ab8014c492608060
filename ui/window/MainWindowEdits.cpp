// Merging, splitting and reordering cases from the window.
#include <algorithm>

#include "ui/library/ArrangeDialog.h"
#include "ui/library/LibraryPanel.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseEditor.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MainWindow.h"
#include "ui/window/MessageBar.h"

namespace bolus {

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
    std::vector<std::int64_t> cases = m_libraryPanel->selectedCases();
    if (cases.size() < 2) {
        m_messages->show(MessageBar::Level::Info,
                         tr("Select the cases of one exam in the list first: Ctrl and a click, or "
                            "Shift and the arrow keys."));
        return;
    }
    // The case on screen stays what it is, where it is one of them.
    const auto open =
        m_cases->current() ? std::ranges::find(cases, m_cases->current()->id) : cases.end();
    const std::int64_t into = open == cases.end() ? cases.front() : *open;
    std::erase(cases, into);
    m_editor->merge(into, cases);
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
        m_messages->show(MessageBar::Level::Info, tr("Open the case first whose series you want to "
                                                     "order or split."));
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
