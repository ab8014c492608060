#include "ui/review/Reviewing.h"

#include <QMenuBar>
#include <QSaveFile>

#include "ui/common/Text.h"
#include "ui/keys/KeyMap.h"
#include "ui/report/WhyPanel.h"
#include "ui/review/ComparePanel.h"
#include "ui/review/MapCheckPanel.h"
#include "ui/review/MapStrip.h"
#include "ui/review/ModelPair.h"
#include "ui/view/Alignment.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/HoldKey.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Workbench.h"

namespace bolus {

Reviewing::Reviewing(QMainWindow& window, const Parts& parts)
    : QObject(&window), m_window(window), m(parts), m_check(new MapCheckPanel(m.bench.library)),
      m_compare(new ComparePanel), m_place(new QComboBox), m_strip(new MapStrip),
      m_exportButton(new QPushButton(tr("Export attention…"))) {
    makeActions();
    m_look = new LookFirst(*m_lookAction, m.bench.library, m.cases, m.heatmaps, m.panel,
                           m.viewer.annotations());
    m_look->setPartOf([this](const std::string& seriesUid) -> std::optional<int> {
        const SliceViewport* active = m.viewer.activeViewport(); // that the pen draws on
        if (!active || active->record().seriesUid != seriesUid)
            return std::nullopt;
        return active->record().part;
    });
    m_export = new AttentionExport(m.bench.library, m.viewer, m.cases, m.heatmaps, m.panel,
                                   m.messages, this);
    fillPanel();
    connectCompare();
    connectLook();
    connectStrip();
    connect(&m.heatmaps, &HeatmapController::changed, this, &Reviewing::follow);
    connect(&m.heatmaps, &HeatmapController::shown, this, &Reviewing::follow);
    connect(&m.cases, &CaseController::caseOpened, m_check, &MapCheckPanel::forget);
    connect(&m.cases, &CaseController::caseRefreshed, m_check, &MapCheckPanel::forget);
    connect(&m.cases, &CaseController::allClosed, m_check, &MapCheckPanel::forget);
    follow();
}

QAction* Reviewing::action(const char* name, const QString& text) {
    auto* made = new QAction(text, &m.actions); // so that the page of keys has it
    made->setObjectName(QLatin1String(name));
    return made;
}

void Reviewing::makeActions() {
    m_lookAction = action("lookFirst", tr("&Look first, reveal the maps later"));
    m_lookAction->setCheckable(true);
    m_lookAction->setShortcut(tr("Z"));
    m_exportAction = action("exportAttention", tr("Export &attention…"));
    m_saveReadings = action("exportReadings", tr("Save rea&dings as a table…"));
    m_deleteReadings = action("deleteReadings", tr("Dele&te all readings…"));
    for (QAction* menuAction : m_window.menuBar()->actions()) {
        QMenu* menu = menuAction->menu();
        if (menu && menu->actions().contains(m.actions.exportView)) {
            QAction* after =
                menu->actions().value(menu->actions().indexOf(m.actions.exportView) + 1);
            menu->insertActions(after, {m_exportAction, m_saveReadings, m_deleteReadings});
        } else if (menu && menu->actions().contains(m.actions.heatmap)) {
            QAction* after = menu->actions().value(menu->actions().indexOf(m.actions.heatmap) + 1);
            menu->insertAction(after, m_lookAction);
        }
    }
    connect(m_exportAction, &QAction::triggered, this,
            [this] { m_export->ask(&m_window, m.dialogs); });
    connect(m_saveReadings, &QAction::triggered, this, &Reviewing::saveReadings);
    connect(m_deleteReadings, &QAction::triggered, this, &Reviewing::deleteReadings);
}

void Reviewing::fillPanel() {
    m_exportButton->setObjectName(QStringLiteral("exportAttentionButton"));
    m_exportButton->setToolTip(tr("Saves the maps on screen as pictures, as DICOM and as numbers"));
    connect(m_exportButton, &QPushButton::clicked, m_exportAction, &QAction::trigger);
    m.panel.addControl(m_place);
    m.panel.addControl(m_strip);
    m.panel.addRow(m_look);
    m.panel.addTool(m_compare);
    m.panel.addTool(m_check);
    m.panel.addTool(m_exportButton);
}

void Reviewing::connectCompare() {
    connect(m_compare, &ComparePanel::modelChosen, &m.heatmaps, &HeatmapController::setSecond);
    connect(m_compare, &ComparePanel::secondWanted, &m.heatmaps, &HeatmapController::showSecond);
    const QString other = QStringLiteral("otherModel");
    m.keys.declare(other, tr("The other model's map while held"), {Qt::SHIFT | Qt::Key_H});
    new HoldKey(m.keys, other, &m_window, [this](bool) {
        if (!m.heatmaps.isVeiled())
            m.heatmaps.showSecond(!m.heatmaps.showsSecond());
    });
    connect(&m.bench.library, &LibrarySession::opened, this, &Reviewing::readModels);
    connect(&m.bench.library, &LibrarySession::changed, this, &Reviewing::readModels);
}

void Reviewing::connectStrip() {
    m_place->setObjectName(QStringLiteral("heatmapPlace"));
    m_place->setAccessibleName(tr("Where the map is shown"));
    m_place->addItems({tr("Over the pictures"), tr("Beside the pictures")});
    m_place->setToolTip(tr("Where the map is shown. Beside the pictures each of its cells is one "
                           "block; a click on one goes there."));
    connect(m_place, &QComboBox::currentIndexChanged, this,
            [this](int place) { m.heatmaps.setBeside(place == 1); });
    connect(m_strip, &MapStrip::pointWanted, this, &Reviewing::goToCell);
    connect(&m.viewer, &ViewerWidget::viewStateChanged, this, &Reviewing::placeStrip);
    connect(&m.viewer, &ViewerWidget::activeViewportChanged, this, &Reviewing::placeStrip);
}

/// Of the current case: one that shows the phase where any does, the active one before others.
SliceViewport* Reviewing::viewOf(std::optional<Phase> phase) const {
    SliceViewport* best = nullptr;
    int most = -1;
    for (SliceViewport* view : m.viewer.viewports()) {
        if (!m.cases.current() || view->caseId() != m.cases.current()->id)
            continue;
        const VolumeRecord& record = view->record();
        const bool shows = phase && record.inPhaseSeries && record.phase.phase == *phase;
        const int rank = (shows ? 2 : 0) + (view == m.viewer.activeViewport() ? 1 : 0);
        if (rank > most) {
            best = view;
            most = rank;
        }
    }
    return best;
}

/// From the linked point to the volume of the phase, which need not be on screen.
PatientMap Reviewing::mapOf(std::optional<Phase> phase, const SliceViewport& view) const {
    for (const VolumeRecord& record : m.cases.current()->volumes)
        if (phase && record.inPhaseSeries && record.phase.phase == *phase)
            return m.viewer.alignment().mapOf(alignmentKey(record));
    return view.scene().map();
}

void Reviewing::placeStrip() {
    m_strip->setPoints([this](std::optional<Phase> phase) {
        const SliceViewport* view = viewOf(phase);
        return view ? mapOf(phase, *view).there(view->scene().state().point()) : Vec3{};
    });
}

void Reviewing::goToCell(const std::array<double, 3>& point, std::optional<Phase> phase) {
    if (const SliceViewport* view = viewOf(phase)) {
        view->scene().state().setPoint(mapOf(phase, *view).back(point));
        view->scene().state().setCrosshair(true);
    }
}

void Reviewing::connectLook() {
    connect(m_look, &LookFirst::veilChanged, this, &Reviewing::follow);
    connect(m_look, &LookFirst::failed, this, [this](const QString& sentence) {
        m.messages.showOf(m.viewer.shownCase().value_or(0), MessageBar::Level::Warning, sentence);
    });
    connect(m_look, &LookFirst::logged, this, [this](int marks) {
        m.messages.show(MessageBar::Level::Info,
                        tr("The reading was logged with %n mark(s). File → Save readings as a "
                           "table… writes them out.",
                           nullptr, marks));
    });
    connect(m_look, &LookFirst::givenUp, this, [this](int marks) {
        m.messages.show(MessageBar::Level::Info,
                        tr("Look first was switched off before the maps were revealed: nothing of "
                           "this look is logged. Its %n mark(s) stay as measurements.",
                           nullptr, marks));
    });
    connect(m_look, &LookFirst::resumed, this, [this](int cases) {
        const QString open = tr("The maps of %n case(s) had not been revealed: nothing of the look "
                                "at them was logged, and what was drawn stays as measurements.",
                                nullptr, cases);
        m.messages.show(MessageBar::Level::Info,
                        tr("“Look first” is on, as it was when Bolus was last open.") +
                            (cases > 0 ? QLatin1Char(' ') + open : QString()));
    });
    m_look->resume();
}

void Reviewing::readModels() {
    m.bench.library.ask<std::vector<ModelRow>>(
        this, [](Library& library) { return library.models(); },
        [this](const Result<std::vector<ModelRow>>& rows) {
            QStringList others;
            if (rows)
                for (const ModelRow& row : *rows)
                    if (!row.active)
                        others << toText(row.id);
            m_compare->setModels(others);
        });
}

/// Nothing about a map is told while it is hidden.
void Reviewing::follow() {
    const bool veiled = m.heatmaps.isVeiled();
    const qint64 id = m.cases.current() ? m.cases.current()->id : 0;
    m.why.setVeiled(veiled);
    for (QWidget* tool : QList<QWidget*>{m_check, m_compare, m_exportButton})
        tool->setVisible(!veiled);
    m_check->setMap(m.heatmaps.commandInTurn(id), veiled ? nullptr : m.heatmaps.answerInTurn(id),
                    m.panel.kind());
    followStrip();
    m_export->setChecked(m_check->isChecked());
    followPair();
}

void Reviewing::followStrip() {
    const AttentionAnswer* shown = m.heatmaps.isBeside() ? m.heatmaps.visibleAnswer() : nullptr;
    m_strip->setVisible(shown != nullptr);
    std::vector<MapStrip::Shown> maps;
    if (shown) {
        const qint64 id = m.cases.current()->id;
        const auto *first = m.heatmaps.answer(id), *second = m.heatmaps.secondAnswer(id);
        maps.push_back({shown});
        if (second) // the one whose turn it is above the other
            maps.push_back({shown == first ? second : first});
        for (MapStrip::Shown& each : maps)
            if (second)
                each.range = rangeOnOneScale(*each.answer, *first, *second, m.panel.kind());
    }
    m_strip->setMaps(maps, m.panel.kind());
    placeStrip();
}

void Reviewing::followPair() {
    const qint64 id = m.cases.current() ? m.cases.current()->id : 0;
    const auto* first = m.heatmaps.answer(id);
    const auto* second = m.heatmaps.secondAnswer(id);
    if (!first || !second || m.heatmaps.isVeiled()) {
        m_compare->setWaiting();
        return;
    }
    m_compare->setKeys(m.keys.keysText(QStringLiteral("otherModel")));
    m_compare->setPair(first->model, likenessOf(*first, *second, m.panel.kind()),
                       second->shares(m.panel.kind()));
    m_compare->setSecondShown(m.heatmaps.showsSecond(), m.heatmaps.isBeside());
}

void Reviewing::saveReadings() {
    m.dialogs.saveCsv(&m_window, tr("Save the readings"), QStringLiteral("bolus-readings.csv"),
                      [this](const QString& file) { writeReadings(file); });
}

void Reviewing::writeReadings(const QString& name) {
    m.bench.library.ask<std::vector<ReadingRow>>(
        this, [](Library& library) { return library.readings(); },
        [this, name](const Result<std::vector<ReadingRow>>& rows) {
            if (!rows) {
                m.messages.show(MessageBar::Level::Error, toText(rows.error().message));
                return;
            }
            std::vector<std::string> bodies;
            for (const ReadingRow& row : *rows)
                bodies.push_back(row.body);
            int unread = 0;
            const QByteArray csv = readingsCsv(bodies, unread).toUtf8();
            QSaveFile file(name);
            const bool saved =
                file.open(QIODevice::WriteOnly) && file.write(csv) == csv.size() && file.commit();
            if (!saved)
                m.messages.show(MessageBar::Level::Error,
                                tr("%1 could not be written. Choose another folder, or free some "
                                   "space.")
                                    .arg(name));
            else if (unread > 0)
                m.messages.show(MessageBar::Level::Warning,
                                tr("%n reading(s) of a newer Bolus could not be read and are not "
                                   "in the table.",
                                   nullptr, unread));
            else
                m.messages.show(MessageBar::Level::Info, tr("%n reading(s) were saved as %1.",
                                                            nullptr, pluralCount(bodies.size()))
                                                             .arg(name));
        });
}

void Reviewing::deleteReadings() {
    m.bench.library.ask<std::int64_t>(
        this, [](Library& library) { return library.readingCount(); },
        [this](const Result<std::int64_t>& count) {
            if (!count || *count == 0) {
                m.messages.show(MessageBar::Level::Info,
                                count ? tr("There are no readings in this library.")
                                      : toText(count.error().message));
                return;
            }
            m.dialogs.confirm(
                &m_window,
                tr("Delete all %n reading(s) of this library? This cannot be taken back; the "
                   "measurements stay.",
                   nullptr, static_cast<int>(*count)),
                tr("Delete"), [this] {
                    m.bench.library.ask<std::int64_t>(
                        this, [](Library& library) { return library.removeReadings(); },
                        [this](const Result<std::int64_t>& gone) {
                            m.messages.show(gone ? MessageBar::Level::Info
                                                 : MessageBar::Level::Error,
                                            gone ? tr("%n reading(s) were deleted.", nullptr,
                                                      static_cast<int>(*gone))
                                                 : toText(gone.error().message));
                        });
                });
        });
}

} // namespace bolus
