#include "ui/window/CaseController.h"

#include <algorithm>
#include <tuple>

#include "library/phases/CaseBuilder.h"
#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/UndoStep.h"

namespace bolus {

namespace {

/// The whole case, without hints that a merge has answered.
Result<Case> caseIn(Library& library, qint64 caseId) {
    auto exam = library.caseById(caseId);
    if (exam)
        dropAnsweredHints(*exam);
    return exam;
}

/// Whether two readings of one case show the same. Volumes get new rows when they are built anew.
bool sameCase(const Case& a, const Case& b) {
    const auto volume = [](const VolumeRecord& v) {
        return std::tuple(v.id, v.inPhaseSeries, v.phase.phase, v.phase.source, v.phase.confidence,
                          v.phase.reason);
    };
    const auto report = [](const Report& r) { return std::pair(r.id, r.text); };
    return a.patientName == b.patientName && a.description == b.description &&
           a.issues == b.issues && std::ranges::equal(a.volumes, b.volumes, {}, volume, volume) &&
           std::ranges::equal(a.reports, b.reports, {}, report, report);
}

} // namespace

CaseController::CaseController(LibrarySession& library, ViewerWidget& viewer, QUndoStack& undo,
                               QObject* parent)
    : QObject(parent), m_library(library), m_viewer(viewer), m_undo(undo) {
    connect(&viewer, &ViewerWidget::phaseChosen, this,
            [this](qint64 caseId, const QString& seriesUid, int part, Phase phase) {
                correctPhase(caseId, seriesUid, part, phase);
            });
    connect(&viewer, &ViewerWidget::filesDecoded, this, &CaseController::keepDecoded);
    connect(&viewer, &ViewerWidget::besideClosed, this, [this] {
        m_wantedBeside = 0;
        if (std::exchange(m_beside, std::nullopt))
            Q_EMIT besideClosed();
    });
}

// What is not kept is decoded once more another time, no worse.
void CaseController::keepDecoded(const std::vector<SliceRef>& files) {
    std::vector<FileStamp> stamps;
    for (const SliceRef& file : files)
        stamps.push_back(stampOf(file));
    m_library.ask<bool>(
        this,
        [stamps = std::move(stamps)](Library& library) -> Result<bool> {
            return library.markDecoded(stamps).has_value();
        },
        [](const Result<bool>&) {});
}

void CaseController::load(qint64 caseId, void (CaseController::*show)(Result<Case>)) {
    m_library.ask<Case>(
        this, [caseId](Library& library) { return caseIn(library, caseId); },
        [this, show](Result<Case> loaded) { (this->*show)(std::move(loaded)); });
}

void CaseController::open(qint64 caseId) {
    m_wanted = caseId;
    m_library.ask<Opened>(
        this,
        [caseId](Library& library) -> Result<Opened> {
            auto exam = caseIn(library, caseId);
            if (!exam)
                return std::unexpected(exam.error());
            return Opened{std::move(*exam), library.caseView(caseId).value_or(std::string())};
        },
        [this](Result<Opened> loaded) { showCase(std::move(loaded)); });
}

void CaseController::showCase(Result<Opened> loaded) {
    if (!loaded) {
        Q_EMIT failed(toText(loaded.error().message));
        return;
    }
    if (loaded->exam.id != m_wanted)
        return;
    if (m_case && m_case->id != loaded->exam.id)
        Q_EMIT caseLeaving(*m_case);
    m_case = std::move(loaded->exam);
    m_keptView = std::move(loaded->view);
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
    if (m_case)
        Q_EMIT caseLeaving(*m_case);
    m_case.reset();
    m_viewer.clear();
    Q_EMIT allClosed();
}

void CaseController::refreshAfterEdit(qint64 home) {
    m_home = home;
    refresh();
}

void CaseController::refresh() {
    if (m_case)
        reload(m_case->id);
    if (m_beside)
        reload(m_beside->id);
}

void CaseController::reload(qint64 caseId) {
    m_library.ask<Case>(
        this, [caseId](Library& library) { return caseIn(library, caseId); },
        [this, caseId](Result<Case> loaded) { update(caseId, std::move(loaded)); });
}

// Nothing moves, and no focus either, where the case is what it was: the library also changes with
// every vector that is prepared.
void CaseController::update(qint64 caseId, Result<Case> loaded) {
    if (!loaded) {
        const bool wanted = m_wanted == caseId || m_wantedBeside == caseId;
        if (loaded.error().code == ErrorCode::NotFound && shown(caseId) && wanted)
            leave(caseId);
        return;
    }
    const bool isCurrent = m_case && m_case->id == caseId && m_wanted == caseId;
    m_home = isCurrent ? 0 : m_home;
    const bool isBeside = m_beside && m_beside->id == caseId && m_wantedBeside == caseId;
    if ((!isCurrent && !isBeside) || sameCase(*shown(caseId), *loaded))
        return;
    if (isCurrent) {
        m_case = std::move(*loaded);
        m_viewer.showCase(*m_case);
    } else {
        m_beside = std::move(*loaded);
        m_viewer.showBeside(*m_beside);
    }
    Q_EMIT caseRefreshed(*shown(caseId));
}

void CaseController::leave(qint64 caseId) {
    const bool wasCurrent = m_case && m_case->id == caseId;
    const qint64 home = std::exchange(m_home, 0);
    if (home != 0 && home != caseId) { // gone by the user's own hand
        wasCurrent ? open(home) : closeBeside();
        return;
    }
    wasCurrent ? closeAll() : closeBeside();
    Q_EMIT failed(tr("Case %1 is no longer in the library (merged, or imported anew), so it was "
                     "closed.")
                      .arg(caseId));
}

const Case* CaseController::shown(qint64 caseId) const {
    if (m_case && m_case->id == caseId)
        return &*m_case;
    return m_beside && m_beside->id == caseId ? &*m_beside : nullptr;
}

void CaseController::correctPhase(qint64 caseId, const QString& seriesUid, int part, Phase phase) {
    const Case* exam = shown(caseId);
    if (!exam)
        return;
    const std::string series = seriesUid.toStdString();
    const auto volume = std::ranges::find_if(exam->volumes, [&](const VolumeRecord& record) {
        return record.seriesUid == series && record.part == part;
    });
    if (volume == exam->volumes.end())
        return;
    const PhaseRecord before = volume->phase;
    if (before.phase == phase && before.source == PhaseSource::User)
        return;
    const QString name =
        volume->seriesDescription.empty() ? seriesUid : toText(volume->seriesDescription);
    const auto correct = [=, this] {
        store(caseId,
              [=](Library& library) { return library.setPhase(caseId, series, phase, part); }, {});
    };
    const auto takeBack = [=, this, hung = volume->inPhaseSeries] {
        store(
            caseId,
            [=](Library& library) {
                return library.restorePhase(caseId, series, part, before, hung);
            },
            tr("Taken back: the phase of %1 is “%2” again.").arg(name, phaseName(before.phase)));
    };
    m_undo.push(new UndoStep(tr("phase of %1").arg(name), correct, takeBack));
}

void CaseController::store(qint64 caseId, std::function<Result<void>(Library&)> change,
                           const QString& sentence) {
    m_library.ask<bool>(
        this,
        [change = std::move(change)](Library& library) -> Result<bool> {
            if (auto stored = change(library); !stored)
                return std::unexpected(stored.error());
            return true;
        },
        [this, caseId, sentence](Result<bool> stored) {
            if (!stored)
                Q_EMIT failed(toText(stored.error().message));
            else if (!sentence.isEmpty())
                Q_EMIT takenBack(sentence);
            Q_EMIT phaseStored(caseId);
            refresh();
        });
}

} // namespace bolus
