#include "ui/window/PhaseAligning.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QMainWindow>
#include <QMenu>

#include "ui/common/Text.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/Workbench.h"

namespace bolus {

PhaseAligning::PhaseAligning(QMainWindow& window, Workbench& bench, ViewerWidget& viewer,
                             CaseController& cases, Actions& actions, QMenu& menu,
                             MessageBar& messages)
    : QObject(&window), m_bench(bench), m_viewer(viewer), m_cases(cases), m_messages(messages) {
    makeActions(actions, menu);
    connectAll();
    follow();
}

void PhaseAligning::makeActions(Actions& actions, QMenu& menu) {
    const auto add = [&](const char* name, const QString& text, const QString& tip,
                         const QKeySequence& key, bool checkable) {
        auto* action = new QAction(text, &actions);
        action->setObjectName(QLatin1String(name));
        action->setToolTip(tip);
        action->setShortcut(key);
        action->setCheckable(checkable);
        menu.addAction(action);
        return action;
    };
    menu.addSeparator();
    m_register = add("registerPhases", tr("&Register the phases to this one"),
                     tr("Find where each place of this phase lies in the others"), tr("J"), false);
    m_byRegistration = add("linkByRegistration", tr("&Link by registration, not by position"),
                           tr("Link by registration, not by position"), {}, true);
    m_byRegistration->setChecked(true);
    m_byHand = add("alignByHand", tr("&Align this phase by hand, or keep how it lies"),
                   tr("Scroll and pan this view apart from the others, then keep how it lies"),
                   tr("Shift+J"), true);
    m_forget = add("forgetAlignment", tr("&Forget what was aligned by hand"),
                   tr("Forget what was aligned by hand"), {}, false);
}

void PhaseAligning::connectAll() {
    connect(m_register, &QAction::triggered, this, &PhaseAligning::registerPhases);
    connect(m_byRegistration, &QAction::toggled, this,
            [this](bool by) { m_viewer.setLinkedByRegistration(by); });
    connect(m_byHand, &QAction::triggered, this, [this](bool on) {
        m_viewer.setAligning(on);
        follow(); // where there is nothing to align, the mark goes back
    });
    connect(m_forget, &QAction::triggered, this, &PhaseAligning::forgetShifts);
    connect(&m_viewer, &ViewerWidget::aligningChanged, this, [this](bool aligning) {
        follow();
        m_messages.withdraw(std::exchange(m_asked, {}));
        if (!aligning) {
            load(); // what came meanwhile
        } else {
            m_asked = tr("Scroll and pan this view until it shows the same place as the others. "
                         "%1, or Compare in the menu View, keeps that; Esc leaves it as it was.")
                          .arg(m_byHand->shortcut().toString(QKeySequence::NativeText));
            tell(MessageBar::Level::Info, m_asked);
        }
    });
    connect(&m_viewer, &ViewerWidget::alignedByHand, this,
            [this](qint64 volume, const Vec3& mm) { keepShift(volume, mm); });
    for (const auto shown : {&CaseController::caseOpened, &CaseController::caseRefreshed})
        connect(&m_cases, shown, this, &PhaseAligning::load);
    connect(&m_cases, &CaseController::allClosed, this, [this] { m_shown = 0; });
    connect(&m_bench.library, &LibrarySession::changed, this, &PhaseAligning::load);
}

/// Of the open case.
void PhaseAligning::tell(MessageBar::Level level, const QString& sentence) {
    m_messages.showOf(m_cases.current() ? m_cases.current()->id : 0, level, sentence);
}

void PhaseAligning::registerPhases() {
    const SliceViewport* active = m_viewer.activeViewport();
    const auto& exam = m_cases.current();
    if (active == nullptr || !exam || active->caseId() != exam->id)
        return;
    const auto phases = std::ranges::count_if(exam->volumes, &VolumeRecord::inPhaseSeries);
    if (phases < 2) {
        tell(MessageBar::Level::Warning,
             tr("This exam has one phase: there is nothing to register it to."));
        return;
    }
    if (m_job && !m_job->isOver()) {
        tell(MessageBar::Level::Info, tr("Phases are being registered already."));
        return;
    }
    m_job = m_bench.jobs.registerPhases(exam->id, patientText(*exam),
                                        toText(alignmentKey(active->record())));
    connect(m_job, &Job::ended, this, [this] { jobEnded(*m_job); });
}

void PhaseAligning::jobEnded(Job& job) {
    if (job.state() == JobState::Done || job.state() == JobState::Problems)
        m_byRegistration->setChecked(true);
    load();
}

namespace {

/// The phase that others were registered to last, where it went well with any; one that failed
/// hides none that did not.
std::string referenceOf(const std::vector<RegistrationRow>& rows) {
    const auto good = std::ranges::find_if(rows, [](const RegistrationRow& row) {
        return row.registration.quality.verdict == RegistrationVerdict::Good;
    });
    const auto row = good != rows.end() ? good : rows.begin();
    return row == rows.end() ? std::string() : alignmentKey(row->fixedSeries, row->fixedPart);
}

} // namespace

/// The registrations to one phase.
Result<PhaseAligning::Kept> PhaseAligning::read(Library& library, qint64 caseId) {
    const auto rows = library.registrations(caseId);
    if (!rows)
        return std::unexpected(rows.error());
    const auto shifts = library.handShifts(caseId);
    if (!shifts)
        return std::unexpected(shifts.error());
    Kept kept;
    kept.alignment.reference = referenceOf(*rows);
    for (const RegistrationRow& row : *rows) {
        const std::string fixed = alignmentKey(row.fixedSeries, row.fixedPart);
        if (fixed != kept.alignment.reference)
            continue;
        const std::string moving = alignmentKey(row.movingSeries, row.movingPart);
        kept.alignment.registered[moving] = {PatientMap::registered(row.registration),
                                             row.registration.quality};
        kept.stamp << toText(fixed + ' ' + moving + ' ' + row.made);
    }
    for (const HandShift& shift : *shifts) {
        const std::string key = alignmentKey(shift.seriesUid, shift.part);
        kept.alignment.byHand[key] = shift.mm;
        const std::string from = shift.fromSeries.empty()
                                     ? std::string()
                                     : alignmentKey(shift.fromSeries, shift.fromPart);
        kept.alignment.handFrom[key] = from;
        kept.stamp << QStringLiteral("%1 %2 %3 %4 %5")
                          .arg(toText(key), toText(from))
                          .arg(shift.mm[0])
                          .arg(shift.mm[1])
                          .arg(shift.mm[2]);
    }
    return kept;
}

void PhaseAligning::load() {
    const auto& exam = m_cases.current();
    if (!exam)
        return;
    m_bench.library.ask<Kept>(
        this, [id = exam->id](Library& library) { return read(library, id); },
        [this, id = exam->id](Result<Kept> kept) {
            if (kept)
                take(id, *kept);
        });
}

void PhaseAligning::take(qint64 caseId, const Kept& kept) {
    if (!m_cases.current() || m_cases.current()->id != caseId || m_viewer.isAligning())
        return;
    if (m_shown != caseId || m_stamp != kept.stamp) {
        m_shown = caseId;
        m_stamp = kept.stamp;
        m_viewer.setAlignment(kept.alignment);
    }
    follow();
}

/// The volume that this one was aligned to; 0: none.
qint64 PhaseAligning::alignedTo(qint64 volumeId) const {
    const auto& exam = m_cases.current();
    const auto& handFrom = m_viewer.alignment().handFrom;
    if (!exam)
        return 0;
    const auto aligned = std::ranges::find(exam->volumes, volumeId, &VolumeRecord::id);
    const auto from =
        aligned == exam->volumes.end() ? handFrom.end() : handFrom.find(alignmentKey(*aligned));
    if (from == handFrom.end())
        return 0;
    const auto volume =
        std::ranges::find(exam->volumes, from->second,
                          [](const VolumeRecord& record) { return alignmentKey(record); });
    return volume == exam->volumes.end() ? 0 : volume->id;
}

void PhaseAligning::keepShift(qint64 volumeId, const std::optional<Vec3>& mm) {
    m_bench.library.ask<bool>(
        this,
        [volumeId, mm, from = mm ? alignedTo(volumeId) : 0](Library& library) -> Result<bool> {
            if (auto kept = library.setHandShift(volumeId, mm, from); !kept)
                return std::unexpected(kept.error());
            return true;
        },
        [this](const Result<bool>& kept) {
            if (!kept)
                m_messages.show(MessageBar::Level::Warning,
                                tr("The alignment is on screen but could not be kept in the "
                                   "library: %1")
                                    .arg(toText(kept.error().message)));
        });
}

void PhaseAligning::forgetShifts() {
    const auto& exam = m_cases.current();
    Alignment alignment = m_viewer.alignment();
    if (!exam || alignment.byHand.empty())
        return;
    for (const VolumeRecord& volume : exam->volumes)
        if (alignment.byHand.contains(alignmentKey(volume)))
            keepShift(volume.id, std::nullopt);
    alignment.byHand.clear();
    alignment.handFrom.clear();
    m_viewer.setAlignment(alignment);
    follow();
}

void PhaseAligning::follow() {
    const Alignment& alignment = m_viewer.alignment();
    const auto counts = [](const auto& entry) { return entry.second.counts(); };
    m_byRegistration->setEnabled(std::ranges::any_of(alignment.registered, counts));
    m_byHand->setChecked(m_viewer.isAligning());
    m_forget->setEnabled(!alignment.byHand.empty());
}

} // namespace bolus
