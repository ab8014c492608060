#include "ui/view/ViewerState.h"

#include <algorithm>

#include <QMenu>
#include <QSet>

#include "library/reader/CheckedVolume.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/VolumeViewport.h"

namespace bolus {

namespace {

/// What the reader process has decoded for a volume is told on the GUI thread.
VolumeSource orDefault(VolumeSource source, ViewerWidget& owner) {
    if (source) {
        return source;
    }
    return [&owner](const VolumeRecord& record, Progress* progress) {
        return checkedVolume(record, progress, {}, [&owner](const std::vector<SliceRef>& files) {
            QMetaObject::invokeMethod(
                &owner, [&owner, files] { Q_EMIT owner.filesDecoded(files); },
                Qt::QueuedConnection);
        });
    };
}

/// Around every usable volume that hangs of a case.
std::optional<Bounds> fieldOf(const Case& exam, const Hanging& hanging, int which) {
    std::optional<Bounds> field;
    for (const HangingCell& cell : hanging.cells) {
        if (cell.exam != which || cell.volume < 0) {
            continue;
        }
        const auto geometry =
            VolumeGeometry::of(exam.volumes[static_cast<std::size_t>(cell.volume)]);
        if (geometry.isUsable()) {
            const Bounds bounds = geometry.bounds();
            field ? field->include(bounds) : void(field = bounds);
        }
    }
    return field;
}

std::optional<VolumeGeometry> firstGeometry(const Case& exam, const Hanging& hanging) {
    for (const HangingCell& cell : hanging.cells) {
        if (cell.exam == 0 && cell.volume >= 0) {
            const auto geometry =
                VolumeGeometry::of(exam.volumes[static_cast<std::size_t>(cell.volume)]);
            if (geometry.isUsable()) {
                return geometry;
            }
        }
    }
    return std::nullopt;
}

bool isHead(const Case& exam) {
    const QString part = QString::fromStdString(exam.bodyPart + ' ' + exam.description).toUpper();
    return part.contains("HEAD") || part.contains("BRAIN") || part.contains("SKULL");
}

/// Phases share a window where their values share a scale.
std::string windowKind(const SliceViewport& view, const LoadedVolume& volume) {
    const Phase phase = view.record().phase.phase;
    if (phase == Phase::MTT || phase == Phase::CBV || phase == Phase::CBF) {
        return phaseToken(phase);
    }
    return volume.volume.unit == "HU" ? "HU"
                                      : volume.volume.unit + '@' + std::to_string(view.caseId());
}

} // namespace

ViewerWidget::State::State(ViewerWidget& owner, VolumeSource source, KeyMap* map)
    : self(owner), keyMap(map != nullptr ? map : new KeyMap(&owner)),
      book(new AnnotationBook(&owner)), pen(*book), measurer(new Measurer(*book, &owner)),
      overlays(new ViewerOverlays(
          owner, [this](qint64 id) { return caseWithId(id); }, [this] { fetchWhatHangs(); })),
      fetcher(orDefault(std::move(source), owner), nullptr) {
    addCommands();
    QObject::connect(book, &AnnotationBook::changed, &self, [this] { measureWhereNeeded(); });
    QObject::connect(book, &AnnotationBook::toolChanged, &self, [this] { pen.takeTool(); });
    grid = new QGridLayout(&self);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(2);
    dropFrame = new QFrame(&self);
    dropFrame->setObjectName("dropFrame");
    dropFrame->setAttribute(Qt::WA_TransparentForMouseEvents);
    dropFrame->hide();
    empty = new QLabel(ViewerWidget::tr("Open a case to hang its phases here."), &self);
    empty->setAlignment(Qt::AlignCenter);
    empty->setObjectName("emptyLightBox");
    grid->addWidget(empty, 0, 0);
    QObject::connect(&fetcher, &VolumeFetcher::arrived, &self,
                     [this](const auto& key, const auto& volume) { arrived(key, volume); });
    QObject::connect(&fetcher, &VolumeFetcher::failed, &self,
                     [this](const auto& key, const QString& why) { failed(key, why); });
    QObject::connect(&fetcher, &VolumeFetcher::progressed, &self,
                     [this](const std::string& key, double fraction, bool checking) {
                         for (SliceViewport* view : shown) {
                             if (keys[view] == key) {
                                 view->setLoading(fraction, checking);
                             }
                         }
                         if (rendering != nullptr && renderingKey == key) {
                             rendering->setLoading(fraction, checking);
                         }
                     });
}

ViewerWidget::State::~State() {
    for (SliceViewport* view : pool) {
        view->disconnect(&self);
    }
}

void ViewerWidget::State::begin(const Case& newExam) {
    endAligning();
    beforePlanes.reset();
    layout = chosen;
    cellsAlone.clear();
    home.reset();
    const int room = layout.rows * layout.columns;
    hanging = planHanging(newExam, nullptr, room > 0 ? room : layout.count);
    const bool smooth = view->smooth(); // a habit of the reader, not of the case
    view = std::make_shared<ViewState>();
    view->setSmooth(smooth);
    firstWindow = findPreset(isHead(newExam) ? "brain" : "abdomen")->values;
    view->setWindow("HU", firstWindow);
    if (const auto geometry = firstGeometry(newExam, hanging)) {
        view->setPlane(naturalPlane(*geometry));
        view->setField(fieldOf(newExam, hanging, 0).value_or(geometry->bounds()));
        const auto stack = SliceStack::of(planeFrame(view->plane(), *geometry), *geometry);
        view->setPoint(stack.onto(stack.nearest(geometry->centre()), geometry->centre()));
    }
    besideOffset = {};
    alignment = {};
    maximised = nullptr;
    if (std::exchange(renderingAlone, false)) {
        Q_EMIT self.volumeRenderingChanged(false);
    }
    failures.clear();
}

void ViewerWidget::State::rehang() {
    keepBook();
    hanging = plan();
    const SliceViewport* wasActive = active;
    shown.clear();
    cellWidgets.clear();
    keys.clear();
    std::size_t places = 0, blanks = 0;
    for (const HangingCell& cell : hanging.cells) {
        if (cell.volume < 0) {
            cellWidgets.push_back(placeholderFor(blanks++, cell));
            continue;
        }
        if (cell.kind == CellKind::Rendering && cellOf(renderingView()) < 0) {
            cellWidgets.push_back(rendering);
            continue;
        }
        SliceViewport* viewport = viewportFor(places++);
        shown.push_back(viewport);
        cellWidgets.push_back(viewport);
        put(viewport, cell);
    }
    if (std::find(shown.begin(), shown.end(), maximised) == shown.end()) {
        maximised = nullptr;
    }
    arrange();
    const auto kept = std::find(shown.begin(), shown.end(), wasActive);
    setActive(shown.empty() ? nullptr : kept == shown.end() ? shown.front() : *kept);
    placeRegions();
    fetchWhatHangs();
    tellLeftOut();
}

void ViewerWidget::State::tellLeftOut() {
    QStringList phases;
    for (const Phase phase : hanging.leftOut) {
        phases << phaseName(phase);
    }
    if (phases != std::exchange(leftOut, phases)) {
        Q_EMIT self.phasesLeftOut(phases);
    }
}

void ViewerWidget::State::put(SliceViewport* viewport, const HangingCell& cell) {
    const Case& from = caseOf(cell.exam);
    const VolumeRecord& record = from.volumes[static_cast<std::size_t>(cell.volume)];
    keys[viewport] = volumeKey(record);
    viewport->hang(from, cell.volume);
    viewport->scene().setOwnPlane(cell.plane);
    shareState(viewport);
    applyHeatmap(viewport);
    viewport->scene().setHeatmapStyle({style.visible && !held, style.opacity, style.threshold});
    if (const auto found = loaded.find(keys[viewport]); found != loaded.end()) {
        fill(viewport, found->second);
    } else if (!VolumeGeometry::of(record).isUsable()) {
        failures[keys[viewport]] = ViewerWidget::tr(
            "The positions in this series' headers do not make a volume, so it cannot be shown.");
    }
    if (const auto why = failures.find(keys[viewport]); why != failures.end()) {
        viewport->setFailed(why->second);
    }
}

SliceViewport* ViewerWidget::State::viewportFor(std::size_t place) {
    while (pool.size() <= place) {
        pool.push_back(makeViewport());
    }
    return pool[place];
}

SliceViewport* ViewerWidget::State::makeViewport() {
    auto* viewport = new SliceViewport(&self);
    viewport->setPen(*book, pen);
    viewport->setTextChoice(textChoice);
    QObject::connect(viewport, &SliceViewport::activated, &self, [this, viewport] {
        if (viewport != active) { // every turn of the wheel says so
            setActive(viewport);
        }
    });
    QObject::connect(viewport, &SliceViewport::maximiseRequested, &self, [this, viewport] {
        setActive(viewport);
        self.toggleMaximised();
    });
    QObject::connect(
        viewport->chip(), &PhaseChip::phaseChosen, &self, [this, viewport](Phase phase) {
            Q_EMIT self.phaseChosen(viewport->caseId(),
                                    QString::fromStdString(viewport->record().seriesUid),
                                    viewport->record().part, phase);
        });
    QObject::connect(viewport->chip(), &PhaseChip::seriesChosen, &self,
                     [this, viewport](int volume) { showSeries(viewport, volume); });
    QObject::connect(viewport->chip()->menu(), &QMenu::aboutToShow, &self, [this, viewport] {
        setActive(viewport); // which is what the actions act on
        if (exam && viewport->caseId() == exam->id)
            viewport->chip()->addEdits(edits);
    });
    connectDrag(viewport);
    QObject::connect(viewport, &SliceViewport::differenceDragged, overlays,
                     [this, viewport](double dx) { overlays->dragRange(viewport, dx); });
    return viewport;
}

QLabel* ViewerWidget::State::placeholderFor(std::size_t place, const HangingCell& cell) {
    while (placeholderPool.size() <= place) {
        auto* label = new QLabel(&self);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setObjectName("emptyViewport");
        placeholderPool.push_back(label);
    }
    QLabel* label = placeholderPool[place];
    const bool missing = beside && cell.phase != Phase::Unknown;
    label->setText(
        !missing ? QString()
        : cell.exam == 0
            ? ViewerWidget::tr("This case has no phase “%1”").arg(phaseName(cell.phase))
            : ViewerWidget::tr("The found case has no phase “%1”").arg(phaseName(cell.phase)));
    return label;
}

void ViewerWidget::State::arrange() {
    while (QLayoutItem* item = grid->takeAt(0)) {
        delete item; // the widgets stay
    }
    for (int i = 0; i < 4; ++i) {
        grid->setRowStretch(i, 0);
        grid->setColumnStretch(i, 0);
    }
    std::vector<QWidget*> cells = cellWidgets;
    endRendering();
    if (maximised != nullptr || renderingAlone) {
        cells = {renderingAlone ? static_cast<QWidget*>(rendering) : maximised};
    }
    const bool none = cells.empty();
    if (none) {
        cells = {empty};
    }
    const int count = static_cast<int>(cells.size());
    const bool fixed = hanging.columns > 0 && cells.size() == cellWidgets.size() && !none;
    const GridShape shape = fixed ? GridShape{count / hanging.columns, hanging.columns}
                                  : bestGrid(count, self.width(), self.height());
    for (int i = 0; i < count; ++i) {
        grid->addWidget(cells[static_cast<std::size_t>(i)], i / shape.columns, i % shape.columns);
        grid->setRowStretch(i / shape.columns, 1);
        grid->setColumnStretch(i % shape.columns, 1);
    }
    const QSet<QWidget*> visible(cells.begin(), cells.end());
    keepFocus(visible);
    empty->setVisible(none);
    for (SliceViewport* viewport : pool) {
        viewport->setVisible(visible.contains(viewport));
    }
    if (aligning && !visible.contains(aligning->view)) {
        SliceViewport* hidden = aligning->view;
        endAligning();
        if (indexOf(hidden) >= 0) { // another one fills the light box
            shareState(hidden);
            watchActive();
        }
    }
    for (QLabel* label : placeholderPool) {
        label->setVisible(visible.contains(label));
    }
    if (rendering != nullptr) {
        rendering->setVisible(visible.contains(rendering));
        refreshRendering();
    }
}

std::vector<const Case*> ViewerWidget::State::casesShown() const {
    std::vector<const Case*> cases;
    for (const auto* which : {&exam, &beside}) {
        if (*which) {
            cases.push_back(&**which);
        }
    }
    return cases;
}

const Case* ViewerWidget::State::caseWithId(qint64 id) const {
    const auto cases = casesShown();
    const auto found = std::ranges::find(cases, id, &Case::id);
    return found == cases.end() ? nullptr : *found;
}

void ViewerWidget::State::fetchWhatHangs() {
    std::set<std::string> wanted, known;
    for (const SliceViewport* viewport : shown) {
        wanted.insert(keys[viewport]);
    }
    auto measured = measuredVolumes();
    std::ranges::copy(overlays->needed(), std::back_inserter(measured));
    const auto rendered = renderedVolume();
    if (rendered) {
        measured.push_back(&*rendered);
    }
    for (const VolumeRecord* volume : measured) {
        wanted.insert(volumeKey(*volume));
    }
    for (const Case* whole : casesShown()) {
        for (const VolumeRecord& volume : whole->volumes) {
            known.insert(volumeKey(volume));
        }
    }
    std::erase_if(loaded, [&](const auto& entry) { return !known.contains(entry.first); });
    fetcher.keepOnly(wanted);
    for (SliceViewport* viewport : shown) {
        const std::string& key = keys[viewport];
        if (!loaded.contains(key) && !failures.contains(key)) {
            const Case& from = *caseWithId(viewport->caseId());
            fetcher.fetch(from.volumes[static_cast<std::size_t>(viewport->volumeIndex())]);
        }
    }
    for (const VolumeRecord* volume : measured) {
        const std::string key = volumeKey(*volume);
        if (!loaded.contains(key) && !failures.contains(key)) {
            fetcher.fetch(*volume);
        }
    }
    publishVolumes();
    reportLoading();
}

void ViewerWidget::State::arrived(const std::string& key,
                                  std::shared_ptr<const LoadedVolume> volume) {
    loaded[key] = volume;
    for (SliceViewport* viewport : shown) {
        if (keys[viewport] == key) {
            fill(viewport, volume);
        }
    }
    refreshRendering();
    publishVolumes();
    reportLoading();
}

void ViewerWidget::State::failed(const std::string& key, const QString& sentence) {
    failures[key] = sentence;
    for (SliceViewport* viewport : shown) {
        if (keys[viewport] == key) {
            viewport->setFailed(sentence);
        }
    }
    refreshRendering();
    Q_EMIT self.volumeFailed(sentence);
    Q_EMIT book->measured(); // that one will not be
    overlays->refresh();
    reportLoading();
}

void ViewerWidget::State::fill(SliceViewport* viewport,
                               const std::shared_ptr<const LoadedVolume>& volume) {
    viewport->setLoaded(volume);
    SliceScene& scene = viewport->scene();
    scene.setWindowKind(windowKind(*viewport, *volume));
    if (!scene.state().window(scene.windowKind())) {
        scene.setWindow(volume->automatic);
    }
    if (viewport == active) {
        announce();
    }
}

void ViewerWidget::State::reportLoading() {
    std::set<std::string> all, done;
    for (const SliceViewport* viewport : shown) {
        const std::string& key = keys[viewport];
        all.insert(key);
        if (loaded.contains(key) || failures.contains(key)) {
            done.insert(key);
        }
    }
    Q_EMIT self.loadingProgress(static_cast<int>(done.size()), static_cast<int>(all.size()));
    // Queued: whoever called showCase() is told after it returned, also where nothing was to load.
    QMetaObject::invokeMethod(
        &self, [this] { reportShown(); }, Qt::QueuedConnection);
}

void ViewerWidget::State::reportShown() {
    for (const qint64 id : std::set<qint64>(toAnnounce)) {
        const bool complete = std::all_of(shown.begin(), shown.end(), [&](SliceViewport* viewport) {
            const std::string& key = keys[viewport];
            return viewport->caseId() != id || loaded.contains(key) || failures.contains(key);
        });
        if (caseWithId(id) == nullptr) {
            toAnnounce.erase(id);
        } else if (complete) {
            toAnnounce.erase(id);
            Q_EMIT self.caseShown(id);
        }
    }
}

} // namespace bolus
