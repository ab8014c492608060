#include "ui/view/ViewerOverlays.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/view/Alignment.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

constexpr auto bothKinds =
    std::array{ViewerOverlays::Kind::Color, ViewerOverlays::Kind::Difference};

std::string idOf(ViewerOverlays::Kind kind) {
    return kind == ViewerOverlays::Kind::Color ? "color" : "difference";
}

std::shared_ptr<const Volume> voxelsOf(const std::shared_ptr<const LoadedVolume>& loaded) {
    return {loaded, &loaded->volume}; // the picture keeps them
}

bool isPerfusion(Phase phase) {
    return phase == Phase::MTT || phase == Phase::CBV || phase == Phase::CBF;
}

bool shareFrame(const VolumeRecord& a, const VolumeRecord& b) {
    return !a.frameOfReferenceUid.empty() && a.frameOfReferenceUid == b.frameOfReferenceUid;
}

} // namespace

ViewerOverlays::ViewerOverlays(ViewerWidget& viewer, CaseById caseById, std::function<void()> fetch)
    : QObject(&viewer), m_viewer(viewer), m_caseById(std::move(caseById)),
      m_fetch(std::move(fetch)), m_objects(new CaseObjects(this)) {
    connect(m_objects, &CaseObjects::changed, this, &ViewerOverlays::refresh);
    connect(m_objects, &CaseObjects::refused, this, &ViewerOverlays::refused);
    connect(&viewer, &ViewerWidget::activeViewportChanged, this, &ViewerOverlays::changed);
}

ViewerOverlays::Below ViewerOverlays::active() const {
    const SliceViewport* view = m_viewer.activeViewport();
    return view == nullptr ? Below{} : Below{view->caseId(), measuredKey(view->record())};
}

const VolumeRecord* ViewerOverlays::find(qint64 caseId, const std::string& key) const {
    const Case* exam = m_caseById(caseId);
    if (exam == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(
        exam->volumes, [&](const VolumeRecord& volume) { return measuredKey(volume) == key; });
    return found == exam->volumes.end() ? nullptr : &*found;
}

std::vector<int> ViewerOverlays::partners() const {
    const Below below = active();
    const Case* exam = m_caseById(below.caseId);
    std::vector<int> found;
    for (std::size_t i = 0; exam != nullptr && i < exam->volumes.size(); ++i) {
        const VolumeRecord& volume = exam->volumes[i];
        if (volume.inPhaseSeries && measuredKey(volume) != below.key &&
            VolumeGeometry::of(volume).isUsable()) {
            found.push_back(static_cast<int>(i));
        }
    }
    return found;
}

QString ViewerOverlays::nameOf(int volume) const {
    const Below below = active();
    const Case* exam = m_caseById(below.caseId);
    return exam == nullptr
               ? QString()
               : nameOf(below.caseId, exam->volumes.at(static_cast<std::size_t>(volume)));
}

/// The phase; with its series where the case has several of that phase.
QString ViewerOverlays::nameOf(qint64 caseId, const VolumeRecord& volume) const {
    const QString name = phaseName(volume.phase.phase);
    const Case* exam = m_caseById(caseId);
    const auto same =
        exam == nullptr ? 0 : std::ranges::count_if(exam->volumes, [&](const auto& other) {
            return other.phase.phase == volume.phase.phase;
        });
    return same > 1 ? QStringLiteral("%1 (%2)").arg(name, seriesText(volume)) : name;
}

int ViewerOverlays::partner(Kind kind) const {
    const Below below = active();
    const auto entries = m_entries.find(below);
    const auto entry =
        entries == m_entries.end() ? Entries::const_iterator() : entries->second.find(kind);
    if (entries == m_entries.end() || entry == entries->second.end() || !entry->second.on) {
        return -1;
    }
    const VolumeRecord* above = find(below.caseId, entry->second.above);
    const Case* exam = m_caseById(below.caseId);
    return above == nullptr ? -1 : static_cast<int>(above - exam->volumes.data());
}

void ViewerOverlays::choose(Kind kind, int volume) {
    const Below below = active();
    const Case* exam = m_caseById(below.caseId);
    if (exam == nullptr) {
        return;
    }
    Entry& entry = m_entries[below][kind];
    entry.on = volume >= 0 && volume < static_cast<int>(exam->volumes.size());
    if (entry.on) {
        const std::string above = measuredKey(exam->volumes[static_cast<std::size_t>(volume)]);
        if (above != std::exchange(entry.above, above)) {
            entry.style.reset();
        }
    }
    m_fetch();
}

int ViewerOverlays::usual(Kind kind) const {
    const std::vector<int> all = partners();
    const Below below = active();
    if (all.empty()) {
        return -1;
    }
    const auto entries = m_entries.find(below);
    const Case& exam = *m_caseById(below.caseId);
    const auto volume = [&](int i) -> const VolumeRecord& {
        return exam.volumes[static_cast<std::size_t>(i)];
    };
    if (entries != m_entries.end() && entries->second.contains(kind)) {
        const std::string& last = entries->second.at(kind).above;
        const auto chosen =
            std::ranges::find_if(all, [&](int i) { return measuredKey(volume(i)) == last; });
        if (chosen != all.end()) {
            return *chosen;
        }
    }
    const int self = m_viewer.activeViewport()->volumeIndex();
    const auto after = std::ranges::find_if(all, [&](int i) { return i > self; });
    const int before = after == all.begin() ? all.front() : *std::prev(after);
    if (kind == Kind::Color) {
        return after != all.end() ? *after : before;
    }
    const auto plain = std::ranges::find_if(
        all, [&](int i) { return volume(i).phase.phase == Phase::PreContrast; });
    return plain != all.end() ? *plain : before;
}

void ViewerOverlays::toggle(Kind kind) {
    if (partner(kind) >= 0) {
        choose(kind, -1);
        return;
    }
    const int other = usual(kind);
    if (other < 0) {
        Q_EMIT refused(tr("This exam has no other phase to compare this one with."));
        return;
    }
    choose(kind, other);
}

std::vector<SceneLayer> ViewerOverlays::layers() const {
    const SliceViewport* view = m_viewer.activeViewport();
    if (view == nullptr) {
        return {};
    }
    std::vector<SceneLayer> all = view->scene().layers().all();
    std::ranges::reverse(all);
    return all;
}

void ViewerOverlays::setStyle(const std::string& id, const LayerStyle& style) {
    const Below below = active();
    const bool isObject = m_objects->setStyle(id, style);
    const auto entries = m_entries.find(below);
    for (const Kind kind : bothKinds) {
        if (idOf(kind) == id && entries != m_entries.end() && entries->second.contains(kind)) {
            entries->second[kind].style = style;
        }
    }
    restyle(id, style, isObject ? std::nullopt : std::optional(below));
}

std::vector<const CaseObject*> ViewerOverlays::objects() const {
    const Case* exam = m_caseById(active().caseId);
    return exam == nullptr ? std::vector<const CaseObject*>() : CaseObjects::of(*exam);
}

void ViewerOverlays::setShown(const CaseObject& object, bool shown) {
    if (const Case* exam = m_caseById(active().caseId)) {
        m_objects->setShown(*exam, object, shown);
    }
}

void ViewerOverlays::remove(const std::string& id) {
    if (m_objects->remove(id)) {
        refresh();
    }
    for (const Kind kind : bothKinds) {
        if (idOf(kind) == id) {
            choose(kind, -1);
        }
    }
}

void ViewerOverlays::dragRange(SliceViewport* view, double dx) {
    const SceneLayer* difference = view->scene().layers().difference();
    const auto entries = m_entries.find({view->caseId(), measuredKey(view->record())});
    if (difference == nullptr || entries == m_entries.end()) {
        return;
    }
    constexpr double perPixel = 1.005, least = 1e-3, most = 1e6;
    LayerStyle style = difference->style;
    style.high = std::clamp(style.high * std::pow(perPixel, dx), least, most);
    style.low = -style.high;
    entries->second[Kind::Difference].style = style;
    restyle(idOf(Kind::Difference), style, entries->first);
}

/// Only that changes: nothing is cut anew.
void ViewerOverlays::restyle(const std::string& id, const LayerStyle& style,
                             std::optional<Below> below) {
    for (SliceViewport* view : m_viewer.viewports()) {
        std::vector<SceneLayer> layers = view->scene().layers().all();
        const auto layer = std::ranges::find(layers, id, &SceneLayer::id);
        const Below self{view->caseId(), measuredKey(view->record())};
        if (layer != layers.end() && (!below || *below == self)) {
            layer->style = style;
            view->scene().setLayers(std::move(layers));
        }
    }
    Q_EMIT changed();
}

std::vector<const VolumeRecord*> ViewerOverlays::needed() const {
    std::vector<const VolumeRecord*> volumes;
    for (const auto& [below, entries] : m_entries) {
        for (const auto& [kind, entry] : entries) {
            const VolumeRecord* above = entry.on ? find(below.caseId, entry.above) : nullptr;
            if (above != nullptr) {
                volumes.push_back(above);
            }
        }
    }
    return volumes;
}

void ViewerOverlays::refresh() {
    std::erase_if(m_entries, [this](const auto& entry) {
        return find(entry.first.caseId, entry.first.key) == nullptr;
    });
    std::vector<const Case*> cases;
    for (const SliceViewport* view : m_viewer.viewports()) {
        if (const Case* exam = m_caseById(view->caseId())) {
            cases.push_back(exam);
        }
    }
    m_objects->keepOnly(cases);
    for (SliceViewport* view : m_viewer.viewports()) {
        std::vector<SceneLayer> layers = layersOf({view->caseId(), measuredKey(view->record())});
        if (layers != view->scene().layers().all()) {
            view->scene().setLayers(std::move(layers));
        }
    }
    Q_EMIT changed();
}

std::vector<SceneLayer> ViewerOverlays::layersOf(const Below& below) {
    const auto entries = m_entries.find(below);
    const VolumeRecord* under = find(below.caseId, below.key);
    std::vector<SceneLayer> layers;
    if (under == nullptr) {
        return layers;
    }
    const std::vector<SceneLayer> objects =
        m_objects->layersOver(*m_caseById(below.caseId), *under);
    if (entries == m_entries.end()) {
        return objects;
    }
    for (const Kind kind : {Kind::Difference, Kind::Color}) { // colour lies on top
        const auto entry = entries->second.find(kind);
        const VolumeRecord* above = entry == entries->second.end() || !entry->second.on
                                        ? nullptr
                                        : find(below.caseId, entry->second.above);
        if (above == nullptr) {
            continue;
        }
        SceneLayer layer = layerOf(kind, *under, *above, entry->second, below.caseId);
        const QString why = refusal(kind, layer, *under, *above);
        if (!why.isEmpty()) {
            entry->second.on = false;
            Q_EMIT refused(why);
            continue;
        }
        if (layer.source.values) {
            entry->second.style = layer.style;
        }
        layers.push_back(std::move(layer));
    }
    std::ranges::copy(objects, std::back_inserter(layers)); // segments lie on top
    return layers;
}

ViewerOverlays::Placing ViewerOverlays::placingOf(qint64 caseId, const VolumeRecord& below,
                                                  const VolumeRecord& above) const {
    const Alignment& all = m_viewer.alignment();
    if (m_viewer.shownCase() != caseId) {
        return {nullptr, tr("by position"), shareFrame(below, above)};
    }
    const auto registration = [&](const VolumeRecord& volume) {
        const auto found = all.registered.find(alignmentKey(volume));
        const bool counts =
            all.byRegistration && found != all.registered.end() && found->second.counts();
        return counts ? &found->second : nullptr;
    };
    const auto hand = [&](const VolumeRecord& volume) {
        return all.byHand.contains(alignmentKey(volume));
    };
    const auto mapOf = [&](const VolumeRecord& volume) { // from the linked point
        return hand(volume) ? PatientMap::shift(all.byHand.at(alignmentKey(volume)))
               : registration(volume) != nullptr ? registration(volume)->map
                                                 : PatientMap();
    };
    const auto isPlaced = [&](const VolumeRecord& volume) {
        return registration(volume) != nullptr || alignmentKey(volume) == all.reference;
    };
    const PatientMap from = mapOf(below), to = mapOf(above);
    const bool byHand = hand(below) || hand(above);
    const bool registered = !byHand && isPlaced(below) && isPlaced(above);
    const bool isSame = from.isIdentity() && to.isIdentity();
    return {isSame ? nullptr : std::make_shared<const PointMap>([from, to](const Vec3& point) {
                return to.there(from.back(point));
            }),
            byHand       ? tr("aligned by hand")
            : registered ? tr("registered")
            : isSame     ? tr("by position")
                         : tr("one of them registered"),
            byHand || registered || shareFrame(below, above)};
}

SceneLayer ViewerOverlays::layerOf(Kind kind, const VolumeRecord& below, const VolumeRecord& above,
                                   const Entry& entry, qint64 caseId) const {
    const QString over = nameOf(caseId, above), under = nameOf(caseId, below);
    SceneLayer layer;
    layer.id = idOf(kind);
    layer.above = over.toStdString();
    layer.below = under.toStdString();
    const Placing placing = placingOf(caseId, below, above);
    const QString text = kind == Kind::Color ? tr("%1 over %2, %3").arg(over, under, placing.how)
                                             : tr("%1 − %2, %3").arg(under, over, placing.how);
    layer.label = text.toStdString();
    if (!placing.isKnown) {
        layer.caution =
            tr("Not registered, no common frame of reference: places may not match").toStdString();
    }
    const auto overVolume = m_viewer.loadedVolume(above),
               underVolume = m_viewer.loadedVolume(below);
    if (!overVolume || !underVolume) {
        layer.caution = (m_viewer.failureOf(above).isEmpty() ? tr("Loading %1…").arg(over)
                                                             : m_viewer.failureOf(above))
                            .toStdString();
        return layer;
    }
    layer.unit = overVolume->volume.unit;
    layer.source.values = voxelsOf(overVolume);
    layer.source.map = placing.map;
    if (kind == Kind::Difference) {
        layer.source.minuend = voxelsOf(underVolume);
    }
    layer.style = entry.style.value_or(firstStyle(kind, above, below));
    return layer;
}

QString ViewerOverlays::refusal(Kind kind, const SceneLayer& layer, const VolumeRecord& below,
                                const VolumeRecord& above) const {
    if (!layer.source.values) {
        return {};
    }
    const QString over = QString::fromStdString(layer.above),
                  under = QString::fromStdString(layer.below);
    if (kind == Kind::Difference) {
        const auto unitOf = [](const Volume& volume) {
            return volume.unit.empty() ? tr("values without a unit")
                                       : QString::fromStdString(volume.unit);
        };
        const Phase a = below.phase.phase, b = above.phase.phase;
        if (layer.source.values->unit != layer.source.minuend->unit) {
            return tr("%1 cannot be subtracted from %2: one is in %3, the other in %4.")
                .arg(over, under, unitOf(*layer.source.values), unitOf(*layer.source.minuend));
        }
        if (a != b && (isPerfusion(a) || isPerfusion(b))) {
            return tr("%1 cannot be subtracted from %2: they measure different things.")
                .arg(over, under);
        }
    }
    return overlaps(layer.source, VolumeGeometry::of(below))
               ? QString()
               : tr("%1 and %2 do not overlap, so neither can be laid over the other.")
                     .arg(over, under);
}

LayerStyle ViewerOverlays::firstStyle(Kind kind, const VolumeRecord& above,
                                      const VolumeRecord& below) const {
    constexpr double usualReach = 150; // HU: contrast medium and little else
    const auto volume = m_viewer.loadedVolume(kind == Kind::Color ? above : below);
    const bool isHu = volume->volume.unit == "HU";
    LayerStyle style;
    if (kind == Kind::Difference) {
        style.map = ColorMap::Grey;
        style.fromMiddle = true;
        style.opacity = 1;
        style.high = isHu ? usualReach : std::max(volume->automatic.window / 2, 1e-3);
        style.low = -style.high;
        return style;
    }
    const Window window = isHu ? findPreset("abdomen")->values : volume->automatic;
    style.threshold = 0.4;
    style.low = window.level - window.window / 2;
    style.high = window.level + window.window / 2;
    return style;
}

} // namespace bolus
