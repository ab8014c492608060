#include "ui/view/ViewerOverlays.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/view/AnnotationBook.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

constexpr auto bothKinds =
    std::array{ViewerOverlays::Kind::Color, ViewerOverlays::Kind::Difference};

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
    const auto entries = m_entries.find(active());
    const bool isChosen = entries != m_entries.end() && entries->second.contains(kind);
    if (kind == Kind::Difference && !isChosen && !partners().empty() &&
        m_viewer.activeViewport()->record().phase.phase == Phase::PreContrast) {
        Q_EMIT refused(tr("This is the unenhanced phase: select the one it is to be subtracted "
                          "from, so that what enhances is bright. Compare in the menu View "
                          "subtracts any from any."));
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
    constexpr double perPixel = 1.005, least = 1e-9, most = 1e6;
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
    std::erase_if(m_placings, [this](const auto& placing) {
        return find(placing.first.first.caseId, placing.first.first.key) == nullptr;
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

} // namespace bolus
