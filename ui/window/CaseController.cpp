#include "ui/window/CaseController.h"

#include <algorithm>

#include <QUndoCommand>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

class PhaseCommand : public QUndoCommand {
public:
    using Store = std::function<void(Phase)>;
    PhaseCommand(const QString& text, Phase before, Phase after, Store store)
        : QUndoCommand(text), m_before(before), m_after(after), m_store(std::move(store)) {}
    void undo() override { m_store(m_before); }
    void redo() override { m_store(m_after); }

private:
    Phase m_before, m_after;
    Store m_store;
};

} // namespace

CaseController::CaseController(LibrarySession& library, ViewerWidget& viewer, QUndoStack& undo,
                               QObject* parent)
    : QObject(parent), m_library(library), m_viewer(viewer), m_undo(undo) {
    connect(&viewer, &ViewerWidget::phaseChosen, this,
            [this](qint64 caseId, const QString& seriesUid, int, Phase phase) {
                correctPhase(caseId, seriesUid, phase);
            });
    connect(&viewer, &ViewerWidget::besideClosed, this, [this] {
        m_wantedBeside = 0;
        if (std::exchange(m_beside, std::nullopt))
            Q_EMIT besideClosed();
    });
}

void CaseController::load(qint64 caseId, void (CaseController::*show)(Result<Case>)) {
    m_library.ask<Case>(
        this, [caseId](Library& library) { return library.caseById(caseId); },
        [this, show](Result<Case> loaded) { (this->*show)(std::move(loaded)); });
}

void CaseController::open(qint64 caseId) {
    m_wanted = caseId;
    load(caseId, &CaseController::showCase);
}

void CaseController::showCase(Result<Case> loaded) {
    if (!loaded) {
        Q_EMIT failed(toText(loaded.error().message));
        return;
    }
    if (loaded->id != m_wanted)
        return;
    m_case = std::move(*loaded);
    m_viewer.showCase(*m_case);
    Q_EMIT caseOpened(*m_case);
}

void CaseController::openBeside(qint64 caseId) {
    if (!m_case) { // beside nothing: it becomes the current case
        open(caseId);
        return;
    }
    m_wantedBeside = caseId;
    load(caseId, &CaseController::showBeside);
}

void CaseController::showBeside(Result<Case> loaded) {
    if (!loaded) {
        Q_EMIT failed(toText(loaded.error().message));
        return;
    }
    if (loaded->id != m_wantedBeside)
        return;
    m_beside = std::move(*loaded);
    m_viewer.showBeside(*m_beside);
    Q_EMIT besideOpened(*m_beside);
}

void CaseController::closeBeside() {
    m_viewer.closeBeside();
    m_wantedBeside = 0;
    if (std::exchange(m_beside, std::nullopt))
        Q_EMIT besideClosed();
}

void CaseController::closeAll() {
    closeBeside();
    m_wanted = 0;
    m_case.reset();
    m_undo.clear();
    m_viewer.clear();
    Q_EMIT allClosed();
}

void CaseController::refresh() {
    if (m_case)
        open(m_case->id);
    if (m_beside)
        openBeside(m_beside->id);
}

const Case* CaseController::shown(qint64 caseId) const {
    if (m_case && m_case->id == caseId)
        return &*m_case;
    return m_beside && m_beside->id == caseId ? &*m_beside : nullptr;
}

void CaseController::correctPhase(qint64 caseId, const QString& seriesUid, Phase phase) {
    const Case* exam = shown(caseId);
    if (!exam)
        return;
    const auto volume =
        std::ranges::find(exam->volumes, seriesUid.toStdString(), &VolumeRecord::seriesUid);
    if (volume == exam->volumes.end())
        return;
    const bool sameByUser =
        volume->phase.phase == phase && volume->phase.source == PhaseSource::User;
    if (sameByUser)
        return;
    const auto store = [this, caseId, series = seriesUid.toStdString()](Phase wanted) {
        m_library.ask<bool>(
            this,
            [caseId, series, wanted](Library& library) -> Result<bool> {
                if (auto stored = library.setPhase(caseId, series, wanted); !stored)
                    return std::unexpected(stored.error());
                return true;
            },
            [this, caseId](Result<bool> stored) {
                if (!stored)
                    Q_EMIT failed(toText(stored.error().message));
                Q_EMIT phaseStored(caseId);
                refresh();
            });
    };
    const QString series = toText(volume->seriesDescription);
    m_undo.push(new PhaseCommand(tr("phase of %1").arg(series.isEmpty() ? seriesUid : series),
                                 volume->phase.phase, phase, store));
}

} // namespace bolus
